// Mistakes that must not compile, with the message of TypeScript 6.
import { from, Table } from '../../../src/index.ts';
import { silver } from './00-project.ts';
import { acme, AcmeTable, onlyRecent, raw } from './12-fan-out.ts';

// TS2551 Property 'custmers' does not exist on type '{ readonly orders: Table<{ id: "bigint"; amount: "decimal"; }>; readonly customers: Table<{ id: "bigint"; email: "string"; }>;
// mistake
from(raw.custmers);
// TS2345 Argument of type '<S extends { updated_at: "timestamp"; }>(input: Relation<S>) => Relation<S>' is not assignable to parameter of type '(input: Relation<{ id: "bigint"; am
// mistake
from(raw.orders).pipe(onlyRecent);
// TS2345 Argument of type '{ query: Relation<{ id: "bigint"; amount: "decimal"; }>; }' is not assignable to parameter of type 'AcmeProps<{ id: "bigint"; amount: "decimal"; }>'.
// mistake
new AcmeTable(silver, 'x', { query: from(raw.orders) });
// TS2551 Property 'bigg' does not exist on type 'Row<{ big: "boolean"; amount: "decimal"; id: "bigint"; }>'. Did you mean 'big'?
// mistake
from(acme).where((o) => o.bigg);
// TS2345 Argument of type 'Table<{ id: "bigint"; email: "string"; }>' is not assignable to parameter of type 'Source<NoInfer<{ id: "bigint"; amount: "decimal"; }>>'.
// mistake
from(raw.orders).unionByName(raw.customers);
