/** Columns become rows. */
import { commonType } from '../coercion.ts';
import { type DataTypeNode, ERROR_TYPE, readType, typeText } from '../datatype.ts';
import { castNullable } from '../cast.ts';
import { duplicateNames } from '../expr-checks.ts';
import type { PlanNode, Schema } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { freeze, isObject, unknownNames } from './step.ts';

const commonOf = (columns: Schema): DataTypeNode | undefined =>
  columns
    .map(({ type }) => readType(type))
    .reduce<DataTypeNode | undefined>((all, type) => all && commonType(all, type), readType(columns[0]?.type ?? ERROR_TYPE));

export const unpivot = (input: PlanNode, o: unknown): PlanNode => {
  const { columns, name, value, keepNulls = true } = isObject(o) ? o : {};
  const names: readonly unknown[] = Array.isArray(columns) ? columns : [];
  const found: Problem[] = [...unknownNames(input, names, 'unpivot')];
  const wrong = (option: string, expected: string, actual: unknown): void =>
    void found.push(problem({ kind: 'invalid-option', step: 'unpivot', option, expected, actual: String(actual) }));
  if (names.length === 0) wrong('columns', 'a list of at least one column', Array.isArray(columns) ? 'an empty list' : columns);
  if (new Set(names).size < names.length) wrong('columns', 'columns that are all different', names.join(', '));
  if (typeof name !== 'string' || name === '') wrong('name', 'the name of a column', name);
  if (typeof value !== 'string' || value === '') wrong('value', 'the name of a column', value);
  if (typeof keepNulls !== 'boolean') wrong('keepNulls', 'true or false', keepNulls);

  const kept = input.schema.filter((column) => !names.includes(column.name));
  const values = input.schema.filter((column) => names.includes(column.name));
  const type = commonOf(values);
  if (values.length > 0 && !type) found.push(problem({ kind: 'no-common-type', function: 'unpivot', types: values.map((c) => typeText(c.type)) }));
  const nullable = values.some((column) => column.nullable || (type !== undefined && castNullable(column.type, type)));
  const schema = Object.freeze([
    ...kept,
    Object.freeze({ name: String(name), type: { kind: 'string' } as const, nullable: false }),
    Object.freeze({ name: String(value), type: type ?? ERROR_TYPE, nullable }),
  ]);
  found.push(...duplicateNames(schema, 'unpivot'));
  return freeze(
    { kind: 'unpivot', input, columns: names.map(String), nameColumn: String(name), valueColumn: String(value), keepNulls: keepNulls !== false, schema },
    found,
  );
};
