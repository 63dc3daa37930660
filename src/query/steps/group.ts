/** Rows in groups. */
import { exprNode } from '../expression.ts';
import { aggregateProblems, duplicateNames, orderProblems, scalarProblems, valueProblems } from '../expr-checks.ts';
import { isTimeWindow } from '../functions/time-window.ts';
import type { NamedExpr } from '../node.ts';
import type { PlanNode } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { freeze, inputRow, namedColumns, outputSchema } from './step.ts';

/** Keys that wait for their aggregates. */
export interface Keys {
  readonly keys: readonly NamedExpr[];
  readonly problems: readonly Problem[];
}
export const NO_KEYS: Keys = Object.freeze({ keys: [], problems: [] });

export const groupKeys = (input: PlanNode, given: readonly unknown[]): Keys => {
  const { row, columns: own } = inputRow(input);
  const names = given.filter((key) => typeof key === 'string');
  const plain = names.map((name) => ({ name, expr: exprNode((row as Readonly<Record<string, unknown>>)[name], 'groupBy') }));
  const computed = given.filter((key) => typeof key !== 'string').map((key) => namedColumns('groupBy', [own], [row], key));
  const found = computed.flatMap((c) => [...c.problems, ...c.columns.flatMap((column) => scalarProblems(column.expr, 'groupBy', false))]);
  const keys = Object.freeze([...plain, ...computed.flatMap((c) => c.columns)]);
  if (keys.filter(({ expr }) => expr.kind === 'call' && isTimeWindow(expr.fn)).length > 1)
    found.push(problem({ kind: 'time-window-not-allowed', where: 'groupBy alongside another one' }));
  const types = keys.map(({ name, expr }) => ({ name, type: expr.type }));
  return { keys, problems: [...found, ...orderProblems('groupBy', types)] };
};
/** If a key has other values than its column, it may only be used inside aggregates. */
export const totalProblems = (step: string, column: NamedExpr, keys: readonly string[]): readonly Problem[] =>
  [...aggregateProblems(column, []), ...valueProblems(column.expr, step)].map((found) => {
    if (found.kind !== 'bare-column-in-agg' || !keys.includes(found.column)) return found;
    return Object.freeze({ kind: 'key-in-agg', column: found.column, name: found.name, step, ...(found.at ? { at: found.at } : {}) });
  });

export const aggregate = (input: PlanNode, { keys, problems }: Keys, columns: unknown): PlanNode => {
  const { row, columns: own } = inputRow(input);
  const made = namedColumns('agg', [own], [row], columns);
  const schema = outputSchema([...keys, ...made.columns], [input.schema]);
  const found = [
    ...problems,
    ...made.problems,
    ...made.columns.flatMap((c) => [...aggregateProblems(c, keys), ...valueProblems(c.expr, 'agg')]),
    ...duplicateNames(schema, 'agg'),
  ];
  return freeze({ kind: 'aggregate', input, keys, aggregates: made.columns, schema }, found);
};
