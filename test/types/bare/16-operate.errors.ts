// Mistakes that must not compile, with the message of TypeScript 6.
import { from, ExternalTable } from '../../../src/index.ts';
import { silver } from './00-project.ts';
import { crmCustomers } from './16-published.ts';

// TS2551 Property 'optedin' does not exist on type 'Row<{ customer_id: "bigint"; email: "string"; region: "string"; opted_in: "boolean"; }>'. Did you mean 'opted_in'?
// mistake
from(new ExternalTable(silver, 'y', { contract: crmCustomers })).select((c) => ({ a: c.optedin }));
