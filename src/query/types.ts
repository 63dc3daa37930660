import { type DataTypeNode, type ScalarKind, arrayOf, decimal as decimalOf, mapOf, scalar, structOf } from './datatype.ts';
import type { Kind, MapOf } from './kinds.ts';
import { type Problem, problem } from './problem.ts';

declare const TYPE: unique symbol;
const DECLARATION = Symbol.for('lakewright.declaration');

/** A column's declaration: type plus what the catalog stores about it. Immutable; every method returns a copy. */
export interface DataType<out T = unknown> {
  readonly [TYPE]: T;
  /** The column must not be NULL; written as a constraint. */
  notNull(): DataType<T>;
  /** What the column means, its unit included; stored in the catalog. */
  comment(text: string): DataType<T>;
  /** A catalog tag, e.g. `tag('pii')`. */
  tag(key: string, value?: string): DataType<T>;
  /** The name in the source, if it is not a good name here, e.g. `'Order ID'`. */
  from(sourceName: string): DataType<T>;
}
/** `{ id: t.bigint() }` infers `{ id: 'bigint' }`. */
export type Declared<S> = { readonly [N in keyof S]: DataType<S[N]> };

/** @internal What a declaration holds. */
export interface Declaration {
  readonly type: DataTypeNode;
  readonly notNull: boolean;
  readonly comment?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly sourceName?: string;
  readonly problems?: readonly Problem[];
}

class DeclaredType {
  readonly [DECLARATION]: Declaration;
  constructor(declaration: Declaration) {
    this[DECLARATION] = Object.freeze(declaration);
    Object.freeze(this);
  }
  #with(change: Partial<Declaration>): DeclaredType {
    return new DeclaredType({ ...this[DECLARATION], ...change });
  }
  notNull(): DeclaredType {
    return this.#with({ notNull: true });
  }
  comment(text: string): DeclaredType {
    return this.#with({ comment: text });
  }
  tag(key: string, value = ''): DeclaredType {
    return this.#with({ tags: Object.freeze({ ...this[DECLARATION].tags, [key]: value }) });
  }
  from(sourceName: string): DeclaredType {
    return this.#with({ sourceName });
  }
}

/** @internal The content of a declaration, or undefined if the value is not a declaration. */
export const declarationOf = (value: unknown): Declaration | undefined =>
  typeof value === 'object' && value !== null ? (value as { [DECLARATION]?: Declaration })[DECLARATION] : undefined;

const make = <T>(type: DataTypeNode, problems: readonly Problem[] = []): DataType<T> =>
  new DeclaredType({ type, notNull: false, ...(problems.length > 0 ? { problems } : {}) }) as unknown as DataType<T>;
const scalarType =
  <K extends ScalarKind & Kind>(kind: K) =>
  (): DataType<K> =>
    make(scalar(kind));

const inner = (value: unknown, step: string): Declaration => {
  const found = declarationOf(value);
  if (found) return found;
  const payload = { kind: 'invalid-option', step, option: 'type', expected: 'a type such as t.string()', actual: typeof value } as const;
  return { type: { kind: 'error' }, notNull: false, problems: [problem(payload)] };
};
const wholeNumber = (step: string, option: string, value: number, low: number, high: number): readonly Problem[] =>
  Number.isInteger(value) && value >= low && value <= high
    ? []
    : [problem({ kind: 'invalid-option', step, option, expected: `a whole number from ${low} to ${high}`, actual: String(value) })];

/** 8-bit integer. */
export const tinyint = scalarType('tinyint');
/** 16-bit integer. */
export const smallint = scalarType('smallint');
/** 32-bit integer. */
export const int = scalarType('int');
/** 64-bit integer. */
export const bigint = scalarType('bigint');
/** 32-bit floating point number. */
export const float = scalarType('float');
/** 64-bit floating point number. */
export const double = scalarType('double');
/** Text of any length. */
export const string = scalarType('string');
/** TRUE or FALSE. */
export const boolean = scalarType('boolean');
/** Bytes. */
export const binary = scalarType('binary');
/** Semi-structured value; needs Spark 4.0 or newer. */
export const variant = scalarType('variant');
/** A day of the calendar. */
export const date = scalarType('date');
/** A moment: stored in UTC, shown in the session's time zone. */
export const timestamp = scalarType('timestamp');
/** A wall-clock time without a zone. */
export const timestampNtz = scalarType('timestamp_ntz');
/** A number of months. */
export const intervalYearMonth = scalarType('interval year to month');
/** A number of seconds, to the microsecond. */
export const intervalDayTime = scalarType('interval day to second');

/** Exact number with `precision` digits (1 to 38), `scale` of them after the point. */
export const decimal = (precision: number, scale: number): DataType<'decimal'> =>
  make(decimalOf(precision, scale), [
    ...wholeNumber('t.decimal', 'precision', precision, 1, 38),
    ...wholeNumber('t.decimal', 'scale', scale, 0, Number.isInteger(precision) ? precision : 38),
  ]);
/** Text of at most `length` characters. */
export const varchar = (length: number): DataType<'string'> =>
  make(Object.freeze({ kind: 'varchar', length }), wholeNumber('t.varchar', 'length', length, 1, 2_147_483_647));
/** Text of exactly `length` characters, padded with spaces. */
export const char = (length: number): DataType<'string'> =>
  make(Object.freeze({ kind: 'char', length }), wholeNumber('t.char', 'length', length, 1, 2_147_483_647));

/** A list of values of one type; `t.array(t.string().notNull())` holds no NULL. */
export const array = <E>(element: DataType<E>): DataType<E[]> => {
  const item = inner(element, 't.array');
  return make(arrayOf(item.type, !item.notNull), item.problems);
};
/** Keys with a value each. */
export const map = <K, V>(key: DataType<K>, value: DataType<V>): DataType<MapOf<K, V>> => {
  const [k, v] = [inner(key, 't.map'), inner(value, 't.map')];
  return make(mapOf(k.type, v.type, !v.notNull), [...(k.problems ?? []), ...(v.problems ?? [])]);
};
/** Named fields, in order: `t.struct({ city: t.string(), zip: t.string() })`. */
export const struct = <S>(fields: Declared<S>): DataType<S> => {
  const entries = Object.entries(fields).map(([name, value]) => [name, inner(value, 't.struct')] as const);
  const type = structOf(entries.map(([name, d]) => ({ name, type: d.type, nullable: !d.notNull, ...(d.comment === undefined ? {} : { comment: d.comment }) })));
  return make(
    type,
    entries.flatMap(([, d]) => d.problems ?? []),
  );
};
