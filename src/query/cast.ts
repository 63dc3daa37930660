/** Spark's casts in ANSI mode (`Cast.canAnsiCast`, `Cast.forceNullable`, `Cast.canUpCast` of Spark 4): what is allowed, and what its analyzer calls nullable. */
import { type DataTypeNode, type DecimalType, decimal, isInteger, isInterval, isNumeric, isText, sameType } from './datatype.ts';

const INTEGER_DIGITS: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, int: 10, bigint: 20 };
/** A number type as the decimal that holds all its values, or undefined for floats. */
export const asDecimal = (type: DataTypeNode): DecimalType | undefined => {
  if (type.kind === 'decimal') return type;
  const digits = INTEGER_DIGITS[type.kind];
  return digits === undefined ? undefined : decimal(digits, 0);
};
const isFloating = (type: DataTypeNode): boolean => type.kind === 'float' || type.kind === 'double';
const isNested = (type: DataTypeNode): boolean => type.kind === 'array' || type.kind === 'map' || type.kind === 'struct';

/** The pairs of parts of two containers of one shape, or undefined where the shapes differ. */
const parts = (from: DataTypeNode, to: DataTypeNode): readonly (readonly [DataTypeNode, DataTypeNode])[] | undefined => {
  if (from.kind === 'array' && to.kind === 'array') return [[from.element, to.element]];
  if (from.kind === 'map' && to.kind === 'map')
    return [
      [from.key, to.key],
      [from.value, to.value],
    ];
  if (from.kind === 'struct' && to.kind === 'struct' && from.fields.length === to.fields.length) {
    return from.fields.map((field, i) => [field.type, to.fields[i]?.type ?? field.type] as const);
  }
  return undefined;
};

/** Whether Spark has a cast between two types; the target's parts are taken to allow NULL. A key that `try_cast` could not cast would be NULL. */
export const castable = (from: DataTypeNode, to: DataTypeNode, lenient = false): boolean => {
  if (from.kind === 'error' || to.kind === 'error' || sameType(from, to, false) || isText(to)) return true;
  if (from.kind === 'variant') return to.kind === 'map' ? isText(to.key) : !isInterval(to);
  if (from.kind === 'array' && to.kind === 'variant') return castable(from.element, to, lenient);
  if (to.kind === 'variant') return !isInterval(from) && from.kind !== 'map' && from.kind !== 'struct';
  if (lenient && from.kind === 'map' && to.kind === 'map' && castNullable(from.key, to.key)) return false;
  if (isText(from)) return !isNested(to);
  if (isNested(from) || isNested(to)) return parts(from, to)?.every(([a, b]) => castable(a, b, lenient)) ?? false;
  if (isNumeric(from)) return isNumeric(to) || to.kind === 'boolean' || to.kind === 'timestamp' || (isInterval(to) && !isFloating(from));
  if (from.kind === 'boolean') return isNumeric(to);
  if (from.kind === 'timestamp') return isNumeric(to) || to.kind === 'date' || to.kind === 'timestamp_ntz';
  if (from.kind === 'date' || from.kind === 'timestamp_ntz') return to.kind === 'date' || to.kind === 'timestamp' || to.kind === 'timestamp_ntz';
  return isInterval(from) && (isInteger(to) || to.kind === 'decimal');
};

const holds = (to: DecimalType, from: DecimalType): boolean => to.precision - to.scale >= from.precision - from.scale && to.scale >= from.scale;
/** Whether every value of a number type has a decimal of this type; by Spark's own reckoning, which is careful. */
const fitsDecimal = (from: DataTypeNode, to: DecimalType): boolean => {
  const exact = from.kind === 'boolean' ? decimal(1, 0) : asDecimal(from);
  return exact !== undefined && (holds(to, exact) || (from.kind === 'decimal' && to.precision - to.scale > from.precision - from.scale));
};

/** Whether Spark calls the cast of a value that is not NULL nullable: where it may not fit, even though ANSI mode fails then. */
export const castNullable = (from: DataTypeNode, to: DataTypeNode): boolean => {
  if (from.kind === 'error' || to.kind === 'error' || sameType(from, to, false) || (isText(from) && isText(to))) return false;
  if (from.kind === 'variant') return true;
  if (isText(from)) return to.kind !== 'binary';
  if (isText(to)) return false;
  if (from.kind === 'timestamp' && (to.kind === 'tinyint' || to.kind === 'smallint' || to.kind === 'int')) return true;
  if (isFloating(from) && to.kind === 'timestamp') return true;
  if (to.kind === 'date') return from.kind !== 'timestamp';
  if (from.kind === 'date') return to.kind !== 'timestamp';
  if (to.kind === 'decimal') return !fitsDecimal(from, to);
  return (isFloating(from) || from.kind === 'decimal') && isInteger(to);
};

const WIDTH = ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double'];
const TIME_ZONE_CASTS = new Set([
  'date>timestamp',
  'date>timestamp_ntz',
  'timestamp>timestamp_ntz',
  'timestamp_ntz>timestamp',
  'timestamp>bigint',
  'bigint>timestamp',
]);
/** Whether a value of one type always has one of the other. */
const alwaysFits = (from: DataTypeNode, to: DataTypeNode): boolean => {
  if (sameType(from, to, false) || (isText(from) && isText(to))) return true;
  if (isNested(from) || isNested(to)) return parts(from, to)?.every(([a, b]) => alwaysFits(a, b)) ?? false;
  if (isText(to)) return from.kind !== 'variant';
  const exact = asDecimal(from);
  if (to.kind === 'decimal') return exact !== undefined && holds(to, exact);
  const [a, b] = [WIDTH.indexOf(from.kind), WIDTH.indexOf(to.kind)];
  return (a >= 0 && a < b) || TIME_ZONE_CASTS.has(`${from.kind}>${to.kind}`);
};
/** Whether Spark calls the `try_cast` of a value that is not NULL nullable. */
export const tryCastNullable = (from: DataTypeNode, to: DataTypeNode): boolean =>
  from.kind !== 'error' && to.kind !== 'error' && !(isText(from) && to.kind === 'binary') && !alwaysFits(from, to);
