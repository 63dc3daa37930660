// Mistakes that must not compile, with the message of TypeScript 6.
import { from, sql, Table, t, Secret } from '../../../src/index.ts';
import { flights, gold } from './00-project.ts';

// TS2345 Argument of type '{ query: OpaqueBody; }' is not assignable to parameter of type 'TableProps<unknown>'.
// @ts-expect-error
new Table(gold, 'x', { query: sql`select 1` });
// TS2345 Argument of type 'Secret' is not assignable to parameter of type 'string | number | Source<Columns>'.
// @ts-expect-error
new Table(gold, 'x', { columns: { a: t.int() }, query: sql`select 1 from ${'flights'} ${new Secret('a', 'b')}` });
// TS2322 Type 'DataType<"int">' is not assignable to type 'DataType<"string">'.
// @ts-expect-error
new Table(gold, 'x', { columns: { carrier: t.int(), flight: t.int() }, query: from(flights).select((f) => ({ carrier: f.carrier, flight: f.flight })) });
// TS2353 Object literal may only specify known properties, and 'flight' does not exist in type 'Declared<{ carrier: "string"; }>'.
// @ts-expect-error
new Table(gold, 'x', { columns: { carrier: t.string(), flight: t.int() }, query: from(flights).select((f) => ({ carrier: f.carrier })) });
// TS2741 Property 'flight' is missing in type '{ carrier: t.DataType<"string">; }' but required in type 'Declared<{ carrier: "string"; flight: "int"; }>'.
// @ts-expect-error
new Table(gold, 'x', { columns: { carrier: t.string() }, query: from(flights).select((f) => ({ carrier: f.carrier, flight: f.flight })) });
// TS2345 Argument of type '{ intent: string; }' is not assignable to parameter of type 'TableProps<unknown>'.
// @ts-expect-error
new Table(gold, 'x', { intent: 'nothing yet' });
// TS2561 Object literal may only specify known properties, but 'querry' does not exist in type 'TableProps<unknown>'. Did you mean to write 'query'?
// @ts-expect-error
new Table(gold, 'x', { querry: from(flights) });
// TS2322 Type '"nokey"' is not assignable to type '"carrier" | "flight" | "tailnum" | "origin" | "dest" | "dep_delay" | "time_hour" | "loaded_at"'.
// @ts-expect-error
new Table(gold, 'x', { query: from(flights), primaryKey: ['nokey'] });
// TS2561 Object literal may only specify known properties, but 'carier' does not exist in type '{ readonly flight?: string | ColumnOptions; readonly dep_delay?: string | ColumnOpt
// @ts-expect-error
new Table(gold, 'x', { query: from(flights), describe: { carier: 'x' } });
// TS2820 Type '"carier"' is not assignable to type '"carrier" | "flight" | "tailnum" | "origin" | "dest" | "dep_delay" | "time_hour" | "loaded_at"'. Did you mean '"carrier"'?
// @ts-expect-error
new Table(gold, 'x', { query: from(flights), clusterBy: ['carier'], intnt: 'x' });
// TS2551 Property 'dep_dely' does not exist on type 'Row<{…}>'. Did you mean 'dep_delay'?
// @ts-expect-error
new Table(gold, 'x', { query: from(flights).select((f) => ({ a: f.dep_dely })) });
// TS2322 Type 'string' is not assignable to type 'Expr<unknown>'.
// @ts-expect-error
new Table(gold, 'x', { query: from(flights).select((f) => ({ a: 'x' })) });
