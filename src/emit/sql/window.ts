import type { FrameBound, FrameNode, SortNode, WindowNode } from '../../query/node.ts';
import { type Doc, concat, group, indent, join, line, softline } from './layout.ts';
import { type Piece, clause, sqlInterval } from './syntax.ts';

/** Spark's default is NULLs first when ascending, last when descending. */
export const sortDoc = (key: SortNode, piece: Piece): Doc => {
  const ascending = key.direction === 'asc';
  const nulls = key.nulls === (ascending ? 'first' : 'last') ? '' : ` NULLS ${key.nulls.toUpperCase()}`;
  return concat(piece.doc, `${ascending ? '' : ' DESC'}${nulls}`);
};

const boundText = (bound: FrameBound, seconds: boolean): string => {
  if (typeof bound === 'string') return bound.toUpperCase();
  const size = Math.abs(bound);
  return `${seconds ? sqlInterval(size) : size} ${bound < 0 ? 'PRECEDING' : 'FOLLOWING'}`;
};
const frameText = ({ unit, start, end, seconds }: FrameNode): string =>
  `${unit.toUpperCase()} BETWEEN ${boundText(start, seconds === true)} AND ${boundText(end, seconds === true)}`;

/** `OVER (PARTITION BY … ORDER BY … ROWS BETWEEN …)`. */
export const overDoc = (node: WindowNode, of: (node: WindowNode['partitionBy'][number]) => Piece): Doc => {
  const partition = node.partitionBy.map((key) => of(key).doc);
  const order = node.orderBy.map((key) => sortDoc(key, of(key.expr)));
  return windowDoc(partition, order, node.frame ? frameText(node.frame) : undefined);
};
export const windowDoc = (partition: readonly Doc[], order: readonly Doc[], frame?: string): Doc => {
  const clauses: Doc[] = [];
  if (partition.length > 0) clauses.push(clause('PARTITION BY', partition));
  if (order.length > 0) clauses.push(clause('ORDER BY', order));
  if (frame !== undefined) clauses.push(frame);
  return group(concat('OVER (', indent(concat(softline, join(line, clauses))), softline, ')'));
};
