/** What people ask. */
import { F, from, MetricRule, QualityRule, Table, UniqueRule } from 'lakewright';
import { gold } from './project.ts';
import { customers, orders, payments, products } from './silver.ts';

const paid = from(payments).groupBy('order_id').agg((p) => ({ paid: F.sum(p.amount) }));

export const dailyRevenue = new Table(gold, 'daily_revenue', {
  intent: 'what was ordered and what of it is paid, per day and category',
  query: from(orders)
    .where((o) => o.status.ne('cancelled'))
    .join(products, { on: ['sku'], how: 'left', expect: 'one', select: (o, p) => ({ ...o, category: p.category }) })
    .join(paid, { on: ['order_id'], how: 'left', expect: 'one', select: (o, p) => ({ ...o, paid: p.paid }) })
    .groupBy('ordered_on', 'category')
    .agg((o) => ({ orders: F.count(), revenue: F.sum(o.amount), paid: F.sum(o.paid) })),
  describe: { revenue: 'EUR, of orders that are not cancelled', paid: 'EUR, whenever it was paid; NULL if nothing was' },
  clusterBy: ['ordered_on'],
});
new QualityRule(dailyRevenue, 'nothing_is_free', { check: (d) => d.revenue.gt(0), nulls: 'violate', onViolation: 'fail' });
new MetricRule(dailyRevenue, 'there_are_days', { metric: () => F.count(), min: 1 });

export const customersNow = new Table(gold, 'customers_now', {
  intent: 'the customers of today',
  query: from(customers).where((c) => c.__END_AT.isNull()).select((c) => ({
    customer_id: c.customer_id, name: c.name, email: c.email, city: c.city, since: c.__START_AT,
  })),
  describe: { since: 'when the customer became what this row says' },
});
new UniqueRule(customersNow, 'one_row_per_customer', { columns: ['customer_id'] });

export const cityRevenue = new Table(gold, 'city_revenue', {
  intent: 'revenue by the city in which a customer lived when ordering',
  query: from(orders)
    .where((o) => o.status.ne('cancelled'))
    .join(customers, {
      on: (o, c) => o.customer_id.eq(c.customer_id)
        .and(o.ordered_at.ge(c.__START_AT))
        .and(c.__END_AT.isNull().or(o.ordered_at.lt(c.__END_AT))),
      how: 'left', expect: 'one', select: (o, c) => ({ amount: o.amount, city: c.city }),
    })
    .groupBy('city')
    .agg((o) => ({ orders: F.count(), revenue: F.sum(o.amount) })),
  describe: { city: 'NULL for guests, and for orders from before we knew the customer', revenue: 'EUR' },
});
