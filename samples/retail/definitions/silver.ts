/** What holds now, and what held when. */
import { F, MetricRule, percent, QualityRule, ReferenceRule, Scd2Table, stream, t, Table } from 'lakewright';
import { customerChanges, ordersRaw, paymentsRaw, productsRaw } from './bronze.ts';
import { silver } from './project.ts';

export const products = new Table(silver, 'products', {
  intent: 'one row per product, as its newest change says',
  query: stream(productsRaw),
  write: { strategy: 'merge', keys: ['sku'], sequenceBy: 'version' },
});
new QualityRule(products, 'price_above_zero', { check: (p) => p.list_price.gt(0), nulls: 'violate', onViolation: 'quarantine' });

export const customers = new Scd2Table(silver, 'customers', {
  intent: 'every version of every customer, valid from __START_AT until before __END_AT',
  query: stream(customerChanges).select((c) => ({
    customer_id: c.customer_id, name: c.name, email: F.lower(c.email), city: c.city, op: c.op, changed_at: c.changed_at,
  })),
  keys: ['customer_id'],
  sequenceBy: 'changed_at',
  deleteWhen: (c) => c.op.eq('DELETE'),
  ignoreChangesIn: ['op'],
});
new QualityRule(customers, 'dated', {
  description: 'a change of which nobody knows when it was has no place among the versions',
  check: (c) => c.changed_at.isNotNull(), onViolation: 'quarantine', severity: 'high',
});
new QualityRule(customers, 'reachable', {
  description: 'an address has an @', check: (c) => c.email.contains('@'), nulls: 'pass', onViolation: 'warn', severity: 'low',
});

export const orders = new Table(silver, 'orders', {
  intent: 'one row per order, as its newest event says; orders that never were are gone',
  query: stream(ordersRaw).select((o) => ({
    order_id: o.order_id, version: o.version, status: o.status, customer_id: o.customer_id, sku: o.sku,
    quantity: o.quantity, amount: o.unit_price.mul(o.quantity).cast(t.decimal(12, 2)),
    ordered_at: o.ordered_at, ordered_on: F.toDate(o.ordered_at),
  })),
  write: { strategy: 'merge', keys: ['order_id'], sequenceBy: 'version', deleteWhen: (o) => o.status.eq('void') },
  describe: { amount: 'EUR', ordered_on: 'the day in UTC' },
});
new ReferenceRule(orders, 'product_exists', {
  description: 'products are delivered before anybody orders them',
  to: products, on: (o, p) => o.sku.eq(p.sku), onViolation: 'quarantine', severity: 'high',
});
new QualityRule(orders, 'something_is_ordered', {
  check: (o) => o.quantity.gt(0).or(o.status.eq('void')), nulls: 'violate', onViolation: 'quarantine',
});
new MetricRule(orders, 'few_guests', {
  metric: (o) => F.avg(F.when(o.customer_id.isNull(), 1).otherwise(0)), withinOfUsual: percent(200), onViolation: 'warn',
});

export const payments = new Table(silver, 'payments', {
  intent: 'one row per part of a payment; a payment that is sent again is the same payment',
  query: stream(paymentsRaw)
    .where((p) => p.payment_id.isNotNull())
    .explode('part', (p) => p.parts, { position: 'line', keepEmpty: true })
    .select((p) => ({
      payment_id: p.payment_id, line: p.line, order_id: p.order_id, paid_at: p.paid_at,
      kind: p.method.fields.kind, issuer: p.method.fields.issuer, ...p.part.fields,
    })),
  write: { strategy: 'insertOnly', keys: ['payment_id', 'line'] },
});
new QualityRule(payments, 'amount_known', {
  description: 'a payment of which one amount is no number has no parts: bronze keeps them in _rescued_data',
  check: (p) => p.amount.isNotNull(), onViolation: 'quarantine',
});
