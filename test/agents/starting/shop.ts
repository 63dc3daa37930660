/** What a model may answer to "daily orders from S3 to a revenue dashboard". */
import type { StartingAnswer } from '../../../src/agents/starting/answer.ts';

const column = (name: string, type: string, more: object = {}) => ({ name, type, nullable: true, comment: null, ...more });
export const WORDS = 'daily orders from S3 to a revenue dashboard';
export const SHOP: StartingAnswer = {
  outcome: 'project',
  reason: null,
  name: 'daily-revenue',
  description: 'Revenue per day, from the orders of a shop',
  sources: [
    {
      name: 'orders',
      intent: 'orders as they come, every change as a row of its own',
      from: { kind: 'files', place: 'S3', format: 'csv', separator: null, read: 'all' },
      columns: [
        column('order_id', 'bigint', { nullable: false }),
        column('ordered_at', 'timestamp', { comment: 'UTC' }),
        column('updated_at', 'timestamp'),
        column('amount', 'decimal(10,2)', { comment: 'in euro' }),
      ],
      key: [],
    },
  ],
  tables: [
    {
      layer: 'silver',
      name: 'orders',
      intent: 'one row per order of bronze.orders, its latest change by updated_at; ordered_on is the day of ordered_at in UTC',
      columns: [column('order_id', 'bigint', { nullable: false }), column('ordered_on', 'date'), column('amount', 'decimal(10,2)')],
      key: ['order_id'],
    },
    {
      layer: 'gold',
      name: 'daily_revenue',
      intent: 'one row per day of silver.orders: the number of orders and the sum of their amounts',
      columns: [column('ordered_on', 'date', { nullable: false }), column('orders', 'bigint'), column('revenue', 'decimal(20,2)')],
      key: ['ordered_on'],
    },
  ],
  rules: [
    {
      table: 'silver.orders',
      name: 'amount_not_negative',
      description: 'an order costs nothing or more',
      kind: 'range',
      columns: ['amount'],
      low: 0,
      high: null,
      values: [],
      to: null,
      hours: null,
      on_violation: 'warn',
    },
  ],
  dashboard: {
    name: 'revenue',
    title: 'Revenue',
    widgets: [
      { kind: 'line', table: 'daily_revenue', title: 'Revenue per day', x: 'ordered_on', y: ['revenue'], color: null, aggregate: null, format: null },
      { kind: 'counter', table: 'daily_revenue', title: 'Revenue so far', x: null, y: ['revenue'], color: null, aggregate: 'sum', format: 'currency' },
    ],
  },
  schedule: { cron: '0 6 * * *', timezone: 'UTC' },
  assumptions: [{ about: 'silver.orders', says: 'the latest change of an order counts' }],
};
