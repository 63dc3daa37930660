/** Rows with those that are nearest in time. */
import { commonType } from '../coercion.ts';
import { holdsKind, isText, isTime, typeText } from '../datatype.ts';
import { exprNode } from '../expression.ts';
import { duplicateNames, scalarProblems } from '../expr-checks.ts';
import { isLength } from '../interval.ts';
import { type ExprNode, walk } from '../node.ts';
import type { AsOfJoinPlan, PlanNode } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { inCallback } from '../scope.ts';
import { planOf } from '../source.ts';
import { hiddenProblems, joinOn, joinRows, nullableSide } from './join-sides.ts';
import { enumProblems, freeze, isObject, nameOf, namedColumns, noCallback, outputSchema } from './step.ts';

const STEP = 'joinAsOf';
const DIRECTIONS = ['backward', 'forward', 'nearest'] as const;
const SIDES = ['left', 'right'] as const;
const wrong = (option: string, expected: string, actual: string): Problem => problem({ kind: 'invalid-option', step: STEP, option, expected, actual });

/** Keys of both sides go into one column, so they need a common type in which equal values stay equal. */
const keyProblems = (left: PlanNode, right: PlanNode, names: readonly string[]): readonly Problem[] =>
  names.flatMap((name) => {
    const [l, r] = [left, right].map((side) => side.schema.find((c) => c.name === name)?.type);
    if (!l || !r || l.kind === 'error' || r.kind === 'error') return [];
    const meet = isText(l) === isText(r) && !holdsKind(l, 'map', 'variant') && commonType(l, r) !== undefined;
    return meet ? [] : [problem({ kind: 'join-key-types', column: name, left: typeText(l), right: typeText(r) })];
  });

/** A time of each side, which uses columns of that side only. */
const timeProblems = (time: readonly ExprNode[]): readonly Problem[] =>
  time.flatMap((expr, side) => {
    const found: Problem[] = [...scalarProblems(expr, `${STEP}, time`, false)];
    let foreign = false;
    walk([expr], (node) => {
      if (node.kind === 'column' && node.input !== side) foreign = true;
    });
    if (foreign) found.push(wrong('time', 'a time of the left row, then one of the right row', `a ${SIDES[side]} one with columns of the other side`));
    if (!isTime(expr.type) && expr.kind !== 'error') found.push(wrong('time', 'dates or timestamps', typeText(expr.type)));
    return found;
  });

export const joinAsOf = (left: PlanNode, other: unknown, o: unknown): PlanNode => {
  const right = planOf(other);
  if (!right) return freeze(left, [problem({ kind: 'not-a-source', step: STEP, actual: typeof other })]);
  const options = isObject(o) ? o : {};
  const { direction = 'backward', tolerance, time } = options;
  const found: Problem[] = [...enumProblems(STEP, 'direction', direction, DIRECTIONS)];
  if (tolerance !== undefined && !isLength(tolerance)) found.push(wrong('tolerance', 'a Duration above 0, e.g. Duration.hours(2)', typeof tolerance));
  if (!Array.isArray(options['on'])) found.push(wrong('on', 'a list of common column names', typeof options['on']));
  const { on, problems } = joinOn(STEP, left, right, Array.isArray(options['on']) ? options['on'] : []);
  const names = on.kind === 'names' ? on.names : [];
  if (found.length === 0) found.push(...(problems.length > 0 ? problems : keyProblems(left, right, names)));

  const named = [() => nameOf(left), () => nameOf(right)] as const;
  const times = typeof time === 'function' ? joinRows(left.schema, right.schema, ...named) : undefined;
  const outcome = times && inCallback(times.bindings, () => (time as (...rows: readonly object[]) => unknown)(...times.rows), time);
  const both: readonly unknown[] = Array.isArray(outcome?.result) ? outcome.result : [outcome?.result, undefined];
  const [mine, theirs] = [exprNode(both[0], `${STEP}, time`), exprNode(both[1], `${STEP}, time`)];
  if (!outcome) found.push(noCallback(STEP, 'time', time));
  else {
    found.push(...outcome.check([mine, theirs]), ...timeProblems([mine, theirs]));
    if (!commonType(mine.type, theirs.type)) found.push(wrong('time', 'two times of the same kind', `${typeText(mine.type)} and ${typeText(theirs.type)}`));
  }

  const [leftSchema, rightSchema] = nullableSide('left', left.schema, right.schema, on);
  const rows = joinRows(leftSchema, rightSchema, ...named);
  const made = namedColumns(STEP, rows.bindings, rows.rows, options['select'], 'select');
  const schema = outputSchema(made.columns, [leftSchema, rightSchema]);
  found.push(...made.problems, ...made.columns.flatMap((c) => scalarProblems(c.expr, STEP, true)), ...duplicateNames(schema, STEP));
  found.push(...hiddenProblems(made.columns, leftSchema, names));
  const plan: AsOfJoinPlan = {
    kind: 'joinAsOf',
    left,
    right,
    on: names,
    time: [mine, theirs],
    direction: DIRECTIONS.find((known) => known === direction) ?? 'backward',
    columns: made.columns,
    schema,
    ...(isLength(tolerance) ? { tolerance: tolerance.seconds } : {}),
  };
  return freeze(plan, found);
};
