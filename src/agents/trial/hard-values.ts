/** Values of each type on which bodies break, as JSON; and ordinary ones, of which all tables have the same few, so that joins match. */
import { type DataTypeNode, isInteger, isNumeric, isText } from '../../query/datatype.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const LETTERS = ['a', 'b', 'c', 'd'];
const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const dayAt = (i: number): string => new Date(START + i * DAY).toISOString().slice(0, 10);
const hourAt = (i: number): string => new Date(START + 10 * 3_600_000 + i * 3_600_000).toISOString().replace('.000', '');
const local = (moment: string): string => moment.replace(/Z$/, '');

/** The i-th ordinary value of a type: all differ, except for types that have few. */
export const valueAt = (type: DataTypeNode, i: number): Json => {
  switch (type.kind) {
    case 'string':
    case 'char':
    case 'varchar':
      return (LETTERS[i] ?? `k${i}`).slice(0, 'length' in type ? type.length : undefined);
    case 'boolean':
      return i % 2 === 0;
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return (i % 120) + 1;
    case 'float':
    case 'double':
      return (i % 120) + 0.5;
    case 'decimal':
      return decimalText(type, BigInt((i % 9) + 1), true);
    case 'date':
      return dayAt(i);
    case 'timestamp':
      return hourAt(i);
    case 'timestamp_ntz':
      return local(hourAt(i));
    case 'binary':
      return (i % 256).toString(16).padStart(2, '0').toUpperCase();
    case 'variant':
      return JSON.stringify({ a: i });
    case 'interval year to month':
      return `0-${(i % 11) + 1}`;
    case 'interval day to second':
      return `${i + 1} 00:00:00`;
    case 'array':
      return [valueAt(type.element, i), valueAt(type.element, i + 1)];
    case 'map':
      return [[valueAt(type.key, i), valueAt(type.value, i)]];
    case 'struct':
      return Object.fromEntries(type.fields.map((field) => [field.name, valueAt(field.type, i)]));
    case 'error':
      return null;
    default:
      return type satisfies never;
  }
};
type Decimal = Extract<DataTypeNode, { kind: 'decimal' }>;
/** Units of the last place, or where `whole` fits ones. */
const decimalText = ({ precision, scale }: Decimal, value: bigint, whole = false): string => {
  const units = whole && precision > scale ? value * 10n ** BigInt(scale) : value;
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return units < 0n ? `-${text}` : text;
};

const INTEGER_BITS: Readonly<Partial<Record<DataTypeNode['kind'], bigint>>> = { tinyint: 7n, smallint: 15n, int: 31n, bigint: 63n };
const TEXTS = [
  '',
  ' ',
  'A',
  'a ',
  ' a',
  'a\tb',
  'é',
  'e\u0301',
  'ß',
  'SS',
  '😀',
  '👨‍👩‍👧',
  'ａ',
  'null',
  'NULL',
  'N/A',
  '0',
  '-1',
  '1e3',
  "it's",
  'a,b',
  '%_\\',
  '２',
  'İ',
  '\u00a0',
  'x'.repeat(2_000),
];
/** Ends of months and years, leap days, weeks of two years, and the days on which clocks change in Europe and America. */
const DAYS = [
  '2024-02-29',
  '2025-02-28',
  '2026-01-31',
  '2025-12-31',
  '2026-01-01',
  '2024-12-30',
  '2026-03-29',
  '2026-10-25',
  '2026-03-08',
  '2026-11-01',
  '1970-01-01',
  '1969-12-31',
];
const MOMENTS = [
  '2026-01-01T00:00:00Z',
  '2025-12-31T23:59:59.999999Z',
  '2026-03-29T01:00:00Z',
  '2026-03-29T00:59:59Z',
  '2026-10-25T00:30:00Z',
  '2026-10-25T01:30:00Z',
  '2026-03-08T07:30:00Z',
  '2026-11-01T05:30:00Z',
  '2024-02-29T12:00:00Z',
  '1969-12-31T23:59:59Z',
  '2026-01-01T04:30:00Z',
  '2026-01-01T23:30:00Z',
];

/** Values that people forget: nothing here overflows when a few are added. */
export const hardValues = (type: DataTypeNode): readonly Json[] => {
  switch (type.kind) {
    case 'string':
      return TEXTS;
    case 'char':
    case 'varchar':
      return TEXTS.filter((text) => [...text].length <= type.length);
    case 'boolean':
      return [true, false];
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return [0, 1, -1, 2, 100, -7];
    case 'float':
    case 'double':
      return [0, -0, 0.1, 0.2, 0.5, 1.5, 2.5, -2.5, 1e-12, 1_000_000.25];
    case 'decimal':
      // Half of the last places when divided, and signs.
      return [0n, 1n, -1n, 5n, 15n, 25n, -25n, 99n, 100n, 105n]
        .filter((units) => (units < 0n ? -units : units) < 10n ** BigInt(type.precision))
        .map((units) => decimalText(type, units));
    case 'date':
      return DAYS;
    case 'timestamp':
      return MOMENTS;
    case 'timestamp_ntz':
      return MOMENTS.map(local);
    case 'binary':
      return ['', '00', 'FF00'];
    case 'variant':
      return ['null', '{}', '[]', '"a"', '{"a":null}', '{"a":{"b":[1]}}'];
    case 'interval year to month':
      return ['0-0', '1-0', '-0-1'];
    case 'interval day to second':
      return ['0 00:00:00', '1 00:00:00', '-1 00:00:00'];
    case 'array': {
      const [some = null, other = null] = hardValues(type.element);
      return [[], [some], [some, some], [some, other, valueAt(type.element, 0)], ...(type.containsNull ? [[null], [some, null]] : [])];
    }
    case 'map': {
      const [value = null] = hardValues(type.value);
      return [[], [[valueAt(type.key, 0), value]], ...(type.valueContainsNull ? [[[valueAt(type.key, 1), null]]] : [])];
    }
    case 'struct': {
      const most = Math.max(1, ...type.fields.map((field) => Math.min(4, hardValues(field.type).length)));
      const made = Array.from({ length: most }, (_, i) =>
        Object.fromEntries(type.fields.map((field) => [field.name, hardValues(field.type)[i % Math.max(1, hardValues(field.type).length)] ?? null])),
      );
      const nulls = Object.fromEntries(type.fields.map((field) => [field.name, field.nullable ? null : valueAt(field.type, 0)]));
      return [...made, nulls];
    }
    case 'error':
      return [];
    default:
      return type satisfies never;
  }
};

/** The ends of what a type holds: a sum of two of them overflows, which is no mistake. */
export const extremeValues = (type: DataTypeNode): readonly Json[] => {
  const bits = INTEGER_BITS[type.kind];
  if (bits !== undefined) {
    const ends = [2n ** bits - 1n, -(2n ** bits)];
    return ends.map((value) => (bits > 52n ? value.toString() : Number(value)));
  }
  switch (type.kind) {
    case 'decimal':
      return [decimalText(type, 10n ** BigInt(type.precision) - 1n), decimalText(type, -(10n ** BigInt(type.precision)) + 1n)];
    case 'float':
    case 'double':
      return ['NaN', 'Infinity', '-Infinity', 1e30];
    case 'date':
      return ['0001-01-01', '9999-12-31'];
    case 'timestamp':
      return ['1900-01-01T00:00:00Z', '9999-12-30T00:00:00Z'];
    default:
      return hardValues(type).slice(0, 2);
  }
};

/** A constant that a text mentions, if it is a value of a type; with its neighbours. */
export const mentioned = (text: string, type: DataTypeNode): readonly Json[] => {
  if (isText(type)) {
    const length = 'length' in type ? type.length : Number.POSITIVE_INFINITY;
    // Numbers are seldom compared as text.
    const variants = /^-?[\d.]+$/.test(text) ? [text] : [text, text.toUpperCase(), text.toLowerCase(), ` ${text}`, `${text} `, `${text}x`, `x${text}`];
    return [...new Set(variants)].filter((each) => each.length <= length);
  }
  if (isNumeric(type) && /^-?\d{1,15}(?:\.\d{1,6})?$/.test(text)) return numbersAround(Number(text), type);
  const day = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)Z?)?$/.exec(text);
  const at = day ? Date.parse(`${day[1]}T${day[2] ?? '00:00'}Z`) : Number.NaN;
  if (Number.isNaN(at)) return [];
  if (type.kind === 'date') return [-DAY, 0, DAY].map((by) => new Date(at + by).toISOString().slice(0, 10));
  const moments = [-1_000, 0, 1_000].map((by) => new Date(at + by).toISOString());
  return type.kind === 'timestamp' ? moments : type.kind === 'timestamp_ntz' ? moments.map(local) : [];
};
const numbersAround = (value: number, type: DataTypeNode): readonly Json[] => {
  if (isInteger(type)) {
    const most = 2 ** Number(INTEGER_BITS[type.kind] ?? 31n);
    return [value - 1, value, value + 1].map(Math.trunc).filter((each) => Math.abs(each) < Math.min(most, 2 ** 53));
  }
  if (type.kind !== 'decimal') return [value, value + 0.25, value - 0.25];
  const step = 10 ** -type.scale;
  const room = 10 ** (type.precision - type.scale);
  return [value - step, value, value + step].filter((each) => Math.abs(each) < room).map((each) => each.toFixed(type.scale));
};
/** Texts in quotes, numbers, days and moments that a text mentions. */
export const mentions = (text: string): readonly string[] => {
  const found = text
    .slice(0, 20_000)
    .matchAll(
      /'([^'\n]{0,60})'|"([^"\n]{0,60})"|`([^`\n]{0,60})`|(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?)|(?<![\w.])(-?\d{1,12}(?:\.\d{1,6})?)(?![\w.]*\d)/g,
    );
  return [...new Set([...found].map(([, a, b, c, d, e]) => a ?? b ?? c ?? d ?? e ?? '').filter((each) => each !== ''))].slice(0, 40);
};
