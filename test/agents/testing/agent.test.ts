import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EXTRAS } from '../../../scripts/requirements.mjs';
import { runAgent } from '../../../src/agents/run-agent.ts';
import { testingAgent } from '../../../src/agents/testing/agent.ts';
import type { TestingAnswer, TestingInput } from '../../../src/agents/testing/answer.ts';
import { readTests } from '../../../src/agents/testing/read-tests.ts';
import { from, Layer, Project, t, Table } from '../../../src/index.ts';
import { ensureLocal } from '../../../src/run/environment/index.ts';
import { completion, options, scripted } from '../sums.ts';
import { FULL } from '../../suite.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** A mark that only the body has. */
const MARK = 'only-the-body-knows';
const intent = 'one row per customer: the latest order; NULL customers are left out';
const makeInput = (): TestingInput => {
  const project = new Project({ name: 'shop', outdir: tmpdir() });
  const orders = new Table(new Layer(project, 'bronze'), 'orders', {
    intent: 'as they come',
    columns: { id: t.int().notNull(), customer: t.string(), at: t.timestamp(), amount: t.decimal(8, 2) },
    primaryKey: ['id'],
  });
  new Table(new Layer(project, 'silver'), 'latest', { intent, query: from(orders).where((o) => o.customer.ne(MARK)) });
  const { model } = project.check();
  const table = model?.tables.find(({ key }) => key === 'silver.latest');
  if (!model || !table) throw new Error('no model');
  return { model, table, reads: model.tables.filter(({ key }) => key === 'bronze.orders') };
};
const input = makeInput();
const rows = (list: readonly object[]): string => JSON.stringify(list);
const good: TestingAnswer = {
  outcome: 'tests',
  reason: null,
  examples: [
    {
      shows: 'the latest "order"\\ of a customer {stays}',
      given: [
        {
          table: 'bronze.orders',
          rows: rows([
            { id: 1, customer: 'a', at: '2026-01-01T00:00:00Z', amount: '1.50' },
            { id: 2, customer: 'a', at: '2026-01-02T00:00:00Z', amount: '2.00' },
            { id: 3, customer: 'b', at: '2026-01-01T00:00:00Z' },
          ]),
        },
      ],
      gives: rows([
        { id: 2, customer: 'a', amount: '2.00' },
        { id: 3, customer: 'b', amount: null },
      ]),
    },
    { shows: 'an order of nobody is left out', given: [{ table: 'bronze.orders', rows: rows([{ id: 1 }]) }], gives: '[]' },
  ],
  properties: [
    { kind: 'unique', columns: ['customer'], table: null },
    { kind: 'never_null', columns: ['customer'], table: null },
    { kind: 'no_more_rows_than', columns: [], table: 'bronze.orders' },
  ],
};
const told = (answer: unknown) => completion(JSON.stringify(answer));

describe('the testing agent', () => {
  it('is told the intent and the schemas, and never the body', async () => {
    const provider = scripted(told(good));
    const proposal = await runAgent(testingAgent, input, options(provider));
    expect(proposal.outcome).toBe('solved');
    const text = JSON.stringify(provider.asked);
    expect(text).toContain(intent);
    expect(text).toContain('amount decimal(8,2)');
    expect(text).not.toContain(MARK);
  });
  it("proposes a file of the user's own", async () => {
    const proposal = await runAgent(testingAgent, input, options(scripted(told(good))));
    expect('changes' in proposal && proposal.changes).toEqual([expect.objectContaining({ kind: 'file', path: 'tests/silver/test_latest_intent.py' })]);
  });
  it('is asked again about tests that do not fit the tables', async () => {
    const [first] = good.examples;
    const bad = { ...good, examples: [{ ...first, gives: rows([{ colour: 'red' }]) }] };
    const proposal = await runAgent(testingAgent, input, options(scripted(told(bad), told(good))));
    expect(proposal.outcome).toBe('solved');
    expect(proposal.cost.repairs).toBe(1);
  });
  it('says what is wrong with tests: columns, values, keys, tables', () => {
    const wrong = (over: Partial<TestingAnswer>): readonly string[] => readTests({ ...good, ...over }, input).wrong;
    const given = (list: readonly object[], table = 'bronze.orders') =>
      wrong({ examples: [{ shows: 'x', given: [{ table, rows: rows(list) }], gives: '[]' }] });
    expect(wrong({})).toEqual([]);
    expect(given([{ id: 1 }, { id: 1 }])).toEqual(['example 1: two rows of bronze.orders have the same key (id)']);
    expect(given([{ customer: 'a' }])).toEqual(['example 1: row 1 of bronze.orders, "id" must be int, not NULL']);
    expect(given([{ id: 1, amount: '1.005' }])).toEqual(['example 1: row 1 of bronze.orders, "amount" must be decimal(8,2), not "1.005"']);
    expect(given([{ id: 1 }], 'gold.x')[0]).toMatch(/gold\.x is not one of the tables that are read/);
    expect(given([])).toEqual(['example 1: no row goes in, so that it shows nothing']);
    expect(wrong({ properties: [{ kind: 'unique', columns: ['nope'], table: null }] })[0]).toMatch(/nope is no column/);
    expect(wrong({ examples: [] })).toEqual(['there is no example']);
  });
  it('takes no table without an intent, without a body, or that reads nothing', async () => {
    const { intent: _, ...without } = input.table;
    for (const [table, reads, message] of [
      [without, input.reads, /has no intent/],
      [{ ...input.table, intent: 'x'.repeat(50_000) }, input.reads, /50000 characters/],
      [{ ...input.table, body: { kind: 'unwritten' } }, input.reads, /has no body yet/],
      [input.table, [], /reads no table/],
    ] as const)
      await expect(runAgent(testingAgent, { ...input, table, reads }, options(scripted()))).rejects.toThrow(message);
  });
});

const project = mkdtempSync(join(tmpdir(), 'lakewright-testing-'));
afterAll(() => rmSync(project, { recursive: true, force: true }));
const definition = `
import { from, Layer, Project, t, Table } from '${join(ROOT, 'src/index.ts')}';
const project = new Project({ name: 'shop' });
const orders = new Table(new Layer(project, 'bronze'), 'orders', {
  intent: 'as they come',
  columns: { id: t.int().notNull(), customer: t.string(), at: t.timestamp(), amount: t.decimal(8, 2) },
  primaryKey: ['id'],
});
new Table(new Layer(project, 'silver'), 'latest', {
  intent: 'x',
  query: from(orders).where((o) => o.customer.isNotNull()).dropDuplicates({ by: ['customer'], keepFirst: (o) => [o.at.desc(), o.id.desc()] }),
});
new Table(new Layer(project, 'wrong'), 'latest', { intent: 'x', query: from(orders) });
project.synth();
`;

describe('the tests that it writes', () => {
  it.runIf(FULL)(
    'pass for a body that does what was meant, and fail for one that does not (Spark: npm run test:full)',
    async () => {
      const local = await ensureLocal({ extras: EXTRAS });
      writeFileSync(join(project, 'package.json'), '{"type":"module"}');
      writeFileSync(join(project, '.projenrc.ts'), definition);
      execFileSync(process.execPath, ['.projenrc.ts'], { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
      const proposal = await runAgent(testingAgent, input, options(scripted(told(good))));
      const [file] = 'changes' in proposal ? proposal.changes : [];
      if (file?.kind !== 'file') throw new Error(JSON.stringify(proposal));
      const right = join(project, file.path);
      const wrong = join(project, 'tests/wrong/test_latest_wrong.py');
      for (const path of [right, wrong]) mkdirSync(dirname(path), { recursive: true });
      writeFileSync(right, file.content);
      writeFileSync(wrong, file.content.replaceAll('shop.silver', 'shop.wrong'));
      for (const check of [
        ['-m', 'ruff', 'check', 'tests/silver'],
        ['-m', 'ruff', 'format', '--check', '--diff', 'tests/silver'],
      ]) {
        const { status, stdout, stderr } = spawnSync(local.python.python, check, { cwd: project, env: local.env, encoding: 'utf8' });
        expect(status, `${stdout}${stderr}`).toBe(0);
      }
      const pytest = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'tests/silver', 'tests/wrong'];
      const { stdout } = spawnSync(local.python.python, pytest, { cwd: project, env: local.env, encoding: 'utf8' });
      // Of two examples, each one is asked for its rows and for three properties.
      expect(stdout).not.toMatch(/FAILED tests\/silver/);
      expect(stdout).toMatch(/4 failed, 12 passed/);
    },
    300_000,
  );
});
