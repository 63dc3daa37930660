// What another project's synthesis writes into its published package.
import { t, tableContract } from '../../../src/index.ts';

export const crmCustomers = tableContract({
  project: 'crm', name: 'gold.customers', version: '3.1.0',
  columns: { customer_id: t.bigint().notNull(), email: t.string().tag('pii'), region: t.string(), opted_in: t.boolean() },
});
