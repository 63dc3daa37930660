/** How Spark makes the columns of a pivot. */
import { type DataTypeNode, isNumeric } from './datatype.ts';
import type { NamedExpr } from './node.ts';

/** What Spark puts into columns in one go; with any other type it computes each column separately. */
export const isCollected = (type: DataTypeNode): boolean => isNumeric(type) || type.kind === 'boolean' || type.kind === 'error';
/** Whether a value that no row of a group has is NULL, and not what the aggregates give for no rows. */
export const arePivotedAtOnce = (aggregates: readonly NamedExpr[]): boolean => aggregates.every(({ expr }) => isCollected(expr.type));
