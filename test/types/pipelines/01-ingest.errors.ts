// Mistakes that must not compile, with the message of TypeScript 6.
import { files, from, Table, t } from '../../../src/index.ts';
import { bronze, flightsRaw, silver } from './00-project.ts';

// TS2551 Property 'strng' does not exist on type 'typeof import("types")'. Did you mean 'string'?
// @ts-expect-error
new Table(bronze, 'a', { source: files('x', { format: 'csv' }), columns: { id: t.strng() } });
// TS2322 Type '"cvs"' is not assignable to type '"csv" | "json" | "parquet" | "avro" | "delta"'.
// @ts-expect-error
new Table(bronze, 'b', { source: files('x', { format: 'cvs' }), columns: { id: t.string() } });
// TS2339 Property 'add' does not exist on type 'StringExpr'.
// @ts-expect-error
new Table(silver, 'c', { query: from(flightsRaw).select((f) => ({ d: f.dep_delay.add(1) })) });
// TS2345 Argument of type '{ source: External; }' is not assignable to parameter of type 'TableProps<unknown>'.
// @ts-expect-error
new Table(bronze, 'd', { source: files('x', { format: 'csv' }) });
// TS2353 Object literal may only specify known properties, and 'header' does not exist in type 'Ingest & { readonly format: "parquet" | "avro" | "delta"; }'.
// @ts-expect-error
new Table(bronze, 'e', { source: files('x', { format: 'parquet', header: true }), columns: { id: t.string() } });
