import type { StarterOptions } from './starter.ts';

/** A TypeScript literal of any text. */
const literal = (text: string): string => (/^[^'\\\p{C}\u2028\u2029]*$/u.test(text) ? `'${text}'` : JSON.stringify(text));

/** The definition of a new project: one table per layer, and a comment wherever something is not obvious. */
export const definition = ({ name, ownerTeam = `${name}-team`, description = 'Orders of a shop, from its files to revenue per day' }: StarterOptions): string =>
  `/**
 * The project, from raw files to dashboard. Everything else in this folder is written from it:
 *   npm run check     looks for mistakes      npm run synth   writes the files
 *   npm run run       builds the tables here  npm test        tests them
 */
import { counter, Dashboard, Environment, F, files, from, Layer, line, Project, QualityRule, t, Table, UniqueRule } from ${literal('lakewright')};

const project = new Project({
  name: ${literal(name)},
  ownerTeam: ${literal(ownerTeam)},
  description: ${literal(description)},
});

// Your workspaces and catalogs. Runs on this machine need none of them.
new Environment(project, 'dev', { host: 'https://dev.example.cloud.databricks.com', catalog: 'shop' });
new Environment(project, 'prod', { host: 'https://prod.example.cloud.databricks.com', catalog: 'shop' });

// In the order in which data flows: a table reads its own layer or an earlier one.
const bronze = new Layer(project, 'bronze');
const silver = new Layer(project, 'silver');
const gold = new Layer(project, 'gold');

// Bronze: rows as they arrive. Files have no types, so the columns are declared.
const ordersRaw = new Table(bronze, 'orders_raw', {
  intent: 'orders as the shop exports them, every change as a row of its own',
  source: files('landing/orders', { format: 'csv', header: true, nullValues: ['', 'n/a'] }),
  columns: {
    order_id: t.bigint(),
    ordered_at: t.timestamp().comment('UTC'),
    updated_at: t.timestamp().comment('UTC; the latest change of an order counts'),
    country: t.string().comment('ISO 3166 code, in any spelling'),
    quantity: t.int(),
    unit_price: t.decimal(10, 2).comment('in euro'),
  },
});

// Silver: cleaned. The columns follow from the query; rename one above, and every use of it is an error in your editor.
const orders = new Table(silver, 'orders', {
  intent: 'one row per order, in its latest state',
  query: from(ordersRaw)
    .where((o) => o.order_id.isNotNull())
    .dropDuplicates({ by: ['order_id'], keepFirst: (o) => [o.updated_at.desc()] })
    .select((o) => ({
      ...o,
      country: F.upper(F.trim(o.country)),
      ordered_on: F.toDate(o.ordered_at),
      amount: o.unit_price.mul(o.quantity),
    })),
  write: { strategy: 'merge', keys: ['order_id'] },
  describe: { ordered_on: 'day of the order, UTC', amount: 'in euro' },
});

// Rows that break a rule are kept aside with its name, so that somebody can look at them.
new QualityRule(orders, 'amount_positive', {
  description: 'an order has a quantity and a price above zero',
  check: (o) => o.amount.gt(0),
  nulls: 'violate',
  onViolation: 'quarantine',
  severity: 'high',
});
new QualityRule(orders, 'country_known', { check: (o) => o.country.isNotNull(), onViolation: 'warn' });
new UniqueRule(orders, 'one_row_per_order', { columns: ['order_id'] });

// Gold: what people ask for.
const dailyRevenue = new Table(gold, 'daily_revenue', {
  intent: 'orders and revenue per day',
  query: from(orders)
    .groupBy('ordered_on')
    .agg((o) => ({ orders: F.count(), revenue: F.sum(o.amount) })),
  describe: { orders: 'number of orders', revenue: 'in euro' },
});

new Dashboard(gold, 'revenue', {
  title: 'Revenue',
  widgets: [
    counter(dailyRevenue, { title: 'Revenue so far', value: (d) => F.sum(d.revenue), format: 'currency' }),
    line(dailyRevenue, { title: 'Revenue per day', x: 'ordered_on', y: 'revenue' }),
  ],
});

project.synth();
`;
