/** Aggregates, with or without a filter. PySpark's functions have no FILTER clause, and windows none at all. */
import type { AggregateNode, ExprNode } from '../../query/node.ts';
import type { Doc } from './layout.ts';
import { type ArgumentContext, argumentDoc, functionCall, functionPath, paramAt } from './record.ts';
import { LEVEL, type Piece, call, method, operation, plain, toDoc } from './syntax.ts';

/** The argument whose NULLs an aggregate leaves out, by position; the first unless noted. */
const COUNTS_BY: Readonly<Record<string, number>> = { maxBy: 1, minBy: 1 };

const argumentDocs = (node: AggregateNode, context: ArgumentContext): readonly Doc[] =>
  node.args.map((arg, i) => argumentDoc(paramAt(node.fn, i), arg, context));
const onlyWhere = (node: AggregateNode, filter: ExprNode, context: ArgumentContext): readonly Doc[] => {
  const position = COUNTS_BY[node.fn] ?? 0;
  const { imports, of } = context;
  return argumentDocs(node, context).map((doc, i) => (i === position ? toDoc(method(plain(imports.use('F')), 'when', [toDoc(of(filter)), doc])) : doc));
};

/** The rows that a filter keeps out are NULL to the aggregate, which leaves NULLs out. */
export const aggregatePiece = (node: AggregateNode, context: ArgumentContext): Piece => {
  const { imports, of } = context;
  const { filter } = node;
  const path = functionPath(node.fn, imports);
  if (node.fn === 'count' && node.args.length === 0) {
    if (filter) return call(functionPath('countIf', imports), [toDoc(of(filter))]);
    return call(path, [context.pivoted ? `${imports.use('F')}.lit(1)` : '"*"']);
  }
  if (node.fn === 'countIf' && filter) return call(path, [toDoc(operation('&', LEVEL.and, of(filter), of(node.args[0] as ExprNode)))]);
  const docs = filter ? onlyWhere(node, filter, context) : argumentDocs(node, context);
  // Its second argument says that NULLs do not count, as in all other aggregates.
  return node.fn === 'anyValue' ? call(path, [...docs, 'ignoreNulls=True']) : functionCall(node.fn, docs, imports);
};
