/** Bodies proven by what is really there: compiler, cage, Spark. It takes a minute, so only the long suite does it. */
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionWorkspace } from '../../src/mcp/definition-workspace.ts';
import { type Engines, sparkEngines } from '../../src/mcp/engines.ts';
import { proveHere } from '../../src/mcp/prove.ts';
import { makeProject, REPOSITORY, treeOf, writeAll } from '../cli/support.ts';
import { type Assistant, connect } from './support.ts';
import { FULL } from '../suite.ts';

const DEFINITION = `import { files, Layer, Project, t, Table } from 'lakewright';

const project = new Project({ name: 'shop', acknowledge: ['LW1014'] });
const bronze = new Layer(project, 'bronze');
const gold = new Layer(project, 'gold');
const orders = new Table(bronze, 'orders', {
  source: files('landing/orders', { format: 'csv', header: true }),
  columns: { id: t.int().notNull(), customer: t.string(), amount: t.decimal(9, 2) },
});
new Table(gold, 'customers', {
  intent: 'one row per customer with the number of orders and the sum of their amounts; orders without a customer do not count',
  columns: { customer: t.string(), orders: t.bigint(), total: t.decimal(19, 2) },
});
project.synth();
export { orders };
`;
const TSCONFIG = {
  compilerOptions: { target: 'es2024', lib: ['es2024'], module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true, types: [] },
  include: ['.projenrc.ts'],
};
const TABLE = { table: 'gold.customers', inputs: [{ name: 'o', table: 'bronze.orders' }] };
const RIGHT = "from(o).where((r) => r.customer.isNotNull()).groupBy('customer').agg((r) => ({ orders: F.count(), total: F.sum(r.amount) }))";
const SECOND = 'SELECT customer, count(*) AS orders, sum(amount) AS total FROM bronze_orders WHERE customer IS NOT NULL GROUP BY customer';

describe.skipIf(!FULL)('a body that an assistant proposes', { timeout: 400_000 }, () => {
  let cwd = '';
  let engines: Engines;
  let assistant: Assistant;
  beforeAll(async () => {
    cwd = makeProject({ '.projenrc.ts': DEFINITION, 'tsconfig.json': JSON.stringify(TSCONFIG) });
    // Types as they are built: the compiler would read all of the sources otherwise.
    const types = join(REPOSITORY, 'lib/index.js');
    expect(existsSync(types)).toBe(true);
    writeAll(cwd, { 'node_modules/lakewright/index.d.ts': `export * from ${JSON.stringify(types)};\n` });
    symlinkSync(join(REPOSITORY, 'node_modules/typescript'), join(cwd, 'node_modules/typescript'));
    engines = sparkEngines();
    assistant = await connect({ workspace: definitionWorkspace('.projenrc.ts', cwd), engines, prove: proveHere(engines), allowWrite: true });
  });
  afterAll(async () => {
    await assistant?.close();
    await engines?.close();
  });
  const verify = (args: Record<string, unknown>) => assistant.call('verify_body', { ...TABLE, ...args });

  it('is shown the smallest rows on which it differs from the second solution', async () => {
    const { text, data } = await verify({ code: RIGHT.replace('.where((r) => r.customer.isNotNull())', ''), second_sql: SECOND });
    expect(data).toMatchObject({ verified: false });
    expect(text).toContain('second: failed');
    expect(text).toMatch(/given bronze\.orders: \{"id":\d+,"customer":null,"amount":null\}: the first gives \{[^}]*\}; the second gives no rows/);
  });
  it('that does not compile runs nowhere', async () => {
    const { text, data } = await verify({ code: RIGHT.replace("'customer'", "'custmer'"), second_sql: SECOND });
    expect(data).toMatchObject({ verified: false, evidence: [{ check: 'schema' }, { check: 'source' }, { check: 'types', verdict: 'failed' }] });
    expect(text).toContain('"custmer"');
  });
  it('is not verified without a second solution, nor with one that cannot be run', async () => {
    const { data } = await verify({ code: RIGHT });
    expect(data).toMatchObject({ verified: false });
    expect((await verify({ code: RIGHT, second_sql: 'DROP TABLE bronze_orders' })).data).toMatchObject({ verified: false });
  });
  it('is run on rows that are given, and has to keep to what was decided', async () => {
    const rows = [{ table: 'bronze.orders', rows: [{ id: 1, customer: 'a', amount: '2.50' }, { id: 2 }] }];
    const decision = { says: 'orders without a customer do not count', given: rows, gives: [{ customer: 'a', orders: 1, total: '2.50' }] };
    const kept = await verify({ code: RIGHT, second_sql: SECOND, rows, decisions: [decision] });
    expect(kept.text).toContain('sample: passed. gives 1 row on the sample: 2 of bronze.orders, as they were given');
    expect(kept.text).toContain('examples: passed. 1 decision kept');
    expect(kept.data).toMatchObject({ verified: true });
    const other = { ...decision, gives: [{ customer: 'a', orders: 2, total: '2.50' }] };
    const broken = await verify({ code: RIGHT, second_sql: SECOND, decisions: [other] });
    expect(broken.text).toContain('sample: skipped. no rows were given');
    expect(broken.text).toContain('examples: failed. 1 of 1 decision not kept');
    expect(broken.text).toContain('it was decided that orders without a customer do not count, and the body does something else');
    expect(broken.data).toMatchObject({ verified: false });
  });
  it('that holds is verified, leaves no trace, and is written by its hash', async () => {
    const before = treeOf(cwd);
    const { data } = await verify({ code: RIGHT, second_sql: SECOND });
    expect(data).toMatchObject({ verified: true });
    expect(Object.keys(treeOf(cwd)).filter((path) => !path.startsWith('.lakewright'))).toEqual(
      Object.keys(before).filter((path) => !path.startsWith('.lakewright')),
    );
    const { isError, text } = await assistant.call('apply_body', { hash: (data as { readonly hash: string }).hash });
    expect({ isError, text }).toMatchObject({ isError: false, text: expect.stringContaining('The definition has no findings') });
  });
});
