/** What callbacks over rows of tables give, outside relations. */
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
/** Runs a callback over a row of each table; `check` says what is wrong with its result. */
const over = (tables: readonly Readable[], callback: unknown, where: string, check: (expr: ExprNode) => readonly Problem[]): ExprNode => {
  const rows = tables.map(({ schema, name }, i) => rowOf(schema, i === 0 ? 0 : 1, () => name));
  const outcome = inCallback(
    rows.map(({ columns }) => columns),
    () => (callback as (...rows: readonly object[]) => unknown)(...rows.map(({ row }) => row)),
    callback,
  );
  const expr = exprNode(outcome.result, where);
  const problems = [...outcome.check([expr]), ...check(expr)];
  return problems.length > 0 ? errorNode(...problems) : expr;
};
const conditionProblems = (expr: ExprNode, where: string, windows: boolean): readonly Problem[] => [
  ...booleanProblems(expr, where),
  ...scalarProblems(expr, `the condition "${where}"`, windows),
];

/** Runs a callback that gives one value over all rows of a table. */
export const aggregateOver = (table: Readable, callback: unknown, where: string): ExprNode =>
  over([table], callback, where, (expr) => [...aggregateProblems({ name: where, expr }, []), ...valueProblems(expr, `"${where}"`)]);

/** Runs a condition over a row of a table. */
export const conditionOver = (table: Readable, condition: unknown, where: string): ExprNode =>
  over([table], condition, where, (expr) => conditionProblems(expr, where, true));

/** Runs a condition on a row of one table and a row of another. */
export const conditionBetween = (left: Readable, right: Readable, condition: unknown, where: string): ExprNode =>
  over([left, right], condition, where, (expr) => conditionProblems(expr, where, false));
