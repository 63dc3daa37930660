import { fitsInteger } from './coercion.ts';
import { type DataTypeNode, decimal, isNumeric, isText, scalar } from './datatype.ts';
import type { LiteralNode } from './node.ts';
import type { ProblemPayload } from './problem.ts';

/** A plain JavaScript value that may stand for a column. */
export type PlainValue = string | number | bigint | boolean | Uint8Array;
export const isPlainValue = (value: unknown): value is PlainValue =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' || value instanceof Uint8Array;

const literal = (type: DataTypeNode, value: LiteralNode['value']): LiteralNode => Object.freeze({ kind: 'literal', type, nullable: value === null, value });

/** A typed NULL. */
export const nullLiteral = (type: DataTypeNode): LiteralNode => literal(type, null);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const SMALL = scalar('int');

/** A value in the type that Spark gives it by itself: `1` is an int, `2.5` a double. */
export const plainLiteral = (value: PlainValue): LiteralNode => {
  switch (typeof value) {
    case 'string':
      return literal(scalar('string'), value);
    case 'boolean':
      return literal(scalar('boolean'), value);
    case 'bigint':
      return literal(scalar('bigint'), value.toString());
    case 'number':
      if (!Number.isFinite(value)) return literal(scalar('double'), String(value));
      if (!Number.isInteger(value) || !fitsInteger(BigInt(value), scalar('bigint'))) return literal(scalar('double'), value);
      return fitsInteger(BigInt(value), SMALL) ? literal(SMALL, value) : literal(scalar('bigint'), BigInt(value).toString());
    default:
      return literal(scalar('binary'), hex(value));
  }
};

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/;
/** Whether the text is a day of the calendar. */
export const isDate = (text: string): boolean => {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (!year) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
};
/** Whether the text is a moment with its zone. */
export const isTimestamp = (text: string): boolean => {
  const [, day] = TIMESTAMP.exec(text) ?? [];
  return day !== undefined && isDate(day) && !Number.isNaN(Date.parse(text));
};

const digits = (text: string): { readonly precision: number; readonly scale: number } => {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const significant = whole.replace(/^0+/, '').length;
  return { precision: Math.max(significant + fraction.length, 1), scale: fraction.length };
};
/** A number without exponent, as text. */
const plainNumber = (value: number | bigint): string => {
  const text = String(value);
  return text.includes('e') ? Number(value).toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 }) : text;
};

/** A value as a literal of a column's type, or what is wrong with it. */
export const literalOf = (value: PlainValue, type: DataTypeNode): LiteralNode | ProblemPayload => {
  const misfit = (): ProblemPayload => ({
    kind: 'literal-does-not-fit',
    value: typeof value === 'string' ? JSON.stringify(value) : String(value),
    type: type.kind,
  });
  if (type.kind === 'error') return plainLiteral(value);
  if (typeof value === 'string') {
    if (isText(type)) return literal(scalar('string'), value);
    if (type.kind === 'date') return isDate(value) ? literal(type, value) : misfit();
    if (type.kind === 'timestamp' || type.kind === 'timestamp_ntz') return isTimestamp(value) ? literal(type, value) : misfit();
    return misfit();
  }
  if (typeof value === 'boolean') return type.kind === 'boolean' ? literal(type, value) : misfit();
  if (typeof value === 'object') return type.kind === 'binary' ? literal(type, hex(value)) : misfit();
  if (!isNumeric(type)) return misfit();
  if (typeof value === 'number' && !Number.isFinite(value)) return type.kind === 'double' ? literal(type, String(value)) : misfit();
  switch (type.kind) {
    case 'double':
    case 'float':
      return literal(type, Number(value));
    case 'decimal': {
      const text = plainNumber(value);
      const { precision, scale } = digits(text);
      return precision <= 38 ? literal(decimal(precision, scale), text) : misfit();
    }
    default: {
      if (typeof value === 'number' && !Number.isInteger(value)) return misfit();
      const whole = BigInt(value);
      if (!fitsInteger(whole, type)) return misfit();
      return literal(type, type.kind === 'bigint' ? whole.toString() : Number(whole));
    }
  }
};
