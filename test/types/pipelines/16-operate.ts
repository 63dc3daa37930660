import { App, ColumnMask, Duration, ExternalTable, F, from, Grant, Job, RowFilter, Table } from '../../../src/index.ts';
import { crmCustomers } from './16-published.ts';
import { flights, gold, project, silver } from './00-project.ts';
import { daily } from './05-aggregates.ts';

// the CRM team publishes its tables as a package; a column they rename breaks this file, not the night run
const crm = new ExternalTable(silver, 'crm_customers', { contract: crmCustomers });
export const contacts = new Table(gold, 'contacts', { query: from(crm).where((c) => c.opted_in).select((c) => ({ id: c.customer_id, email: c.email, region: c.region })) });

new ColumnMask(contacts, 'hide_email', { column: 'email', show: (email) => F.when(F.isMember('marketing'), email).otherwise(F.sha2(email)) });
new RowFilter(contacts, 'own_region', { show: (c) => F.isMember('all_regions').or(c.region.eq('EU')) });
new Grant(gold, 'analysts', { to: { group: 'analysts' }, privileges: ['SELECT', 'USE SCHEMA'] });
new Grant(contacts, 'marketing', { to: { group: 'marketing' }, privileges: ['SELECT'] });
new Job(project, 'hourly', { refreshes: [silver, daily], trigger: { every: Duration.hours(1) }, retries: 2, timeout: Duration.minutes(50) });
new Job(project, 'after_flights', { refreshes: [gold], trigger: { onUpdateOf: [flights] } });
new App(gold, 'delays_app', { sourceDirectory: 'apps/delays', reads: [daily, crm], environment: { THEME: 'dark' } });
