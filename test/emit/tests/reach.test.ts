import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { neededIn } from '../../../src/emit/tests/needed.ts';
import { planExample } from '../../../src/emit/tests/plan-rows.ts';
import { originOf } from '../../../src/emit/tests/pools.ts';
import { F, from, Layer, Project, t, Table, Window } from '../../../src/index.ts';
import type { Model, TableModel } from '../../../src/model/model.ts';

const project = new Project({ name: 'reached', outdir: tmpdir() });
const layer = new Layer(project, 'all');
const countries = new Table(layer, 'countries', { intent: 'all', columns: { country: t.bigint().notNull(), name: t.string(), note: t.string() } });
const customers = new Table(layer, 'customers', {
  intent: 'all',
  columns: { customer: t.bigint().notNull(), lives: t.bigint(), phone: t.string(), balance: t.decimal(15, 2), note: t.string() },
});
const orders = new Table(layer, 'orders', {
  intent: 'all',
  columns: { order: t.bigint().notNull(), customer: t.bigint(), ordered: t.date(), promised: t.date(), received: t.date(), how: t.string() },
});
const lines = new Table(layer, 'lines', { intent: 'all', columns: { order: t.bigint(), price: t.decimal(15, 2), discount: t.decimal(15, 2) } });
const inFrance = from(countries).where((c) => c.name.eq('FRANCE'));
const start = F.date('1994-01-01');

new Table(layer, 'sold', {
  query: from(lines)
    .join(
      from(orders).where((o) => o.ordered.ge(start).and(o.ordered.lt(F.addMonths(start, 12)))),
      {
        on: ['order'],
        select: (l, o) => ({ ...l, customer: o.customer, ordered: o.ordered }),
      },
    )
    .join(customers, { on: (o, c) => o.customer.eq(c.customer), select: (o, c) => ({ ...o, lives: c.lives }) })
    .semiJoin(inFrance, { on: (c, f) => c.lives.eq(f.country) })
    .groupBy((l) => ({ year: F.year(l.ordered) }))
    .agg((l) => ({ revenue: F.sum(l.price.mul(F.lit(1).sub(l.discount))), usual: F.avg(l.price), share: F.sum(l.price).div(F.sum(l.discount)) })),
});
new Table(layer, 'late', {
  query: from(orders)
    .where((o) =>
      o.how.isIn(['MAIL', 'SHIP']).and(o.promised.lt(o.received), o.ordered.lt(o.promised), o.received.ge(start), o.received.lt(F.addMonths(start, 12))),
    )
    .groupBy('how')
    .agg(() => ({ count: F.count() })),
});
const abroad = from(customers)
  .withColumns((c) => ({ code: F.left(c.phone, 2) }))
  .where((c) => c.code.isIn(['13', '31']));
new Table(layer, 'rich', {
  query: abroad
    .where((c) =>
      c.balance.gt(
        abroad
          .where((o) => o.balance.gt(0))
          .agg((o) => ({ usual: F.avg(o.balance) }))
          .scalar(),
      ),
    )
    .antiJoin(orders, { on: ['customer'] })
    .select((c) => ({ customer: c.customer, code: c.code, balance: c.balance })),
});
new Table(layer, 'monthly', {
  query: from(orders)
    .where((o) => o.received.ge(o.ordered))
    .groupBy((o) => ({ month: F.trunc(o.ordered, 'month'), weekday: F.dayName(o.ordered) }))
    .agg(() => ({ count: F.count() })),
});
new Table(layer, 'levels', {
  query: from(orders)
    .rollup('how', 'customer')
    .agg((o, level) => ({ days: F.sum(F.dateDiff(o.received, o.ordered)), level: level.groupingId() })),
});
new Table(layer, 'first', {
  query: from(orders)
    .withColumns((o) => ({ number: F.rowNumber().over(Window.partitionBy(o.customer).orderBy(o.ordered)) }))
    .where((o) => o.number.eq(2))
    .select((o) => ({ order: o.order })),
});

const { model, diagnostics } = project.check();
if (!model) throw new Error(JSON.stringify(diagnostics));
const made: Model = model;
const table = (key: string): TableModel => made.tables.find((one) => one.key === key) as TableModel;
const planOf = (key: string) => {
  const { body } = table(key);
  if (body.kind !== 'relation') throw new Error(key);
  return body.plan;
};
const example = (key: string) => planExample(planOf(key), table(key).reads.map(table), key, 100);

describe('rows of a relation', () => {
  it.each(['sold', 'late', 'rich', 'monthly', 'levels', 'first'])('get through all of its steps: %s', (name) => {
    const found = example(`all.${name}`);
    expect(found?.rows.length).toBeGreaterThan(0);
    expect(found?.columns.length).toBe(planOf(`all.${name}`).schema.length - (name === 'sold' ? 1 : 0));
  });
  it('hold nothing where it makes no difference', () => {
    const needed = neededIn(planOf('all.sold'));
    const columns = (key: string): readonly string[] =>
      table(key)
        .columns.map(({ name }) => name)
        .filter((name) => needed.has(originOf(key, name)));
    expect(columns('all.orders')).toEqual(['order', 'customer', 'ordered']);
    expect(columns('all.customers')).toEqual(['customer', 'lives']);
    expect(columns('all.countries')).toEqual(['country', 'name']);
    for (const row of example('all.sold')?.tables.get('all.orders') ?? []) expect(row.get('how')).toBeNull();
  });
});
