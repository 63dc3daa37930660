/** Steps that keep some rows as they are. */
import { booleanProblems, scalarProblems } from '../expr-checks.ts';
import type { PlanNode } from '../plan.ts';
import { problem } from '../problem.ts';
import { inCallback } from '../scope.ts';
import { type Callback, freeze, inputRow, noCallback, oneExpr } from './step.ts';

export const where = (input: PlanNode, condition: unknown): PlanNode => {
  if (typeof condition !== 'function') return freeze(input, [noCallback('where', 'condition', condition)]);
  const { row, columns: own } = inputRow(input);
  const { expr, problems } = oneExpr(
    'where',
    inCallback([own], () => (condition as Callback)(row)),
  );
  const found = [...problems, ...booleanProblems(expr, 'where'), ...scalarProblems(expr, 'where', false)];
  return freeze({ kind: 'where', input, condition: expr, schema: input.schema }, found);
};
export const limit = (input: PlanNode, rows: unknown): PlanNode => {
  const ok = typeof rows === 'number' && Number.isInteger(rows) && rows >= 0;
  const found = ok ? [] : [problem({ kind: 'invalid-option', step: 'limit', option: 'rows', expected: 'a whole number, 0 or more', actual: String(rows) })];
  return freeze({ kind: 'limit', input, rows: ok ? rows : 0, schema: input.schema }, found);
};
