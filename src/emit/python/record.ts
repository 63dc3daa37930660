/** Functions of the catalogue as PySpark knows them. */
import { typeText } from '../../query/datatype.ts';
import { recordOf } from '../../query/functions/catalogue.ts';
// Functions enter the catalogue when their modules load.
import '../../query/functions/index.ts';
import type { Param } from '../../query/functions/record.ts';
import type { ExprNode } from '../../query/node.ts';
import { pythonString } from '../../utils/python-text.ts';
import type { Imports } from './imports.ts';
import type { Doc } from './layout.ts';
import { pythonValue } from './literal.ts';
import { type Piece, call, toDoc } from './syntax.ts';

export interface ArgumentContext {
  /** Spark Connect has no `count(*)` in a pivot. */
  readonly pivoted?: true;
  readonly imports: Imports;
  readonly of: (node: ExprNode) => Piece;
}

/** The record of a function; a model that was read from a file may name one that this version does not know. */
const knownRecord = (fn: string): NonNullable<ReturnType<typeof recordOf>> => {
  const record = recordOf(fn);
  if (!record) throw new Error(`the function "${fn}" is not in the catalogue`);
  return record;
};
/** PySpark's name of a Spark function. */
export const functionPath = (fn: string, imports: Imports): string => {
  const { pyspark, spark } = knownRecord(fn);
  return `${imports.use('F')}.${pyspark ?? spark}`;
};
/** The call of a function; one that PySpark does not know is called by its name in SQL. */
export const functionCall = (fn: string, docs: readonly Doc[], imports: Imports): Piece => {
  const { sqlOnly, spark } = knownRecord(fn);
  return sqlOnly ? call(`${imports.use('F')}.call_function`, [pythonString(spark), ...docs]) : call(functionPath(fn, imports), docs);
};
/** An argument as its parameter wants it: a plain value, a type's text, a function, or a column. */
export const argumentDoc = (param: Param | undefined, node: ExprNode, { imports, of }: ArgumentContext): Doc => {
  if (node.kind === 'literal' && node.denotes) return pythonString(typeText(node.denotes));
  if (node.kind === 'literal' && param?.as === 'literal' && node.value !== null) return toDoc(pythonValue(node.value, node.type, imports));
  return toDoc(of(node));
};
export const paramAt = (fn: string, i: number): Param | undefined => {
  const { params, sqlOnly } = knownRecord(fn);
  const param = params[i] ?? params.at(-1);
  // SQL functions take only columns.
  return sqlOnly && param?.as === 'literal' ? { name: param.name, accepts: param.accepts } : param;
};
