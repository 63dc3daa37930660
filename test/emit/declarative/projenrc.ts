/** Tables of every kind that both ways of running can make. */
import { F, files, from, Layer, Project, QualityRule, stream, t, Table } from 'lakewright';

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
