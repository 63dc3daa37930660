import { F, files, from, Table, t } from '../../../src/index.ts';
import { bronze, silver } from './00-project.ts';

const ordersRaw = new Table(bronze, 'orders_raw', {
  source: files('landing/orders', { format: 'csv', header: true, nullValues: ['NA', 'n/a', ''], onBadValue: 'rescue', metadata: { source_file: 'file_path' } }),
  columns: {
    order_id: t.string().from('Order ID').notNull(), amount: t.string(), ordered_at: t.string(),
    country: t.string().comment('as typed by the customer'), vip: t.string(), source_file: t.string(),
  },
});
export const orders = new Table(silver, 'orders', {
  intent: 'orders with real types; what does not parse is NULL, never a failure',
  query: from(ordersRaw)
    .select((o) => ({
      order_id: F.trim(o.order_id),
      amount: F.regexpReplace(F.trim(o.amount), '[€$,]', '').tryCast(t.decimal(12, 2)),
      ordered_at: F.coalesce(F.tryToTimestamp(o.ordered_at, 'yyyy-MM-dd HH:mm:ss'), F.tryToTimestamp(o.ordered_at, 'dd/MM/yyyy HH:mm')),
      country: F.upper(F.trim(F.nullIfIn(o.country, ['NA', 'unknown']))),
      vip: F.lower(o.vip).isIn(['y', 'yes', 'true', '1']),
      source_file: o.source_file,
    }))
    .where((o) => o.order_id.isNotNull()),
  describe: { amount: 'in euro', vip: { comment: 'NULL where not said', tags: ['marketing'] } },
});
