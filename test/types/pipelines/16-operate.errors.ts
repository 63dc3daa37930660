// Mistakes that must not compile, with the message of TypeScript 6.
import { F, from, Grant, ColumnMask, Job, ExternalTable } from '../../../src/index.ts';
import { flights, gold, silver, project } from './00-project.ts';
import { crmCustomers } from './16-published.ts';

// TS2322 Type 'StringExpr' is not assignable to type 'Expr<"double">'.
// @ts-expect-error
new ColumnMask(flights, 'x', { column: 'dep_delay', show: (d) => F.lit('***') });
// TS2820 Type '"dep_dely"' is not assignable to type '"carrier" | "flight" | "tailnum" | "origin" | "dest" | "dep_delay" | "time_hour" | "loaded_at"'. Did you mean '"dep_delay"'?
// @ts-expect-error
new ColumnMask(flights, 'x', { column: 'dep_dely', show: (d) => d });
// TS2322 Type '"USE SCHEMA"' is not assignable to type 'TablePrivilege'.
// @ts-expect-error
new Grant(flights, 'x', { to: { group: 'a' }, privileges: ['USE SCHEMA'] });
// TS2322 Type '"0 3 * *"' is not assignable to type '`${string} ${string} ${string} ${string} ${string}`'.
// @ts-expect-error
new Job(project, 'x', { refreshes: [gold], trigger: { cron: '0 3 * *' } });
// TS2551 Property 'optedin' does not exist on type 'Row<{ customer_id: "bigint"; email: "string"; region: "string"; opted_in: "boolean"; }>'. Did you mean 'opted_in'?
// @ts-expect-error
from(new ExternalTable(silver, 'y', { contract: crmCustomers })).select((c) => ({ a: c.optedin }));
