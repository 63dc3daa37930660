import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { planChanges } from '../../../src/emit/tests/changes.ts';
import { rowsOf } from '../../../src/emit/tests/interpret.ts';
import { drawsFor, planExample } from '../../../src/emit/tests/plan-rows.ts';
import { ruleRows } from '../../../src/emit/tests/rule-rows.ts';
import { emitTests } from '../../../src/emit/tests/index.ts';
import { Duration, F, from, Layer, Project, QualityRule, t, Table } from '../../../src/index.ts';
import type { Model, TableModel } from '../../../src/model/model.ts';
import { makeSample } from '../sample.ts';

const project = new Project({ name: 'rows', outdir: tmpdir() });
const layer = new Layer(project, 'all');
const orders = new Table(layer, 'orders', {
  intent: 'what was ordered',
  columns: { id: t.int().notNull(), state: t.string(), amount: t.int(), price: t.decimal(8, 2) },
});
new QualityRule(orders, 'amount_in_range', { check: (o) => o.amount.between(1, 10), onViolation: 'drop', nulls: 'pass' });
new QualityRule(orders, 'state_known', { check: (o) => o.state.isIn(['new', 'paid']).or(o.amount.isNull()), onViolation: 'drop' });
new QualityRule(orders, 'code', { check: (o) => o.state.rlike('^[A-Z]{2}-[0-9]+$'), onViolation: 'drop' });
new QualityRule(orders, 'only_spark_knows', { check: (o) => F.md5(o.state).eq('x'), onViolation: 'drop' });
new Table(layer, 'paid', {
  query: from(orders)
    .where((o) => o.state.eq('paid').and(o.amount.gt(5)))
    .select((o) => ({ id: o.id, size: F.when(o.amount.lt(100), 'small').otherwise('large'), hash: F.md5(o.state) })),
});
new Table(layer, 'hashed', { query: from(orders).where((o) => F.md5(o.state).eq('x')) });
const winds = new Table(layer, 'winds', { intent: 'of weather', columns: { spot: t.string(), seen: t.timestamp().notNull(), wind: t.int() } });
const trips = new Table(layer, 'trips', { intent: 'of flights', columns: { id: t.int().notNull(), spot: t.string(), at: t.timestamp() } });
for (const direction of ['backward', 'forward', 'nearest'] as const) {
  new Table(layer, `trips_${direction}`, {
    query: from(trips).joinAsOf(from(winds), {
      on: ['spot'],
      time: (l, r) => [l.at, r.seen],
      direction,
      tolerance: Duration.hours(2),
      select: (l, r) => ({ id: l.id, wind: r.wind }),
    }),
  });
}
new Table(layer, 'states', {
  query: from(orders)
    .groupBy('id')
    .pivot('state', ['new', 'paid'])
    .agg((o) => ({ n: F.count(), amount: F.sum(o.amount) })),
});

const { model, diagnostics } = project.check();
if (!model) throw new Error(JSON.stringify(diagnostics));
const made: Model = model;
const table = (key: string): TableModel => made.tables.find((one) => one.key === key) as TableModel;
const rowsOfRule = (name: string): readonly (readonly [unknown, boolean])[] => {
  const rule = table('all.orders').rules.find((one) => one.name === name);
  if (rule?.kind !== 'row') throw new Error(`${name}: ${JSON.stringify(diagnostics)}`);
  return ruleRows(table('all.orders'), rule).map(({ row, violated }) => [Object.fromEntries(row), violated] as const);
};
const example = (key: string) => {
  const { body } = table(key);
  if (body.kind !== 'relation') throw new Error(key);
  const sources = ['all.orders', 'all.trips', 'all.winds'].filter((source) => table(key).reads.includes(source)).map(table);
  return planExample(body.plan, sources, key, drawsFor(20));
};
/** Of the steps of a kind: how many mistakes in them give other rows than these, and how many there are. */
const uncovered = (key: string): { readonly found: number; readonly of: number } => {
  const { body } = table(key);
  const found = example(key);
  if (body.kind !== 'relation' || !found) throw new Error(key);
  const { plan } = body;
  const rows = (change?: ReturnType<typeof planChanges>[number]): string =>
    JSON.stringify(rowsOf(plan, { tables: found.tables, change }).map((row) => [...row].map(([, value]) => String(value))));
  const changes = planChanges(plan);
  return { found: changes.filter((change) => rows(change) !== rows()).length, of: changes.length };
};

describe('rows for rules', () => {
  it('stand on both sides of each limit, and lack a value', () => {
    const rows = rowsOfRule('amount_in_range');
    for (const [amount, violated] of [
      [0, true],
      [1, false],
      [10, false],
      [11, true],
      [null, false],
    ])
      expect(rows).toContainEqual([{ amount }, violated]);
  });
  it('have each listed value, and one that is not listed', () => {
    const rows = rowsOfRule('state_known') as readonly (readonly [{ readonly state: unknown }, boolean])[];
    const passing = rows.filter(([, violated]) => !violated).map(([row]) => row.state);
    expect(passing).toEqual(expect.arrayContaining(['new', 'paid']));
    expect(rows.some(([, violated]) => violated)).toBe(true);
  });
  it('have text that matches a pattern', () => {
    expect(rowsOfRule('code')).toContainEqual([{ state: 'AA-0' }, false]);
  });
  it('are none where only Spark knows what a function gives', () => {
    expect(rowsOfRule('only_spark_knows')).toEqual([]);
  });
});

describe('rows for relations', () => {
  it('reach both sides of a filter and each branch', () => {
    const found = example('all.paid');
    expect(new Set(found?.rows.map((row) => row.get('size')))).toEqual(new Set(['small', 'large']));
    const amounts = found?.tables.get('all.orders')?.map((row) => row.get('amount'));
    for (const amount of [5, 6, 99, 100]) expect(amounts).toContain(amount);
  });
  it.each(['backward', 'forward', 'nearest'])('are near enough in time, too far away, and on either side: %s', (direction) => {
    const { found, of } = uncovered(`all.trips_${direction}`);
    expect(of).toBe(4);
    expect(found).toBe(of);
  });
  it('have each value of a pivot, and lack it', () => {
    const rows = example('all.states')?.rows ?? [];
    for (const column of ['new_n', 'paid_n'])
      expect(new Set(rows.map((row) => (row.get(column) === null ? 'none' : 'some')))).toEqual(new Set(['none', 'some']));
    expect(uncovered('all.states')).toEqual({ found: 1, of: 1 });
  });
  it('leave out the columns that only Spark computes', () => {
    expect(example('all.paid')?.columns.map(({ name }) => name)).toEqual(['id', 'size']);
  });
  it('are none where only Spark knows which rows pass', () => {
    expect(example('all.hashed')).toBeUndefined();
  });
  it('are said to be missing in the first line of the module', () => {
    const module = emitTests(made).find(({ path }) => path.endsWith('test_all_hashed.py'));
    expect(module?.content).toContain('"""all.hashed by its definition; no rows test its plan."""');
  });
});

it('the same definition gives the same tests', () => {
  expect(emitTests(makeSample())).toEqual(emitTests(makeSample()));
});
