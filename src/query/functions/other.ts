/** What a query knows about itself. */
import type { DateExpr, Expr, StringExpr, TimestampExpr } from '../expr.ts';
import { fn } from './catalogue.ts';
import { neverNull, param, returnsDate, returnsString, returnsTimestamp } from './record.ts';
import { lit } from './values.ts';

/** The moment at which the table's query started: the same in all its rows, different in the next run. */
export const currentTimestamp = fn<() => TimestampExpr>({
  name: 'currentTimestamp', spark: 'current_timestamp', group: 'other',
  params: [], returns: returnsTimestamp, nullable: neverNull,
  example: { of: (): Expr => currentTimestamp().isNotNull(), gives: true },
});
/** The day on which the table's query started, in the session's time zone, which lakewright sets to UTC. */
export const currentDate = fn<() => DateExpr>({
  name: 'currentDate', spark: 'current_date', group: 'other',
  params: [], returns: returnsDate, nullable: neverNull,
  example: { of: (): Expr => currentDate().isNotNull(), gives: true },
});
/** The file that a row was read from; empty text for rows that come from no file. Useful only where files are read, not tables. */
export const inputFile = fn<() => StringExpr>({
  name: 'inputFile', spark: 'input_file_name', group: 'other',
  params: [], returns: returnsString, nullable: neverNull,
  example: { of: (): Expr => inputFile(), gives: '' },
});
/** The current catalog, for names without one. */
export const currentCatalog = fn<() => StringExpr>({
  name: 'currentCatalog', spark: 'current_catalog', group: 'other',
  params: [], returns: returnsString, nullable: neverNull,
  example: { of: (): Expr => currentCatalog(), gives: 'spark_catalog' },
});
/** The current schema, for names without one. */
export const currentSchema = fn<() => StringExpr>({
  name: 'currentSchema', spark: 'current_schema', group: 'other',
  params: [], returns: returnsString, nullable: neverNull,
  example: { of: (): Expr => currentSchema(), gives: 'default' },
});
/** Who runs the query. */
export const currentUser = fn<() => StringExpr>({
  name: 'currentUser', spark: 'current_user', group: 'other',
  params: [], returns: returnsString, nullable: neverNull,
  example: { of: (): Expr => currentUser().isNotNull(), gives: true },
});
/** Spark's name of a value's type. */
export const typeOf = fn<(value: Expr) => StringExpr>({
  name: 'typeOf', spark: 'typeof', group: 'other',
  params: [param('value')], returns: returnsString, nullable: neverNull,
  example: { of: (): Expr => typeOf(lit(1)), gives: 'int' },
});
