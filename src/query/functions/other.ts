/** What a run knows about itself. */
import { scalar } from '../datatype.ts';
import type { Expr, StringExpr, TimestampExpr } from '../expr.ts';
import { fn } from './catalogue.ts';
import { always, neverNull, returnsString } from './record.ts';

/** The moment at which the table's query started: the same in all its rows, another in the next run. */
export const runTimestamp = fn<() => TimestampExpr>({
  name: 'runTimestamp', spark: 'current_timestamp', group: 'other',
  params: [], returns: always(scalar('timestamp')), nullable: neverNull,
  example: { of: (): Expr => runTimestamp().isNotNull(), gives: true },
});
/** The file that a row was read from; empty text for rows that come from no file. Of use only where files are read, not tables. */
export const inputFile = fn<() => StringExpr>({
  name: 'inputFile', spark: 'input_file_name', group: 'other',
  params: [], returns: returnsString, nullable: neverNull,
  example: { of: (): Expr => inputFile(), gives: '' },
});
