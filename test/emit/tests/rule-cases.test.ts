import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ruleCases } from '../../../src/emit/tests/rule-cases.ts';
import { emitTests } from '../../../src/emit/tests/index.ts';
import { Duration, F, FreshnessRule, Layer, MetricRule, percent, Project, QualityRule, ReferenceRule, t, Table, UniqueRule } from '../../../src/index.ts';
import type { Model, TableModel } from '../../../src/model/model.ts';

const project = new Project({ name: 'cases', outdir: tmpdir() });
const layer = new Layer(project, 'all');
const products = new Table(layer, 'products', { intent: 'what is sold', columns: { sku: t.string(), shop: t.int() } });
const orders = new Table(layer, 'orders', {
  intent: 'what was ordered',
  columns: { id: t.int(), line: t.int(), sku: t.string(), shop: t.int(), state: t.string(), at: t.timestamp(), on: t.date() },
});
new UniqueRule(orders, 'lines', { columns: ['id', 'line'], onViolation: 'warn', failAbove: percent(5) });
new UniqueRule(orders, 'paid_once', { columns: ['id'], where: (o) => o.state.eq('paid') });
new ReferenceRule(orders, 'sold', { to: products, on: (o, p) => o.sku.eq(p.sku).and(o.shop.eq(p.shop)), onViolation: 'quarantine', failAbove: 2 });
new ReferenceRule(orders, 'sold_always', { to: products, on: (o, p) => o.sku.eq(p.sku), onViolation: 'fail', nulls: 'violate' });
new FreshnessRule(orders, 'of_today', { column: 'at', maxAge: Duration.days(1), onViolation: 'fail' });
new FreshnessRule(orders, 'of_these_days', { column: 'on', maxAge: Duration.hours(36), onViolation: 'warn' });
new MetricRule(orders, 'some', { metric: () => F.count(), min: 2, max: 4 });
new MetricRule(orders, 'few_without_state', {
  metric: (o) => F.avg(F.when(o.state.isNull(), 1).otherwise(0)),
  max: 0.5,
  withinOfUsual: percent(20),
  onViolation: 'warn',
});
new QualityRule(orders, 'known', { check: (o) => o.state.isIn(['new', 'paid']), onViolation: 'warn', failAbove: percent(10) });
new MetricRule(orders, 'only_spark_knows', { metric: (o) => F.stddev(o.id), max: 3 });

const { model, diagnostics } = project.check();
if (!model) throw new Error(JSON.stringify(diagnostics));
const made: Model = model;
const get = (key: string): TableModel => made.tables.find((one) => one.key === key) as TableModel;
const casesOf = (name: string) => {
  const rule = get('all.orders').rules.find((one) => one.name === name);
  if (!rule) throw new Error(name);
  return ruleCases(get('all.orders'), rule, get);
};

describe('frames for rules over many rows', () => {
  it.each(['lines', 'paid_once', 'sold', 'sold_always', 'of_today', 'of_these_days', 'some', 'few_without_state'])(
    'have some that pass and some that fail: %s',
    (name) => {
      const counts = casesOf(name).map(({ violations }) => violations > 0);
      expect(new Set(counts)).toEqual(new Set([true, false]));
    },
  );
  it('differ in each column of a key alone', () => {
    const rows = casesOf('lines')[0]?.rows.map(([row]) => Object.fromEntries(row));
    expect(rows).toEqual([
      { id: 1, line: 1 },
      { id: 2, line: 1 },
      { id: 1, line: 2 },
    ]);
  });
  it('lack a value of the key, which makes no double', () => {
    expect(
      casesOf('lines')
        .filter(({ says }) => says.startsWith('no '))
        .map(({ violations }) => violations),
    ).toEqual([0, 0]);
  });
  it('have doubles outside the condition of a rule, which do not count', () => {
    expect(
      casesOf('paid_once').some(({ rows, violations }) => violations === 0 && rows.some(([row, times]) => times === 2 && row.get('state') !== 'paid')),
    ).toBe(true);
  });
  it('stand on both sides of what is allowed', () => {
    expect(
      casesOf('lines')
        .filter(({ says }) => says.startsWith('a share'))
        .map(({ rows, violations, stops }) => [rows.reduce((n, [, k]) => n + k, 0), violations, stops]),
    ).toEqual([
      [40, 2, false],
      [39, 2, true],
    ]);
    expect(
      casesOf('sold')
        .filter(({ says }) => says.includes('allowed'))
        .map(({ violations, stops }) => [violations, stops]),
    ).toEqual([
      [2, false],
      [3, true],
    ]);
    expect(casesOf('known').map(({ rows, stops }) => [rows.reduce((n, [, k]) => n + k, 0), stops])).toEqual([
      [10, false],
      [19, true],
    ]);
  });
  it('tell each compared column of a reference from the others', () => {
    const cases = casesOf('sold').filter(({ violations, known }) => violations === 1 && known?.length === 1);
    for (const name of ['sku', 'shop'])
      expect(
        cases.some(({ rows, known }) => ['sku', 'shop'].every((one) => (rows[0]?.[0].get(one) === known?.[0]?.get(one)) === (one !== name))),
        name,
      ).toBe(true);
  });
  it('stand at the bounds of a metric', () => {
    expect(new Set(casesOf('some').map(({ rows }) => rows.length))).toEqual(expect.objectContaining(new Set([0, 1, 2, 4, 5])));
  });
  it('are none where only Spark knows what a metric gives, which the first line of the module says', () => {
    expect(casesOf('only_spark_knows')).toEqual([]);
    const text = emitTests(made).find(({ path }) => path.endsWith('test_all_orders.py'))?.content as string;
    expect(text.split('\n').slice(0, 4).join('\n')).toContain('no rows test some of its rules');
  });
});
