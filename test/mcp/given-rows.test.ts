/** Rows and decisions that an assistant gives with a body: looked at, handed to the proof, and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Evidence, REQUIRED } from '../../src/agents/evidence.ts';
import { definitionWorkspace } from '../../src/mcp/definition-workspace.ts';
import type { ToProve } from '../../src/mcp/tools/verify-body.ts';
import { makeProject } from '../cli/support.ts';
import { type Assistant, connect } from './support.ts';

const DEFINITION = `import { files, from, Layer, Project, t, Table } from 'lakewright';

const project = new Project({ name: 'shop', acknowledge: ['LW1014'] });
const bronze = new Layer(project, 'bronze');
const gold = new Layer(project, 'gold');
const orders = new Table(bronze, 'orders', {
  source: files('landing/orders', { format: 'json' }),
  columns: { id: t.bigint().notNull(), amount: t.decimal(9, 2), at: t.timestamp() },
});
new Table(gold, 'large', { intent: 'orders above a hundred', columns: { id: t.bigint(), amount: t.decimal(9, 2) } });
project.synth();
export { from, orders };
`;
const BODY = {
  table: 'gold.large',
  code: 'from(o).where((row) => row.amount.gt(100)).select((row) => ({ id: row.id, amount: row.amount }))',
  inputs: [{ name: 'o', table: 'bronze.orders' }],
};
const DECISION = {
  says: 'an order of exactly a hundred is not above a hundred',
  given: [{ table: 'bronze.orders', rows: [{ id: 1, amount: 100 }] }],
  gives: [],
};
const ordersOf = (...rows: readonly unknown[]) => ({ rows: [{ table: 'bronze.orders', rows }] });

const open: Assistant[] = [];
afterAll(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});
const start = async () => {
  const cwd = makeProject({ '.projenrc.ts': DEFINITION });
  const proven: ToProve[] = [];
  const prove = async (what: ToProve): Promise<readonly Evidence[]> => {
    proven.push(what);
    return REQUIRED.slice(2).map((check) => ({ check, verdict: 'passed', says: 'ran', seconds: 0, rows: 1 }));
  };
  const server = await connect({ workspace: definitionWorkspace('.projenrc.ts', cwd), prove, allowWrite: true });
  open.push(server);
  return { cwd, server, proven };
};

/** For what writes nothing. */
let shared: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  shared = await start();
});

describe('rows that are given with a body', () => {
  it('reach the proof as values of the declared types, and no file and no diff', async () => {
    const { server, proven } = shared;
    const { isError, text } = await server.call('verify_body', { ...BODY, ...ordersOf({ id: '7', amount: 1.5, at: '2026-01-31T09:00:00+01:00' }, { id: 8 }) });
    expect({ isError, text }).toMatchObject({ isError: false });
    expect(proven.at(-1)?.rows).toEqual({
      'bronze.orders': [
        { id: 7, amount: '1.50', at: '2026-01-31T08:00:00Z' },
        { id: 8, amount: null, at: null },
      ],
    });
    expect(text).not.toContain('1.50');
  });
  it.each<readonly [string, object, RegExp]>([
    ['of another type', ordersOf({ id: 1, amount: 'much' }), /LW9015.*row 0, amount/s],
    ['with code for a value', ordersOf({ id: 1, amount: { $eval: '1' } }), /LW9015/],
    ['without a column that must be there', ordersOf({ amount: 1 }), /LW9015.*row 0, id/s],
    ['of columns that are not there', ordersOf({ id: 1, price: 1 }), /LW9015.*no column "price"/s],
    ['of tables that are not there', { rows: [{ table: 'bronze.order', rows: [] }] }, /LW9002.*bronze\.order/s],
    ['twice', { rows: [...ordersOf({ id: 1 }).rows, ...ordersOf({ id: 2 }).rows] }, /LW9015.*twice/s],
    [
      'in great numbers',
      {
        rows: [
          ...ordersOf(...Array.from({ length: 150 }, (_, id) => ({ id }))).rows,
          { table: 'gold.large', rows: Array.from({ length: 51 }, (_, id) => ({ id })) },
        ],
      },
      /LW9015.*201/s,
    ],
    ['in greater numbers', ordersOf(...Array.from({ length: 201 }, (_, id) => ({ id }))), /LW9001/],
    ['of great length', { ...BODY, decisions: [{ ...DECISION, gives: [{ id: 1, amount: '1'.repeat(100_001) }] }] }, /LW9015.*characters/s],
  ])('%s are refused, and nothing is proven', async (_, rows, says) => {
    const { server, proven } = shared;
    const before = proven.length;
    const { isError, text } = await server.call('verify_body', { ...BODY, ...rows });
    expect(text).toMatch(says);
    expect(isError).toBe(true);
    expect(proven).toHaveLength(before);
  });
});

describe('decisions that are given with a body', () => {
  it('are what the proof keeps to, are shown in the diff, and are written with the body', async () => {
    const { cwd, server, proven } = await start();
    const { text, data } = await server.call('verify_body', { ...BODY, decisions: [DECISION] });
    expect(proven[0]?.decisions).toMatchObject([{ says: DECISION.says, given: [{ table: 'bronze.orders' }] }]);
    expect(text).toContain("says: 'an order of exactly a hundred is not above a hundred'");
    const { isError } = await server.call('apply_body', { hash: (data as { readonly hash: string }).hash });
    expect(isError).toBe(false);
    const source = readFileSync(join(cwd, '.projenrc.ts'), 'utf8');
    expect(source).toMatch(/given: \[rowsOf\(orders, \[\{ id: 1, amount: '100.00' \}\]\)\]/);
    const again = await server.call('verify_body', { ...BODY, decisions: [] });
    expect(again.isError).toBe(false);
    expect(proven[1]?.decisions).toMatchObject([{ says: DECISION.says }]);
  });
  it('whose result is not of the table are refused', async () => {
    const { text } = await shared.server.call('verify_body', { ...BODY, decisions: [{ ...DECISION, gives: [{ order: 1 }] }] });
    expect(text).toMatch(/LW9015.*gold\.large.*no column "order"/s);
  });
});
