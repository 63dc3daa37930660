/** What the steps of one computation without Spark share. */
import type { ExprNode, NamedExpr } from '../../query/node.ts';
import type { PlanNode } from '../../query/plan.ts';
import { type Change, evaluate, isSmall, type Scope } from './evaluate.ts';
import { type Row, UNKNOWN, UnknownRows, type Value } from './values.ts';

export type Rows = readonly Row[];
/** One step replaces another. */
export interface StepChange {
  readonly target: PlanNode;
  readonly by: PlanNode;
}
export interface World {
  /** By the key of the table. */
  readonly tables: ReadonlyMap<string, Rows>;
  readonly change?: Change | StepChange | undefined;
  readonly seen?: Scope['seen'];
  /** The rows of a step if they are already known. */
  readonly known?: (step: PlanNode) => Rows | undefined;
  readonly keep?: (step: PlanNode, rows: Rows) => void;
}
export interface Work extends World {
  readonly rowsOf: (plan: PlanNode) => Rows;
}

export const scopeOf = ({ change, seen, rowsOf }: Work, rows: Scope['rows'], group?: Rows, all?: Rows): Scope => ({
  rows,
  group,
  all,
  change: change as Change | undefined,
  seen,
  rowsOf,
});
export const valueIn = (expr: ExprNode, scope: Scope): Value => (isSmall(expr) ? evaluate(expr, scope) : UNKNOWN);
export const computed = (columns: readonly NamedExpr[], scope: Scope): readonly (readonly [string, Value])[] =>
  columns.map(({ name, expr }) => [name, valueIn(expr, scope)] as const);
/** Whether a condition is TRUE. */
export const holds = (condition: ExprNode, scope: Scope): boolean => {
  const value = valueIn(condition, scope);
  if (value === UNKNOWN) throw new UnknownRows();
  return value === true;
};
/** The missing side of a join, or the missing row of a group. */
export const EMPTY: Row = new Map();
