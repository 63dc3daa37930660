import { ExternalTable, from, Table } from '../../../src/index.ts';
import { gold, silver } from './00-project.ts';
import { crmCustomers } from './16-published.ts';

// the CRM team publishes its tables as a package; a column they rename breaks this file, not the night run
const crm = new ExternalTable(silver, 'crm_customers', { contract: crmCustomers });
export const contacts = new Table(gold, 'contacts', { query: from(crm).where((c) => c.opted_in).select((c) => ({ id: c.customer_id, email: c.email, region: c.region })) });
