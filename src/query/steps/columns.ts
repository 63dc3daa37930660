/** Steps that choose and make columns. */
import { duplicateNames, scalarProblems } from '../expr-checks.ts';
import type { PlanNode } from '../plan.ts';
import { problem } from '../problem.ts';
import { freeze, inputRow, namedColumns, outputSchema, unknownNames } from './step.ts';

export const select = (input: PlanNode, columns: unknown): PlanNode => {
  const { row, columns: own } = inputRow(input);
  const made = namedColumns('select', [own], [row], columns);
  const schema = outputSchema(made.columns, [input.schema]);
  const found = [...made.problems, ...made.columns.flatMap((c) => scalarProblems(c.expr, 'select', true)), ...duplicateNames(schema, 'select')];
  return freeze({ kind: 'select', input, columns: made.columns, schema }, found);
};
export const withColumns = (input: PlanNode, columns: unknown): PlanNode => {
  const { row, columns: own } = inputRow(input);
  const made = namedColumns('withColumns', [own], [row], columns);
  const added = new Map(outputSchema(made.columns, [input.schema]).map((c) => [c.name, c]));
  const kept = input.schema.map((c) => added.get(c.name) ?? c);
  const names = new Set(kept.map((c) => c.name));
  const schema = Object.freeze([...kept, ...[...added.values()].filter((c) => !names.has(c.name))]);
  const found = [...made.problems, ...made.columns.flatMap((c) => scalarProblems(c.expr, 'withColumns', true)), ...duplicateNames(schema, 'withColumns')];
  return freeze({ kind: 'withColumns', input, columns: made.columns, schema }, found);
};
export const drop = (input: PlanNode, names: readonly unknown[]): PlanNode => {
  const gone = new Set(names);
  const schema = Object.freeze(input.schema.filter((c) => !gone.has(c.name)));
  return freeze({ kind: 'drop', input, names: names.map(String), schema }, [
    ...unknownNames(input, names, 'drop'),
    ...(schema.length === 0 ? [problem({ kind: 'no-columns', step: 'drop' })] : []),
  ]);
};
