/** Steps that keep some rows as they are. */
import { booleanProblems, scalarProblems } from '../expr-checks.ts';
import type { PlanNode } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { inCallback } from '../scope.ts';
import { type Callback, freeze, inputRow, isObject, noCallback, oneExpr } from './step.ts';

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
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
export const limit = (input: PlanNode, rows: unknown, o: unknown): PlanNode => {
  const { offset = 0 } = isObject(o) ? o : {};
  const found = Object.entries({ rows, offset })
    .filter(([, value]) => !isCount(value))
    .map(([option, value]) => problem({ kind: 'invalid-option', step: 'limit', option, expected: 'a whole number, 0 or more', actual: String(value) }));
  const plan = { kind: 'limit', input, rows: isCount(rows) ? rows : 0, schema: input.schema } as const;
  return freeze(isCount(offset) && offset > 0 ? { ...plan, offset } : plan, found);
};
export const sample = (input: PlanNode, o: unknown): PlanNode => {
  const { fraction, seed } = isObject(o) ? o : {};
  const found: Problem[] = [];
  const wrong = (option: string, expected: string, actual: unknown): void =>
    void found.push(problem({ kind: 'invalid-option', step: 'sample', option, expected, actual: String(actual) }));
  const isFraction = typeof fraction === 'number' && fraction >= 0 && fraction <= 1;
  if (!isFraction) wrong('fraction', 'a number from 0 to 1', fraction);
  if (!Number.isSafeInteger(seed)) wrong('seed', 'a whole number, so that every run takes the same rows,', seed);
  return freeze(
    { kind: 'sample', input, fraction: isFraction ? fraction : 0, seed: Number.isSafeInteger(seed) ? Number(seed) : 0, schema: input.schema },
    found,
  );
};
