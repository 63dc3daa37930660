/** One row for each element. */
import type { DataTypeNode } from '../datatype.ts';
import { typeText } from '../datatype.ts';
import { duplicateNames, scalarProblems } from '../expr-checks.ts';
import { callNode, errorNode, wrap } from '../expression.ts';
import { recordOf } from '../functions/catalogue.ts';
import type { ExprNode } from '../node.ts';
import type { PlanNode, SchemaColumn } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { inCallback } from '../scope.ts';
import { type Callback, freeze, inputRow, isObject, noCallback, oneExpr } from './step.ts';

/** What is exploded, as an array: the entries of a map are structs of a key and a value. */
const asArray = (expr: ExprNode): ExprNode => {
  if (expr.kind === 'error' || expr.type.kind === 'array') return expr;
  const entries = recordOf('mapEntries');
  if (expr.type.kind === 'map' && entries) return callNode(entries, [wrap(expr)]);
  const payload = { kind: 'argument-type', function: 'explode', argument: 'items', expected: 'an array or a map' } as const;
  return errorNode(problem({ ...payload, actual: typeText(expr.type) }));
};
const elementOf = (type: DataTypeNode): { readonly type: DataTypeNode; readonly nullable: boolean } =>
  type.kind === 'array' ? { type: type.element, nullable: type.containsNull } : { type, nullable: true };

const nameProblems = (option: string, name: unknown): readonly Problem[] =>
  typeof name === 'string' && name !== ''
    ? []
    : [problem({ kind: 'invalid-option', step: 'explode', option, expected: 'the name of a column', actual: String(name) })];

export const explode = (input: PlanNode, name: unknown, items: unknown, o: unknown): PlanNode => {
  if (typeof items !== 'function') return freeze(input, [noCallback('explode', 'items', items)]);
  const { row, columns } = inputRow(input);
  const given = oneExpr(
    'explode',
    inCallback([columns], () => (items as Callback)(row), items),
  );
  const expr = asArray(given.expr);
  const { keepEmpty = false, position } = isObject(o) ? o : {};
  const found: Problem[] = [...given.problems, ...scalarProblems(given.expr, 'explode', false), ...nameProblems('name', name)];
  if (position !== undefined) found.push(...nameProblems('position', position));
  const isTaken = input.schema.some((column) => column.name === position);
  if (isTaken) {
    const expected = 'a name that no column has';
    found.push(problem({ kind: 'invalid-option', step: 'explode', option: 'position', expected, actual: `"${String(position)}"` }));
  }
  if (typeof keepEmpty !== 'boolean')
    found.push(problem({ kind: 'invalid-option', step: 'explode', option: 'keepEmpty', expected: 'true or false', actual: String(keepEmpty) }));

  const keeps = keepEmpty === true;
  const { type, nullable } = elementOf(expr.type);
  const place: readonly SchemaColumn[] =
    position === undefined ? [] : [Object.freeze({ name: String(position), type: { kind: 'int' } as const, nullable: keeps })];
  const made: readonly SchemaColumn[] = [...place, Object.freeze({ name: String(name), type, nullable: nullable || keeps })];
  const replaces = input.schema.some((column) => column.name === name);
  const schema = replaces ? input.schema.flatMap((column) => (column.name === name ? made : [column])) : [...input.schema, ...made];
  const plan = { kind: 'explode', input, name: String(name), items: expr, keepEmpty: keeps, schema: Object.freeze(schema) } as const;
  if (!isTaken) found.push(...duplicateNames(schema, 'explode'));
  return freeze(position === undefined ? plan : { ...plan, position: String(position) }, found);
};
