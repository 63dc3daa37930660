/** Values of a column become columns. */
import { typeText } from '../datatype.ts';
import { duplicateNames, orderProblems } from '../expr-checks.ts';
import { isPlainValue, literalOf } from '../literal.ts';
import { type AggregateNode, type NamedExpr, walk } from '../node.ts';
import type { PivotValue, PlanNode, SchemaColumn } from '../plan.ts';
import { arePivotedAtOnce, isCollected } from '../pivoted.ts';
import { type Problem, problem } from '../problem.ts';
import { type Keys, totalProblems } from './group.ts';
import { freeze, inputRow, namedColumns, outputSchema, unknownNames } from './step.ts';

const CAN_BE_PIVOTED: ReadonlySet<string> = new Set(['string', 'char', 'varchar', 'tinyint', 'smallint', 'int', 'bigint', 'boolean']);

/** A column and its values that wait for the aggregates. */
export interface PivotOn {
  readonly column: string;
  readonly values: readonly PivotValue[];
  readonly problems: readonly Problem[];
}
export const pivotOn = (input: PlanNode, column: unknown, values: unknown): PivotOn => {
  const found: Problem[] = [...unknownNames(input, [column], 'pivot')];
  const of = input.schema.find(({ name }) => name === column);
  const wrong = (expected: string, actual: string): void =>
    void found.push(problem({ kind: 'invalid-option', step: 'pivot', option: 'values', expected, actual }));
  if (of && of.type.kind !== 'error' && !CAN_BE_PIVOTED.has(of.type.kind)) {
    const expected = 'a text, a whole number or a condition';
    found.push(problem({ kind: 'argument-type', function: 'pivot', argument: 'column', expected, actual: typeText(of.type) }));
  }
  const given: readonly unknown[] = Array.isArray(values) ? values : [];
  if (given.length === 0) wrong('a list of at least one value', Array.isArray(values) ? 'an empty list' : typeof values);
  if (new Set(given.map((value) => String(value).toLowerCase())).size < given.length)
    wrong('values that are all different, even if case is ignored', given.map(String).join(', '));
  const type = found.length === 0 ? of?.type : undefined;
  const known = given.flatMap((value): readonly PivotValue[] => {
    const literal = type && isPlainValue(value) ? literalOf(value, type) : undefined;
    if (literal && literal.kind !== 'literal') found.push(problem(literal));
    else if (!literal && type) wrong('plain values of the column', typeof value);
    return literal?.kind === 'literal' && literal.value !== null ? [literal.value] : [];
  });
  return { column: String(column), values: Object.freeze(known), problems: found };
};

/** Aggregates with an argument that must be a constant, which it no longer is if each column is computed separately. */
const constantArguments = (aggregates: readonly NamedExpr[]): readonly Problem[] => {
  const other = aggregates.find(({ expr }) => !isCollected(expr.type));
  if (!other) return [];
  const found: Problem[] = [];
  walk(
    aggregates.map(({ expr }) => expr),
    (node) => {
      if (node.kind === 'aggregate' && takesConstant(node))
        found.push(problem({ kind: 'pivot-constant', function: node.fn, beside: other.name, type: typeText(other.expr.type) }));
    },
  );
  return found;
};
const takesConstant = ({ fn, args }: AggregateNode): boolean =>
  fn !== 'approxPercentile' && fn !== 'maxBy' && fn !== 'minBy' && args.some((arg, i) => i > 0 && arg.kind === 'literal');

export const pivot = (input: PlanNode, { keys, problems }: Keys, on: PivotOn, columns: unknown): PlanNode => {
  const { row, columns: own } = inputRow(input);
  const made = namedColumns('agg', [own], [row], columns);
  const collected = arePivotedAtOnce(made.columns);
  const keyColumns = outputSchema(keys, [input.schema]);
  const pivoted = on.values.flatMap((value) =>
    made.columns.map(({ name, expr }): SchemaColumn => Object.freeze({ name: `${value}_${name}`, type: expr.type, nullable: collected || expr.nullable })),
  );
  const schema = Object.freeze([...keyColumns, ...pivoted]);
  // Spark calls the columns of a single aggregate by their values, until they get their names.
  const alone = made.columns.length === 1 ? [...keyColumns, ...on.values.map((value) => ({ name: String(value) }))] : [];
  const found = [
    ...problems,
    ...on.problems,
    ...made.problems,
    ...made.columns.flatMap((column) =>
      totalProblems(
        'pivot',
        column,
        keys.map((key) => key.name),
      ),
    ),
    ...orderProblems('pivot', keyColumns),
    ...constantArguments(made.columns),
    ...(on.problems.length > 0 ? [] : [...duplicateNames(schema, 'pivot'), ...duplicateNames(alone as readonly SchemaColumn[], 'pivot')]),
  ];
  return freeze({ kind: 'pivot', input, keys, column: on.column, values: on.values, aggregates: made.columns, schema }, found);
};
