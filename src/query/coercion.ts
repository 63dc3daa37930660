/** Spark's type coercion in ANSI mode (`AnsiTypeCoercion`, `DecimalPrecision` in Spark 4), as far as the language needs it. */
import { asDecimal, castNullable } from './cast.ts';
import {
  type DataTypeNode,
  type DecimalType,
  arrayOf,
  decimal,
  holdsKind,
  isInteger,
  isNumeric,
  isText,
  mapOf,
  sameType,
  scalar,
  structOf,
} from './datatype.ts';

const MAX_PRECISION = 38;
const MIN_SCALE_KEPT = 6;
const PRECEDENCE = ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double'];

/** Too many digits: the whole part is kept, the fraction gives way. */
const preferWhole = (precision: number, scale: number): DecimalType =>
  precision <= MAX_PRECISION ? decimal(precision, scale) : decimal(MAX_PRECISION, Math.max(0, scale - (precision - MAX_PRECISION)));
/** Too many digits: the whole part is kept, and at least six digits of the fraction. */
const adjusted = (precision: number, scale: number): DecimalType => {
  if (precision <= MAX_PRECISION) return decimal(precision, scale);
  const whole = precision - scale;
  return decimal(MAX_PRECISION, Math.max(MAX_PRECISION - whole, Math.min(scale, MIN_SCALE_KEPT)));
};

/** The common type of two numbers. */
export const widerNumber = (a: DataTypeNode, b: DataTypeNode): DataTypeNode => {
  if (a.kind === 'decimal' || b.kind === 'decimal') {
    const [x, y] = [asDecimal(a), asDecimal(b)];
    if (!x || !y) return scalar('double');
    const scale = Math.max(x.scale, y.scale);
    return preferWhole(Math.max(x.precision - x.scale, y.precision - y.scale) + scale, scale);
  }
  if (a.kind === b.kind) return a;
  const wider = PRECEDENCE[Math.max(PRECEDENCE.indexOf(a.kind), PRECEDENCE.indexOf(b.kind))];
  // A whole number does not fit into a float without loss, so Spark takes double.
  return wider === 'float' ? scalar('double') : wider === a.kind ? a : b;
};

/** The type of `a op b` for numbers. */
export const arithmeticType = (op: 'add' | 'sub' | 'mul' | 'div' | 'mod', a: DataTypeNode, b: DataTypeNode): DataTypeNode => {
  const [x, y] = [asDecimal(a), asDecimal(b)];
  const exact = (a.kind === 'decimal' || b.kind === 'decimal') && x && y;
  if (!exact) return op === 'div' ? scalar('double') : widerNumber(a, b);
  const [p1, s1, p2, s2] = [x.precision, x.scale, y.precision, y.scale];
  switch (op) {
    case 'add':
    case 'sub': {
      const scale = Math.max(s1, s2);
      return adjusted(Math.max(p1 - s1, p2 - s2) + scale + 1, scale);
    }
    case 'mul':
      return adjusted(p1 + p2 + 1, s1 + s2);
    case 'div': {
      const scale = Math.max(MIN_SCALE_KEPT, s1 + p2 + 1);
      return adjusted(p1 - s1 + s2 + scale, scale);
    }
    case 'mod':
      return adjusted(Math.min(p1 - s1, p2 - s2) + Math.max(s1, s2), Math.max(s1, s2));
  }
};

const eitherNullable = (a: DataTypeNode, b: DataTypeNode, common: DataTypeNode): boolean => castNullable(a, common) || castNullable(b, common);

/** The common type of branches, of `coalesce` and of unions; undefined where Spark refuses to find one. */
export const commonType = (a: DataTypeNode, b: DataTypeNode): DataTypeNode | undefined =>
  isNumeric(a) && isNumeric(b) ? (sameType(a, b) ? a : widerNumber(a, b)) : meet(a, b, commonType);

/** Types that are not both numbers; `inner` finds the type of the parts of containers. */
const meet = (a: DataTypeNode, b: DataTypeNode, inner: (a: DataTypeNode, b: DataTypeNode) => DataTypeNode | undefined): DataTypeNode | undefined => {
  if (a.kind === 'error' || b.kind === 'error') return a.kind === 'error' ? b : a;
  if (sameType(a, b)) return a;
  if (isText(a) && isText(b)) return scalar('string');
  if (a.kind === 'date' && (b.kind === 'timestamp' || b.kind === 'timestamp_ntz')) return b;
  if (b.kind === 'date' && (a.kind === 'timestamp' || a.kind === 'timestamp_ntz')) return a;
  if ((a.kind === 'timestamp' && b.kind === 'timestamp_ntz') || (a.kind === 'timestamp_ntz' && b.kind === 'timestamp')) return scalar('timestamp');
  if (a.kind === 'array' && b.kind === 'array') {
    const element = inner(a.element, b.element);
    return element && arrayOf(element, a.containsNull || b.containsNull || eitherNullable(a.element, b.element, element));
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const [key, value] = [inner(a.key, b.key), inner(a.value, b.value)];
    // A key must not become NULL.
    if (!key || !value || eitherNullable(a.key, b.key, key)) return undefined;
    return mapOf(key, value, a.valueContainsNull || b.valueContainsNull || eitherNullable(a.value, b.value, value));
  }
  if (a.kind === 'struct' && b.kind === 'struct' && a.fields.length === b.fields.length) {
    const fields = a.fields.map((field, i) => {
      const other = b.fields[i];
      const type = other && field.name.toLowerCase() === other.name.toLowerCase() ? inner(field.type, other.type) : undefined;
      return other && type && { name: field.name, type, nullable: field.nullable || other.nullable || eitherNullable(field.type, other.type, type) };
    });
    const whole = fields.filter((field) => field !== undefined);
    return whole.length === fields.length ? structOf(whole) : undefined;
  }
  return undefined;
};

/**
 * The common type of elements, keys and parts of compared values: narrower rules than `commonType`, because Spark only
 * takes one of the two types here and never a third (`TypeCoercion.findTightestCommonType`).
 */
export const tightestType = (a: DataTypeNode, b: DataTypeNode): DataTypeNode | undefined => {
  if (isNumeric(a) && isNumeric(b)) {
    if (a.kind === 'decimal' || b.kind === 'decimal') {
      const [exact, other] = a.kind === 'decimal' ? [a, b] : [b as DecimalType, a];
      if (other.kind === 'decimal') return sameType(a, b) ? a : undefined;
      return isInteger(other) && !castNullable(other, exact) ? exact : undefined;
    }
    return PRECEDENCE.indexOf(a.kind) >= PRECEDENCE.indexOf(b.kind) ? a : b;
  }
  return meet(a, b, tightestType);
};

/** Whether two values may be compared without an explicit cast. */
export const comparable = (a: DataTypeNode, b: DataTypeNode): boolean =>
  (isNumeric(a) && isNumeric(b)) || (!holdsKind(a, 'map', 'variant') && !holdsKind(b, 'map', 'variant') && tightestType(a, b) !== undefined);

const RANGE: Readonly<Record<string, bigint>> = { tinyint: 127n, smallint: 32_767n, int: 2_147_483_647n, bigint: 9_223_372_036_854_775_807n };
/** Whether a whole number fits into an integer type. */
export const fitsInteger = (value: bigint, type: DataTypeNode): boolean => {
  const limit = RANGE[type.kind];
  return isInteger(type) && limit !== undefined && value <= limit && value >= -limit - 1n;
};

/** The common type of many; undefined where there is none. */
export const commonOf = (types: readonly DataTypeNode[]): DataTypeNode | undefined =>
  types.reduce<DataTypeNode | undefined>((common, next) => common && commonType(common, next), types[0]);
