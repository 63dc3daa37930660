// Mistakes that must not compile, with the message of TypeScript 6.
import { from, Table } from '../../../src/index.ts';
import { flights, gold } from './00-project.ts';

// TS2322 Type '{ strategy: "merge"; }' is not assignable to type 'Write<NoInfer<{…}>>'.
// @ts-expect-error
new Table(gold, 'x', { query: from(flights), write: { strategy: 'merge' } });
// TS2820 Type '"carier"' is not assignable to type '"carrier" | "flight" | "tailnum" | "origin" | "dest" | "dep_delay" | "time_hour" | "loaded_at"'. Did you mean '"carrier"'?
// @ts-expect-error
new Table(gold, 'x', { query: from(flights), write: { strategy: 'merge', keys: ['carier'] } });
// TS2353 Object literal may only specify known properties, and 'keys' does not exist in type '{ readonly strategy: "append"; }'.
// @ts-expect-error
new Table(gold, 'x', { query: from(flights), write: { strategy: 'append', keys: ['carrier'] } });
// TS2322 Type '"upsert"' is not assignable to type '"merge" | "overwrite" | "append" | "replaceWhere"'.
// @ts-expect-error
new Table(gold, 'x', { query: from(flights), write: { strategy: 'upsert', keys: ['carrier'] } });
// TS2345 Argument of type '"2026-01-01"' is not assignable to parameter of type '`${number}-${number}-${number}T${string}+${string}` | `${number}-${number}-${number}T${string}-${s
// @ts-expect-error
new Table(gold, 'x', { query: from(flights), write: { strategy: 'replaceWhere', where: (f) => f.time_hour.ge('2026-01-01') } });
// TS2322 Type '[]' is not assignable to type 'readonly ["carrier" | "flight" | "tailnum" | "origin" | "dest" | "dep_delay" | "time_hour" | "loaded_at", ...("carrier" | "flight" | 
// @ts-expect-error
new Table(gold, 'x', { query: from(flights), write: { strategy: 'merge', keys: [] } });
// TS2322 Type 'string' is not assignable to type 'undefined'.
// @ts-expect-error
new Table(gold, 'x', { query: from(flights), write: { strategy: 'merge', keys: ['carrier'], ignoreNullUpdates: true, sequenceBy: 'loaded_at' } });
// TS2322 Type '{ strategy: "insertOnly"; }' is not assignable to type 'Write<NoInfer<{…}>>'.
// @ts-expect-error
new Table(gold, 'x', { query: from(flights), write: { strategy: 'insertOnly' } });
