/** What callbacks over rows give, beyond a condition on one row. */
import { aggregateProblems, booleanProblems, scalarProblems, valueProblems } from '../query/expr-checks.ts';
import { errorNode, exprNode } from '../query/expression.ts';
import type { ExprNode } from '../query/node.ts';
import type { Schema } from '../query/plan.ts';
import type { Problem } from '../query/problem.ts';
import { rowOf } from '../query/row.ts';
import { inCallback } from '../query/scope.ts';

/** The columns of a table, and what to call it in messages. */
export interface Readable {
  readonly schema: Schema;
  readonly name: string;
}
const unless = (problems: readonly Problem[], expr: ExprNode): ExprNode => (problems.length > 0 ? errorNode(...problems) : expr);

/** Runs a callback that gives one value over all rows of a table. */
export const aggregateOver = ({ schema, name }: Readable, callback: unknown, where: string): ExprNode => {
  const { row, columns } = rowOf(schema, 0, () => name);
  const outcome = inCallback([columns], () => (callback as (row: object) => unknown)(row), callback);
  const expr = exprNode(outcome.result, where);
  return unless([...outcome.check([expr]), ...aggregateProblems({ name: where, expr }, []), ...valueProblems(expr, `"${where}"`)], expr);
};

/** Runs a condition on a row of one table and a row of another. */
export const conditionBetween = (left: Readable, right: Readable, condition: unknown, where: string): ExprNode => {
  const [l, r] = [rowOf(left.schema, 0, () => left.name), rowOf(right.schema, 1, () => right.name)];
  const outcome = inCallback([l.columns, r.columns], () => (condition as (...rows: readonly object[]) => unknown)(l.row, r.row), condition);
  const expr = exprNode(outcome.result, where);
  return unless([...outcome.check([expr]), ...booleanProblems(expr, where), ...scalarProblems(expr, where, false)], expr);
};

/** Runs a condition over a row of the table's columns. */
export const conditionOver = (columns: Schema, of: string, condition: unknown, where: string): ExprNode => {
  const { row, columns: own } = rowOf(columns, 0, () => of);
  const outcome = inCallback([own], () => (condition as (r: object) => unknown)(row), condition);
  const expr = exprNode(outcome.result, where);
  const problems = [...outcome.check([expr]), ...booleanProblems(expr, where), ...valueProblems(expr, `the condition "${where}"`)];
  return problems.length > 0 ? errorNode(...problems) : expr;
};
