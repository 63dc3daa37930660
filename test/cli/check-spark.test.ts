/** `check --spark`: all bodies judged in one Spark process, every mistake at its place in the definition. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lakewright, makeProject, type Outcome, SYNTH, temporaryFolder, treeOf } from './support.ts';

const DEFINITION = `import { Environment, F, files, from, Layer, Project, python, QualityRule, sql, t, Table, View } from 'lakewright';

const project = new Project({ name: 'shop', acknowledge: ['LW3001', 'LW3002'] });
new Environment(project, 'prod', { host: 'https://prod.example', catalog: 'ops' });
const bronze = new Layer(project, 'bronze');
const gold = new Layer(project, 'gold');
const orders = new Table(bronze, 'orders', {
  source: files('landing/orders', { format: 'csv', header: true }),
  columns: { id: t.bigint().notNull(), customer: t.string(), amount: t.double() },
});
new Table(gold, 'typed', { query: from(orders).groupBy('customer').agg((o) => ({ amount: F.sum(o.amount) })) });
new View(gold, 'seen', { query: from(orders).where((o) => o.amount.gt(0)) });
new Table(gold, 'fine', {
  columns: { id: t.bigint().notNull(), label: t.string() },
  query: sql\`SELECT id, upper(customer) AS label FROM \${orders}\`,
});
new Table(gold, 'misspelt', {
  columns: { id: t.bigint(), customer: t.string() },
  query: sql\`
    SELECT o.id,
           o.custmer AS customer
    FROM \${orders} o
  \`,
});
new Table(gold, 'columns', {
  columns: { id: t.int(), total: t.double() },
  query: sql\`SELECT id, amount AS totl FROM \${orders}\`,
});
const maybe = new Table(gold, 'maybe', {
  columns: { customer: t.string().notNull(), amount: t.double().notNull() },
  query: sql\`SELECT customer, amount FROM \${orders}\`,
});
new QualityRule(maybe, 'amount_there', { check: (m) => m.amount.isNotNull(), onViolation: 'drop' });
new Table(gold, 'surely', {
  columns: { customer: t.string().notNull() },
  query: sql\`SELECT customer FROM \${orders}\`,
  acknowledge: ['LW6009'],
});
const body = (file: \`\${string}.py\`, name: string) =>
  ({ columns: { id: t.bigint() }, query: python({ file, function: name, inputs: { orders } }) });
new Table(gold, 'scored', body('bodies/score.py', 'score'));
new Table(gold, 'thrown', body('bodies/score.py', 'throws'));
new Table(gold, 'nothing', body('bodies/score.py', 'gives_nothing'));
new Table(gold, 'nameless', body('bodies/score.py', 'scor'));
new Table(gold, 'arguments', body('bodies/score.py', 'takes_rows'));
new Table(gold, 'gone', body('bodies/gone.py', 'score'));
new Table(gold, 'broken', body('bodies/broken.py', 'score'));
new Table(gold, 'later', { intent: 'not yet', columns: { id: t.bigint() } });
${SYNTH}`;
const SCORE = `from pyspark.sql import DataFrame


def score(orders: DataFrame) -> DataFrame:
    assert orders.count() == 0, "a body must only ever get empty frames here"
    print("a body may print")
    return orders.select("id")


def throws(orders: DataFrame) -> DataFrame:
    return orders.select(orders["idd"])


def gives_nothing(orders: DataFrame) -> None:
    orders.select("id")


def takes_rows(rows: DataFrame) -> DataFrame:
    return rows
`;
const root = makeProject({ '.projenrc.ts': DEFINITION, 'bodies/score.py': SCORE, 'bodies/broken.py': 'def score(:\n    pass\n' });

interface Report {
  readonly ok: boolean;
  readonly bodies: readonly { readonly table: string; readonly seconds: number; readonly lineage?: Readonly<Record<string, readonly object[]>> }[];
  readonly diagnostics: readonly {
    readonly code: string;
    readonly path: string;
    readonly message: string;
    readonly at?: { readonly line: number; readonly column: number };
  }[];
}
const reportOf = ({ stdout, stderr }: Outcome): Report => {
  expect(stdout, stderr).toMatch(/^\{/);
  return JSON.parse(stdout) as Report;
};
const lineOf = (text: string): number => DEFINITION.slice(0, DEFINITION.indexOf(text)).split('\n').length;

describe('check --spark', { timeout: 240_000 }, () => {
  it('names every mistake in every body at once, at its place in the definition, and writes nothing', async () => {
    const before = treeOf(root);
    const outcome = await lakewright(['check', '--spark', '--json'], { cwd: root });
    const { ok, bodies, diagnostics } = reportOf(outcome);
    expect(treeOf(root)).toEqual(before);
    expect([outcome.status, ok]).toEqual([1, false]);
    expect(diagnostics.map(({ code, path, message, at }) => [code, path.replace('shop/gold/', ''), at?.line, message])).toEqual([
      ['LW6001', 'misspelt', lineOf('o.custmer'), expect.stringContaining('`o`.`custmer` cannot be resolved')],
      ['LW6008', 'columns', lineOf("'columns', {"), 'column "id" is bigint, declared as int'],
      ['LW6008', 'columns', lineOf("'columns', {"), 'column "total" is missing: Did you mean "totl"?'],
      ['LW6008', 'columns', lineOf("'columns', {"), 'column "totl" is not declared'],
      ['LW6009', 'maybe', lineOf("'maybe', {"), 'column "customer" must not be NULL, and nothing in the body rules it out'],
      ['LW6003', 'thrown', lineOf("'thrown'"), expect.stringMatching(/^throws fails on empty frames: .*`idd`.* \(bodies\/score\.py:11\)$/)],
      ['LW6007', 'nothing', lineOf("'nothing'"), 'gives_nothing gives nothing, not a DataFrame'],
      ['LW6005', 'nameless', lineOf("'nameless'"), expect.stringContaining('no function "scor"; it has "gives_nothing", "score"')],
      ['LW6006', 'arguments', lineOf("'arguments'"), 'takes_rows in bodies/score.py takes "rows"; `inputs` gives "orders"'],
      ['LW6004', 'gone', lineOf("'gone'"), 'there is no file bodies/gone.py'],
      ['LW6003', 'broken', lineOf("'broken'"), expect.stringContaining('SyntaxError')],
    ]);
    expect(diagnostics[0]?.at?.column).toBe(12);
    expect(bodies.map(({ table }) => table)).toHaveLength(14);
    expect(bodies.find(({ table }) => table === 'gold.fine')?.lineage).toEqual({
      id: [{ table: 'bronze.orders', column: 'id' }],
      label: [{ table: 'bronze.orders', column: 'customer' }],
    });
    expect(bodies.find(({ table }) => table === 'gold.scored')?.lineage).toEqual({ id: [{ table: 'bronze.orders', column: 'id' }] });
  });
  it('says why, if Spark cannot be started', async () => {
    const scratch = temporaryFolder();
    const { status, stdout, stderr } = await lakewright(['check', '--spark'], { cwd: root, env: { LAKEWRIGHT_DRIVER_MEMORY: '1k', TMPDIR: scratch } });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/error LW50(18|19) {2}run\n/);
    expect(stderr).not.toMatch(/^\s+at \w/m);
    const [kept = ''] = readdirSync(scratch).filter((name) => name.startsWith('lakewright-'));
    expect(readdirSync(join(scratch, kept))).toEqual(['log.txt']);
  });
  it('refuses a selection without --spark, and one of nothing', async () => {
    const without = await lakewright(['check', '--select', 'fine'], { cwd: root });
    expect([without.status, without.stderr]).toEqual([2, expect.stringContaining('--select needs --spark')]);
    const named = await lakewright(['check', 'fine'], { cwd: root });
    expect([named.status, named.stderr]).toEqual([2, expect.stringContaining('TABLE needs --spark')]);
    const nothing = await lakewright(['check', '--spark', 'fien'], { cwd: root });
    expect([nothing.status, nothing.stderr]).toEqual([1, expect.stringContaining('did you mean "fine"?')]);
  });
});
