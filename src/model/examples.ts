/** Rows of examples: plain values, checked against the types of columns, as data that JSON can hold. */
import { type DataTypeNode, typeText } from '../query/datatype.ts';
import { isDate, isPlainValue, isTimestamp, literalOf } from '../query/literal.ts';
import type { Schema } from '../query/plan.ts';

/** By type: days, moments, decimals, bytes (in hexadecimal) and large numbers are texts; structs are lists of their values, maps are lists of pairs. */
export type ExampleValue = null | boolean | number | string | readonly ExampleValue[];
/** Values by position; columns that are not named are NULL, or, in results, not compared. */
export interface ExampleRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ExampleValue[])[];
}

/** What is wrong, at which row and column. */
export interface ExampleProblem {
  readonly row: number;
  readonly column: string;
  readonly expected: string;
  readonly actual: string;
}
class Misfit extends Error {
  readonly expected: string;
  readonly actual: string;
  constructor(type: DataTypeNode, value: unknown) {
    super();
    this.expected = FORMS[type.kind] ?? typeText(type);
    this.actual = shown(value);
  }
}
const FORMS: Readonly<Partial<Record<DataTypeNode['kind'], string>>> = {
  date: "a day such as '2026-01-31'",
  timestamp: "a moment such as '2026-01-31T08:00:00Z'",
  timestamp_ntz: "a time such as '2026-01-31T08:00:00'",
  binary: "bytes in hexadecimal, such as '00ff'",
  map: 'a list of key-value pairs',
  array: 'a list',
  struct: 'an object of its fields',
};
const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (value === null || value === undefined) return 'NULL';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `the ${typeof value} ${String(value)}`;
};

const WHOLE = /^-?\d{1,19}$/;
const DECIMAL = /^-?\d{1,38}(\.\d{1,38})?$/;
const numberOf = (value: unknown, type: DataTypeNode): ExampleValue => {
  const given = typeof value === 'string' && WHOLE.test(value) && type.kind !== 'double' && type.kind !== 'float' ? BigInt(value) : value;
  if (typeof given !== 'number' && typeof given !== 'bigint') throw new Misfit(type, value);
  if (typeof given === 'number' && !Number.isFinite(given)) throw new Misfit(type, value);
  const literal = literalOf(given, type);
  if (literal.kind !== 'literal') throw new Misfit(type, value);
  if (type.kind !== 'bigint') return literal.value;
  const number = Number(literal.value);
  return Number.isSafeInteger(number) ? number : literal.value;
};
/** With as many digits after the point as the type has. */
const decimalOf = (value: unknown, type: Extract<DataTypeNode, { kind: 'decimal' }>): ExampleValue => {
  const text = typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
  if (!DECIMAL.test(text)) throw new Misfit(type, value);
  const [whole = '', fraction = ''] = text.split('.');
  const digits = fraction.replace(/0+$/, '');
  const before = whole.replace('-', '').replace(/^0+(?=\d)/, '');
  if (digits.length > type.scale || (before === '0' ? 0 : before.length) > type.precision - type.scale) throw new Misfit(type, value);
  const sign = whole.startsWith('-') && /[1-9]/.test(text) ? '-' : '';
  return type.scale === 0 ? `${sign}${before}` : `${sign}${before}.${digits.padEnd(type.scale, '0')}`;
};
const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?Z?$/;

/** The same moment with `Z`; its fraction stays as it is. */
const inUtc = (text: string): string => {
  if (text.endsWith('Z')) return text;
  const [, fraction = ''] = /(\.\d+)[+-]/.exec(text) ?? [];
  return `${new Date(text).toISOString().slice(0, 19)}${fraction}Z`;
};

/** A value in its type, or throws a `Misfit`. */
const valueIn = (value: unknown, type: DataTypeNode): ExampleValue => {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'error':
      return null;
    case 'string':
    case 'char':
    case 'varchar':
      if (typeof value !== 'string' || ('length' in type && value.length > type.length)) throw new Misfit(type, value);
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw new Misfit(type, value);
      return value;
    case 'date':
      if (typeof value !== 'string' || !isDate(value)) throw new Misfit(type, value);
      return value;
    case 'timestamp':
      if (typeof value !== 'string' || !isTimestamp(value)) throw new Misfit(type, value);
      return inUtc(value);
    case 'timestamp_ntz':
      if (typeof value !== 'string' || !LOCAL_TIME.test(value) || !isTimestamp(value.endsWith('Z') ? value : `${value}Z`)) throw new Misfit(type, value);
      return value.replace(/Z$/, '');
    case 'binary': {
      const text = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
      if (typeof text !== 'string' || !/^(?:[0-9a-f]{2})*$/i.test(text)) throw new Misfit(type, value);
      return text.toLowerCase();
    }
    case 'decimal':
      return decimalOf(value, type);
    case 'array':
      if (!Array.isArray(value) || (!type.containsNull && value.some((each) => each === null))) throw new Misfit(type, value);
      return value.map((each) => valueIn(each, type.element));
    case 'map':
      if (!Array.isArray(value)) throw new Misfit(type, value);
      return value.map((pair) => {
        if (!Array.isArray(pair) || pair.length !== 2 || pair[0] === null) throw new Misfit(type, value);
        return [valueIn(pair[0], type.key), valueIn(pair[1], type.value)];
      });
    case 'struct': {
      if (typeof value !== 'object' || Array.isArray(value)) throw new Misfit(type, value);
      const known = new Set(type.fields.map(({ name }) => name));
      if (Object.keys(value).some((name) => !known.has(name))) throw new Misfit(type, value);
      return type.fields.map((field) => valueIn((value as Readonly<Record<string, unknown>>)[field.name], field.type));
    }
    case 'variant':
    case 'interval year to month':
    case 'interval day to second':
      throw new Misfit(type, value);
    default:
      if (!isPlainValue(value)) throw new Misfit(type, value);
      return numberOf(value, type);
  }
};

/** Rows by name as rows by position. Problems name the row, counted from 0. `whole`: a column that no row names is NULL. */
export const exampleRows = (
  given: readonly Readonly<Record<string, unknown>>[],
  schema: Schema,
  whole = false,
): { readonly rows: ExampleRows; readonly problems: readonly ExampleProblem[]; readonly unknown: readonly string[] } => {
  const problems: ExampleProblem[] = [];
  const named = new Set(given.flatMap((row) => Object.keys(row)));
  const known = new Set(schema.map(({ name }) => name));
  const columns = schema.filter(({ name, nullable }) => named.has(name) || (whole && !nullable));
  const rows = given.map((each, row) =>
    columns.map(({ name, type, nullable }): ExampleValue => {
      const value = each[name] ?? null;
      try {
        if (value === null && !nullable) throw new Misfit(type, null);
        return valueIn(value, type);
      } catch (error) {
        if (!(error instanceof Misfit)) throw error;
        problems.push({ row, column: name, expected: error.expected, actual: error.actual });
        return null;
      }
    }),
  );
  return { rows: { columns: columns.map(({ name }) => name), rows }, problems, unknown: [...named].filter((name) => !known.has(name)) };
};

/** A value as plain JSON, with the names of fields. */
const plainValue = (value: ExampleValue, type: DataTypeNode): unknown => {
  if (value === null || !Array.isArray(value)) return value;
  const items = value as readonly ExampleValue[];
  if (type.kind === 'struct') return Object.fromEntries(type.fields.map((field, i) => [field.name, plainValue(items[i] ?? null, field.type)]));
  if (type.kind === 'array') return items.map((each) => plainValue(each, type.element));
  if (type.kind !== 'map') return value;
  return items.map((pair) => {
    const [key, of] = pair as readonly ExampleValue[];
    return [plainValue(key ?? null, type.key), plainValue(of ?? null, type.value)];
  });
};
/** Rows by position as rows by name. */
export const plainRows = ({ columns, rows }: ExampleRows, schema: Schema): readonly Readonly<Record<string, unknown>>[] => {
  const types = new Map(schema.map(({ name, type }) => [name, type]));
  return rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, plainValue(row[i] ?? null, types.get(name) ?? { kind: 'error' })])));
};
