/** What a query knows about itself. */
import type { DateExpr, Expr, StringExpr, TimestampExpr } from '../expr.ts';
import { fn } from './catalogue.ts';
import { neverNull, returnsDate, returnsString, returnsTimestamp } from './record.ts';

/** The moment at which the table's query started: the same in all its rows, another in the next run. */
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
/** The file that a row was read from; empty text for rows that come from no file. Of use only where files are read, not tables. */
export const inputFile = fn<() => StringExpr>({
  name: 'inputFile', spark: 'input_file_name', group: 'other',
  params: [], returns: returnsString, nullable: neverNull,
  example: { of: (): Expr => inputFile(), gives: '' },
});
