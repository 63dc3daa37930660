/** Rows of two relations side by side, or rows that have or lack a match. */
import { duplicateNames, scalarProblems } from '../expr-checks.ts';
import { joinHint } from './hint.ts';
import { hiddenProblems, joinOn, joinRows, nullableSide } from './join-sides.ts';
import type { JoinPlan, PlanNode } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { planOf } from '../source.ts';
import { enumProblems, freeze, isObject, nameOf, namedColumns, outputSchema } from './step.ts';

export const join = (left: PlanNode, other: unknown, o: unknown, step = 'join'): PlanNode => {
  const right = planOf(other);
  if (!right) return freeze(left, [problem({ kind: 'not-a-source', step, actual: typeof other })]);
  const options = isObject(o) ? o : {};
  const { how = 'inner', expect = 'many', hint, select } = options;
  const found: Problem[] = [
    ...enumProblems(step, 'how', how, ['inner', 'left', 'right', 'full', 'cross']),
    ...enumProblems(step, 'expect', expect, ['one', 'many']),
  ];
  const kind = (found.length > 0 ? 'inner' : how) as JoinPlan['how'];
  const on = kind === 'cross' ? undefined : joinOn(step, left, right, options['on']);
  const hinted = joinHint(step, hint, on?.on);
  found.push(...(on?.problems ?? []), ...hinted.problems);
  const [leftSchema, rightSchema] = nullableSide(kind, left.schema, right.schema, on?.on);
  const rows = joinRows(
    leftSchema,
    rightSchema,
    () => nameOf(left),
    () => nameOf(right),
  );
  const made = namedColumns(step, rows.bindings, rows.rows, select, 'select');
  const schema = outputSchema(made.columns, [leftSchema, rightSchema]);
  found.push(...made.problems, ...made.columns.flatMap((c) => scalarProblems(c.expr, step, true)), ...duplicateNames(schema, step));
  found.push(...hiddenProblems(made.columns, leftSchema, on?.on?.kind === 'names' ? on.on.names : []));
  const plan: JoinPlan = {
    kind: 'join',
    left,
    right,
    how: kind,
    expect: expect === 'one' ? 'one' : 'many',
    columns: made.columns,
    schema,
    ...(on?.on ? { on: on.on } : {}),
    ...(hinted.hint ? { hint: hinted.hint } : {}),
  };
  return freeze(plan, found);
};
export const crossJoin = (left: PlanNode, other: unknown, o: unknown): PlanNode => join(left, other, { ...(isObject(o) ? o : {}), how: 'cross' }, 'crossJoin');
export const filterJoin = (kind: 'semiJoin' | 'antiJoin', left: PlanNode, other: unknown, o: unknown): PlanNode => {
  const right = planOf(other);
  if (!right) return freeze(left, [problem({ kind: 'not-a-source', step: kind, actual: typeof other })]);
  const options = isObject(o) ? o : {};
  const { on, problems } = joinOn(kind, left, right, options['on']);
  const { hint, problems: wrong } = joinHint(kind, options['hint'], on);
  return freeze({ kind, left, right, on, schema: left.schema, ...(hint ? { hint } : {}) }, [...problems, ...wrong]);
};
