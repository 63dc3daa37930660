/** Tables of every kind that both ways of running can make. */
import { F, files, from, Layer, Project, QualityRule, ReferenceRule, stream, t, Table, View } from 'lakewright';

const project = new Project({ name: 'shop', acknowledge: ['LW1014'] });
const bronze = new Layer(project, 'bronze');
const silver = new Layer(project, 'silver');
const gold = new Layer(project, 'gold');

const orders = new Table(bronze, 'orders', {
  source: files('landing/orders', { format: 'csv', header: true, onBadValue: 'quarantine' }),
  columns: { id: t.int(), version: t.int(), customer: t.string(), amount: t.decimal(9, 2), placed: t.timestamp() },
});
const customers = new Table(bronze, 'customers', {
  source: files('landing/customers', { format: 'csv', header: true }),
  columns: { customer: t.string(), city: t.string() },
});
const events = new Table(bronze, 'events', {
  source: files('landing/events', { format: 'json', read: 'new' }),
  columns: { id: t.int(), what: t.string() },
});
const newest = new Table(silver, 'orders', {
  query: from(orders).dropDuplicates({ by: ['id'], keepFirst: (o) => [o.version.desc()] }),
});
new QualityRule(newest, 'has_customer', { check: (o) => o.customer.isNotNull(), onViolation: 'quarantine' });
new QualityRule(newest, 'costs', { check: (o) => o.amount.gt(0), nulls: 'violate', onViolation: 'drop' });
new QualityRule(newest, 'is_small', { check: (o) => o.amount.lt(100), nulls: 'pass', onViolation: 'warn' });
const placed = new Table(silver, 'placed', {
  query: from(newest).join(customers, { on: ['customer'], how: 'left', expect: 'one', select: (o, c) => ({ ...o, city: c.city }) }),
});
// Where Spark asked the rule before the join, it would divide by the amount of a customer that the join leaves out.
const priced = new Table(silver, 'priced', {
  query: from(orders).join(customers, { on: ['customer'], how: 'inner', select: (o, c) => ({ id: o.id, amount: o.amount, city: c.city }) }),
});
new QualityRule(priced, 'is_dear', { check: (o) => F.lit(1).div(o.amount).lt(0.2), onViolation: 'quarantine', nulls: 'violate' });
new ReferenceRule(priced, 'has_place', { to: placed, on: (o, p) => o.id.eq(p.id), onViolation: 'quarantine' });
const dear = new View(silver, 'dear', { query: from(priced).where((p) => p.amount.gt(0)) });
new QualityRule(new Table(silver, 'dear_in_oslo', { query: from(dear) }), 'in_oslo', {
  check: (d) => d.city.eq('Oslo'),
  onViolation: 'drop',
  nulls: 'violate',
});
const seen = new Table(silver, 'seen', {
  query: stream(events)
    .where((e) => e.what.isNotNull())
    .select((e) => ({ id: e.id, what: F.upper(e.what) })),
  write: { strategy: 'append' },
});
new QualityRule(seen, 'is_known', { check: (e) => e.what.isIn(['OPEN', 'CLOSE']), onViolation: 'quarantine', nulls: 'violate' });
new Table(silver, 'latest', {
  query: stream(events).where((e) => e.what.isNotNull().and(e.id.isNotNull())),
  write: { strategy: 'merge', keys: ['what'], sequenceBy: 'id' },
});
new Table(gold, 'cities', {
  query: from(placed)
    .groupBy('city')
    .agg((o) => ({ orders: F.count(), total: F.sum(o.amount) })),
});

project.synth();
