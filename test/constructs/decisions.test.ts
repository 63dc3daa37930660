import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { EXTRAS } from '../../scripts/requirements.mjs';
import { emitDocs } from '../../src/emit/docs/index.ts';
import { from, Layer, Project, rowsOf, sql, t, Table, type Decision } from '../../src/index.ts';
import { exampleRows, plainRows } from '../../src/model/examples.ts';
import { readManifest, writeManifest } from '../../src/model/manifest.ts';
import { ensureLocal } from '../../src/run/environment/index.ts';
import { turn } from '../suite.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** What plain JavaScript may give. */
// biome-ignore lint/suspicious/noExplicitAny: these are mistakes on purpose
type Loose = any;
const makeProject = () => {
  const project = new Project({ name: 'decided', outdir: tmpdir() });
  const bronze = new Layer(project, 'bronze');
  const silver = new Layer(project, 'silver');
  const orders = new Table(bronze, 'orders', {
    intent: 'as it comes',
    columns: { id: t.bigint().notNull(), amount: t.decimal(8, 2), at: t.timestamp(), day: t.date() },
  });
  const other = new Table(bronze, 'other', { intent: 'as it comes', columns: { id: t.int() } });
  return { project, silver, orders, other };
};
type Sources = ReturnType<typeof makeProject>;
const found = (decisions: (sources: Sources) => Loose): readonly string[] => {
  const sources = makeProject();
  new Table(sources.silver, 'latest', { intent: 'one row per id', decisions: decisions(sources), query: from(sources.orders) });
  return sources.project
    .check()
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, message, key }) => `${code} ${key.join('.')}: ${message}`);
};
const one = (decision: (sources: Sources) => Loose) => found((sources) => [decision(sources)]);

describe('a decision', () => {
  it('has values that fit the columns', () => {
    const bad = { says: 'x', gives: [{ id: 1, amount: '0.001' }] };
    expect(one(({ orders }) => ({ ...bad, given: [rowsOf(orders, [{ id: 1, day: '2026-02-30' as Loose }])] }))).toEqual([
      `LW1003 decisions.0.given.0: option "decisions.0.given.0.0.day" must be a day such as '2026-01-31', not "2026-02-30"`,
      'LW1003 decisions.0.gives: option "decisions.0.gives.0.amount" must be decimal(8,2), not "0.001"',
    ]);
  });
  it('has no NULL where there is none, and no column that is not there', () => {
    const [column, missing, ...more] = one(({ orders }) => ({ says: 'x', given: [rowsOf(orders, [{ amount: 1, colour: 'red' } as Loose])], gives: [] }));
    expect(column).toMatch(/^LW1011 decisions\.0\.given\.0: .* names "colour"/);
    expect(missing).toBe('LW1003 decisions.0.given.0: option "decisions.0.given.0.0.id" must be bigint, not NULL');
    expect(more).toEqual([]);
  });
  it('speaks of tables that the body reads', () => {
    expect(one(({ other }) => ({ says: 'x', given: [rowsOf(other, [{ id: 1 }])], gives: [] }))[0]).toMatch(
      /what the body reads \(bronze\.orders\), not of bronze\.other/,
    );
  });
  it('is made once, in one sentence, of rows', () => {
    expect(
      found(() => [
        { says: 'x', given: [], gives: [] },
        { says: 'x', given: [], gives: [] },
      ])[0],
    ).toMatch(/^LW1004 .*declared twice/);
    expect(one(() => ({ says: '', given: [], gives: [] }))[0]).toMatch(/must be one sentence/);
    expect(one(() => ({ says: 'x', given: [{ id: 1 }], gives: [] }))[0]).toMatch(/rowsOf\(orders/);
    expect(one(() => ({ says: 'x', given: [rowsOf(7 as Loose, [])], gives: [] }))[0]).toMatch(/must be rows of a table/);
  });
  it('takes what its types allow, and nothing else', () => {
    const { orders } = makeProject();
    const rows = rowsOf(orders, [{ id: 1n, amount: '1.50', at: '2026-01-31T08:00:00+02:00', day: null }]);
    const good: Decision<{ id: 'bigint' }> = { says: 'x', given: [rows], gives: [{ id: 1 }] };
    // @ts-expect-error a day is text of its form
    rowsOf(orders, [{ id: 1, day: 'today' }]);
    // @ts-expect-error there is no such column
    rowsOf(orders, [{ colour: 'red' }]);
    // @ts-expect-error the values are those of the columns
    const bad: Decision<{ id: 'bigint' }> = { says: 'x', given: [rows], gives: [{ id: true }] };
    expect([good, bad]).toHaveLength(2);
  });
});

const TYPES = {
  whole: t.int(),
  long: t.bigint(),
  price: t.decimal(6, 2),
  text: t.string(),
  yes: t.boolean(),
  tags: t.array(t.string()),
  place: t.struct({ city: t.string(), zip: t.int() }),
  counts: t.map(t.string(), t.int()),
};
const schema = (() => {
  const project = new Project({ name: 'examples', outdir: tmpdir() });
  new Table(new Layer(project, 'layer'), 'things', { intent: 'x', columns: TYPES });
  const { model, diagnostics } = project.check();
  if (!model) throw new Error(JSON.stringify(diagnostics));
  return model.tables[0]?.columns ?? [];
})();
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const price = fc.tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: 0, max: 99 })).map(([a, b]) => `${a}.${String(b).padStart(2, '0')}`);
const anyRow = fc.record({
  whole: some(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  long: some(fc.maxSafeInteger().map((n) => (Object.is(n, -0) ? 0 : n))),
  price: some(price),
  text: some(fc.string()),
  yes: some(fc.boolean()),
  tags: some(fc.array(some(fc.string()), { maxLength: 3 })),
  place: some(fc.record({ city: some(fc.string()), zip: some(fc.integer({ min: 0, max: 99999 })) })),
  counts: some(fc.array(fc.tuple(fc.string(), some(fc.integer({ min: 0, max: 9 }))), { maxLength: 2 })),
});

describe('rows of examples', () => {
  it('are the same after they were data', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 4 }), (rows) => {
        const { rows: data, problems } = exampleRows(rows, schema);
        expect(problems).toEqual([]);
        expect(plainRows(JSON.parse(JSON.stringify(data)), schema)).toEqual(rows);
      }),
    );
  });
  it('say moments in UTC, whatever their zone', () => {
    const { rows } = exampleRows([{ at: '2026-01-31T08:00:00.123456+02:00' }], [{ name: 'at', type: { kind: 'timestamp' }, nullable: true }]);
    expect(rows.rows).toEqual([['2026-01-31T06:00:00.123456Z']]);
  });
});

/** Texts that would end a string, a table of Markdown or a line of Python. */
const HOSTILE = "the \"largest\"\\\n''' | `x` <b> {of} é😀";
const project = mkdtempSync(join(tmpdir(), 'lakewright-decisions-'));
afterAll(() => rmSync(project, { recursive: true, force: true }));
const definition = `
import { F, from, Layer, Project, rowsOf, sql, t, Table } from '${join(ROOT, 'src/index.ts')}';
const project = new Project({ name: 'decided' });
const bronze = new Layer(project, 'bronze');
const silver = new Layer(project, 'silver');
const orders = new Table(bronze, 'orders', {
  intent: 'as it comes',
  columns: { id: t.bigint().notNull(), amount: t.decimal(8, 2), at: t.timestamp(), place: t.struct({ city: t.string() }), counts: t.map(t.string(), t.int()) },
  acknowledge: ['LW3002'],
});
const rows = rowsOf(orders, [
  { id: 1, amount: '2.50', at: '2026-01-01T10:00:00+02:00', place: { city: 'Berlin' }, counts: [['b', 1], ['a', null]] },
  { id: 1, amount: '9.00', at: '2026-01-01T09:00:00Z', place: { city: 'Paris' } },
  { id: 2, amount: null },
]);
const decisions = [{
  says: ${JSON.stringify(HOSTILE)},
  question: 'which one?',
  given: [rows],
  gives: [{ id: 1, at: '2026-01-01T08:00:00Z', place: { city: 'Berlin' }, counts: [['a', null], ['b', 1]] }, { id: 2 }],
}] as const;
new Table(silver, 'keeps', { intent: 'one row per id', decisions, query: from(orders).dropDuplicates({ by: ['id'], keepFirst: (o) => [o.amount.asc().nullsLast()] }) });
new Table(silver, 'breaks', { intent: 'one row per id', decisions, query: from(orders).dropDuplicates({ by: ['id'], keepFirst: (o) => [o.amount.desc().nullsLast()] }) });
new Table(silver, 'none', { intent: 'nobody', columns: { id: t.bigint() }, decisions: [{ says: 'no rows at all', given: [rows], gives: [] }], query: sql\`SELECT id FROM \${orders} WHERE id > 7\` });
project.synth();
`;

describe.runIf(turn(0))('the generated test of a decision (turn 0 of 3)', () => {
  it('passes for a body that keeps to it and fails for another reading', async () => {
    const local = await ensureLocal({ extras: EXTRAS });
    writeFileSync(join(project, 'package.json'), '{"type":"module"}');
    writeFileSync(join(project, '.projenrc.ts'), definition);
    execFileSync(process.execPath, ['.projenrc.ts'], { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
    const pytest = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'tests/generated', '-k', 'decided'];
    const { stdout } = spawnSync(local.python.python, pytest, { cwd: project, env: local.env, encoding: 'utf8' });
    expect(stdout).toMatch(/FAILED tests\/generated\/test_silver_breaks\.py/);
    expect(stdout).toMatch(/1 failed, 2 passed/);
  }, 300_000);
});

describe('what was decided', () => {
  const sources = makeProject();
  const decision = { says: HOSTILE, question: 'which | one?', given: [rowsOf(sources.orders, [{ id: 1, amount: 2 }])], gives: [{ id: 1, amount: '2' }] };
  new Table(sources.silver, 'latest', { intent: 'one row per id', decisions: [decision], query: from(sources.orders) });
  new Table(sources.silver, 'opaque', {
    intent: 'as is',
    columns: { id: t.bigint() },
    decisions: [{ says: 'x', given: [], gives: [] }],
    query: sql`SELECT id FROM ${sources.orders}`,
  });
  const { model } = sources.project.check();
  if (!model) throw new Error('no model');
  it('stands in the manifest and comes back from it', () => {
    expect(readManifest(writeManifest(model))).toEqual(model);
  });
  it('stands in the data dictionary', () => {
    const page = String(emitDocs(model).find(({ path }) => path.endsWith('data-dictionary/silver.md'))?.content);
    expect(page).toContain('| which \\| one? | `bronze.orders`: `{"id":1,"amount":"2.00"}` | `{"id":1,"amount":"2.00"}` |');
  });
});
