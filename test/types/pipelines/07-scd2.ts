import { from, files, Scd2Table, stream, Table, t } from '../../../src/index.ts';
import { bronze, gold, silver } from './00-project.ts';

const changes = new Table(bronze, 'customer_changes', {
  source: files('landing/customers_cdc', { format: 'json' }),
  columns: { customer_id: t.bigint().notNull(), name: t.string(), city: t.string(), op: t.string(), changed_at: t.timestamp(), lsn: t.bigint() },
});
export const customers = new Scd2Table(silver, 'customers', {
  intent: 'every version of every customer',
  query: stream(changes),
  keys: ['customer_id'],
  sequenceBy: 'lsn',
  deleteWhen: (c) => c.op.eq('DELETE'),
  ignoreChangesIn: ['changed_at'],
});
export const current = new Table(gold, 'customers_now', { query: from(customers).where((c) => c.__END_AT.isNull()).drop('__START_AT', '__END_AT', 'op') });
