/** Queries that fail if the data is not as declared. */
import { sqlString } from '../../utils/sql-text.ts';
import { type Doc, concat, group, indent, line } from './layout.ts';
import { type Piece, callDoc, tight } from './syntax.ts';

/** A name that no column has. */
export const freeName = (word: string, columns: readonly { readonly name: string }[]): string => {
  const taken = new Set(columns.map((column) => column.name.toLowerCase()));
  let name = word;
  while (taken.has(name)) name += '_';
  return name;
};
/** Fails the query with an error of the runtime, which finds its name in brackets. */
export const raise = (error: string, message: string, details: readonly Doc[] = []): Doc =>
  details.length === 0
    ? callDoc('raise_error', [sqlString(`[${error}] ${message}`)])
    : callDoc('raise_error', [callDoc('concat', [sqlString(`[${error}] ${message}: `), callDoc('concat_ws', ["', '", ...details])])]);
/** A condition that fails the query instead of being TRUE or FALSE. */
export const failWhere = (condition: Doc, error: Doc, otherwise: Doc): Piece =>
  tight(group(concat('CASE', indent(concat(line, 'WHEN ', condition, ' THEN CAST(', error, ' AS BOOLEAN)', line, 'ELSE ', otherwise)), line, 'END')));
