import type { Duration } from './duration.ts';
import type { DateText, IntervalKind, Kind, MapOf, NumericKind, TimestampText } from './kinds.ts';
import type { DataType } from './types.ts';
import type { FramedWindow, OrderedWindow, WindowSpec } from './window.ts';

declare const TYPE: unique symbol;
/** A frozen column expression. PySpark's `Column`, with its type. */
export interface Expr<out T = unknown> {
  readonly [TYPE]: T;
  /** TRUE where the value is NULL; never NULL itself. */
  isNull(): BooleanExpr;
  /** TRUE where there is a value; never NULL itself. */
  isNotNull(): BooleanExpr;
  /** ANSI cast: the run fails on a value that does not fit. */
  cast<U>(to: DataType<U>): ExprOf<U>;
  /** NULL where the value does not fit. */
  tryCast<U>(to: DataType<U>): ExprOf<U>;
}
/** `Peer` is what it compares with, `L` the literals it takes. NULL is not a literal: use `isNull()`. */
export interface Equatable<T, Peer, L> extends Expr<T> {
  /** `=`; NULL where a side is NULL. */
  eq(other: Expr<Peer> | L): BooleanExpr;
  /** `<>`; NULL where a side is NULL. */
  ne(other: Expr<Peer> | L): BooleanExpr;
  /** `<=>`: NULL equals NULL, never NULL itself. */
  eqNullSafe(other: Expr<Peer> | L): BooleanExpr;
  /** `IN`: equal to one of the values. */
  isIn(values: readonly L[]): BooleanExpr;
}
/** What has an order, besides being equal or not. */
export interface Sortable<T, Peer, L> extends Equatable<T, Peer, L> {
  /** `<`. */
  lt(other: Expr<Peer> | L): BooleanExpr;
  /** `<=`. */
  le(other: Expr<Peer> | L): BooleanExpr;
  /** `>`. */
  gt(other: Expr<Peer> | L): BooleanExpr;
  /** `>=`. */
  ge(other: Expr<Peer> | L): BooleanExpr;
  /** Both ends included. */
  between(low: Expr<Peer> | L, high: Expr<Peer> | L): BooleanExpr;
  /** NULLs first, as in Spark. */
  asc(): SortKey;
  /** NULLs last, as in Spark. */
  desc(): SortKey;
}
/** A part of an order, made by `asc()` or `desc()`. */
export interface SortKey {
  /** Smallest or largest first. */
  readonly sort: 'asc' | 'desc';
  /** NULLs before all values. */
  nullsFirst(): SortKey;
  /** NULLs after all values. */
  nullsLast(): SortKey;
}
/** A condition: TRUE, FALSE or NULL. */
export interface BooleanExpr extends Equatable<'boolean', 'boolean', boolean> {
  /** TRUE where all are TRUE. */
  and(...others: readonly Expr<'boolean'>[]): BooleanExpr;
  /** TRUE where one is TRUE. */
  or(...others: readonly Expr<'boolean'>[]): BooleanExpr;
  /** TRUE where this is FALSE; NULL stays NULL. */
  not(): BooleanExpr;
}
/** A text. */
export interface StringExpr extends Sortable<'string', 'string', string> {
  /** SQL's `LIKE`: `%` is any text, `_` one character; after the character `escapedBy` (a backslash if not given) they stand for themselves. */
  like(pattern: string, escapedBy?: string): BooleanExpr;
  /** `LIKE` that ignores case. */
  ilike(pattern: string, escapedBy?: string): BooleanExpr;
  /** A Java regular expression matches some part of the text. */
  rlike(regex: string): BooleanExpr;
  /** The part occurs in the text. */
  contains(part: Expr<'string'> | string): BooleanExpr;
  /** The text begins with the part. */
  startsWith(part: Expr<'string'> | string): BooleanExpr;
  /** The text ends with the part. */
  endsWith(part: Expr<'string'> | string): BooleanExpr;
}
/** Spark's result type of `a + b`; decimals' precision is the model's work. */
export interface Wider {
  tinyint: { tinyint: 'tinyint'; smallint: 'smallint'; int: 'int'; bigint: 'bigint'; float: 'double'; double: 'double'; decimal: 'decimal' };
  smallint: { tinyint: 'smallint'; smallint: 'smallint'; int: 'int'; bigint: 'bigint'; float: 'double'; double: 'double'; decimal: 'decimal' };
  int: { tinyint: 'int'; smallint: 'int'; int: 'int'; bigint: 'bigint'; float: 'double'; double: 'double'; decimal: 'decimal' };
  bigint: { tinyint: 'bigint'; smallint: 'bigint'; int: 'bigint'; bigint: 'bigint'; float: 'double'; double: 'double'; decimal: 'decimal' };
  float: { tinyint: 'double'; smallint: 'double'; int: 'double'; bigint: 'double'; float: 'float'; double: 'double'; decimal: 'double' };
  double: { tinyint: 'double'; smallint: 'double'; int: 'double'; bigint: 'double'; float: 'double'; double: 'double'; decimal: 'double' };
  decimal: { tinyint: 'decimal'; smallint: 'decimal'; int: 'decimal'; bigint: 'decimal'; float: 'double'; double: 'double'; decimal: 'decimal' };
}
/** Numbers take the wider type; everything else must be equal. */
export type Common<T, U> = T extends NumericKind ? (U extends NumericKind ? Wider[T][U] : T) : T;
export type Peer<T> = T extends NumericKind ? NumericKind : T;
/** Plain values that stand for a column of this type. */
export type LiteralOf<T> = T extends 'string'
  ? string
  : T extends NumericKind
    ? number | bigint
    : T extends 'boolean'
      ? boolean
      : T extends 'date'
        ? DateText
        : T extends 'timestamp'
          ? TimestampText
          : never;
export type TypeOf<V> =
  V extends Expr<infer T>
    ? T
    : V extends string
      ? 'string'
      : V extends boolean
        ? 'boolean'
        : V extends bigint
          ? 'bigint'
          : V extends number
            ? `${V}` extends `${bigint}`
              ? 'int'
              : 'double'
            : never;
/** Result of `/`: whole numbers divide to double, as in Spark. */
export type Quotient<A extends NumericKind, B extends NumericKind> = 'decimal' extends Wider[A][B] ? 'decimal' : 'double';
/** A number. */
export interface NumberExpr<K extends NumericKind = NumericKind> extends Sortable<K, NumericKind, number | bigint> {
  /** A bare number takes this column's type if it fits, else it is an error at synthesis. */
  add(other: number | bigint): NumberExpr<K>;
  /** The sum, in the wider type. */
  add<B extends NumericKind>(other: Expr<B>): NumberExpr<Wider[K][B]>;
  /** The difference, in this column's type. */
  sub(other: number | bigint): NumberExpr<K>;
  /** The difference, in the wider type. */
  sub<B extends NumericKind>(other: Expr<B>): NumberExpr<Wider[K][B]>;
  /** The product, in this column's type. */
  mul(other: number | bigint): NumberExpr<K>;
  /** The product, in the wider type. */
  mul<B extends NumericKind>(other: Expr<B>): NumberExpr<Wider[K][B]>;
  /** The remainder, with the sign of this number. */
  mod(other: number | bigint): NumberExpr<K>;
  /** The remainder, with the sign of this number. */
  mod<B extends NumericKind>(other: Expr<B>): NumberExpr<Wider[K][B]>;
  /** Fails on zero (ANSI); `F.tryDivide` gives NULL. */
  div(other: number | bigint): NumberExpr<Quotient<K, K>>;
  /** The quotient of two columns; fails on zero. */
  div<B extends NumericKind>(other: Expr<B>): NumberExpr<Quotient<K, B>>;
}
/** A day of the calendar. */
export interface DateExpr extends Sortable<'date', 'date', DateText> {
  /** This many days later; negative is earlier. */
  addDays(days: number | Expr<'int'>): DateExpr;
  /** This many months later. */
  add(months: Expr<'interval year to month'>): DateExpr;
  /** This much later than the start of the day. */
  add(length: Expr<'interval day to second'>): TimestampExpr;
  /** This many months earlier. */
  sub(months: Expr<'interval year to month'>): DateExpr;
  /** This much earlier than the start of the day. */
  sub(length: Expr<'interval day to second'>): TimestampExpr;
}
/** A moment, or a wall-clock time. */
export interface TimestampExpr<K extends 'timestamp' | 'timestamp_ntz' = 'timestamp'> extends Sortable<K, K, TimestampText> {
  /** This much later. */
  add(length: Duration | Expr<IntervalKind>): TimestampExpr<K>;
  /** This much earlier. */
  sub(length: Duration | Expr<IntervalKind>): TimestampExpr<K>;
  /** The length from another moment to this one. */
  sub(start: Expr<K>): IntervalExpr<'interval day to second'>;
}
/** A length of time. */
export interface IntervalExpr<K extends IntervalKind = IntervalKind> extends Sortable<K, K, never> {
  /** Both lengths together. */
  add(other: Expr<K>): IntervalExpr<K>;
  /** The first length minus the second. */
  sub(other: Expr<K>): IntervalExpr<K>;
  /** The length multiplied by a number. */
  mul(times: number | Expr<NumericKind>): IntervalExpr<K>;
  /** The length divided by a number; fails on zero. */
  div(parts: number | Expr<NumericKind>): IntervalExpr<K>;
}
/** A list of values of one type. */
export interface ArrayExpr<E> extends Expr<E[]> {
  /** Zero-based; NULL beyond the end. */
  getItem(index: number | Expr<'int'>): ExprOf<E>;
  /** The value is among the elements. */
  contains(value: Expr<E>): BooleanExpr;
}
/** Keys with a value each. */
export interface MapExpr<K, V> extends Expr<MapOf<K, V>> {
  /** NULL where the key is absent. */
  getItem(key: Expr<K> | (K extends 'string' ? string : never)): ExprOf<V>;
}
/** `o.address.fields.city`, and `...o.address.fields` for SQL's `address.*`. */
export interface StructExpr<S> extends Expr<S> {
  /** One expression per field. */
  readonly fields: Row<S>;
}
/** A semi-structured value. */
export interface VariantExpr extends Expr<'variant'> {
  /** The value at a JSON path such as `$.a.b`, as a type; NULL where it is absent or does not fit. */
  get<U>(path: `$${string}`, as: DataType<U>): ExprOf<U>;
}
interface Scalars {
  string: StringExpr;
  boolean: BooleanExpr;
  binary: Equatable<'binary', 'binary', Uint8Array>;
  variant: VariantExpr;
  tinyint: NumberExpr<'tinyint'>;
  smallint: NumberExpr<'smallint'>;
  int: NumberExpr<'int'>;
  bigint: NumberExpr<'bigint'>;
  float: NumberExpr<'float'>;
  double: NumberExpr<'double'>;
  decimal: NumberExpr<'decimal'>;
  date: DateExpr;
  timestamp: TimestampExpr<'timestamp'>;
  timestamp_ntz: TimestampExpr<'timestamp_ntz'>;
  'interval year to month': IntervalExpr<'interval year to month'>;
  'interval day to second': IntervalExpr<'interval day to second'>;
}
/** The expression of a type: only the methods that make sense for it. */
export type ExprOf<T> = T extends Kind
  ? Scalars[T]
  : T extends readonly (infer E)[]
    ? ArrayExpr<E>
    : T extends MapOf<infer K, infer V>
      ? MapExpr<K, V>
      : StructExpr<T>;
/** What a callback gets: one expression per column, a plain frozen object. */
export type Row<S> = { readonly [N in keyof S]: ExprOf<S[N]> };
/** What a callback returns; `S` is inferred from it. */
export type Fields<S> = { readonly [N in keyof S]: Expr<S[N]> };

/** An aggregate. Also an ordinary expression, so that `F.sum(a).div(F.count())` works; misplaced ones are errors at synthesis. */
export type Agg<T> = ExprOf<T> & {
  /** The aggregate over the rows of a window instead of a group. */
  over(window: WindowSpec | OrderedWindow | FramedWindow): ExprOf<T>;
  /** Only over the rows for which the condition is TRUE. */
  filter(condition: Expr<'boolean'>): Agg<T>;
};
/** `rank`, `lag`, …: not an expression until `.over(…)`, which needs an order. */
export interface Ranking<T> {
  /** The value for each row, in the order of the window. */
  over(window: OrderedWindow): ExprOf<T>;
}
/** `first`, `last`, …: the value of one row of the window's frame. */
export interface Positional<T> {
  /** The value for each row, in the order and the frame of the window. */
  over(window: OrderedWindow | FramedWindow): ExprOf<T>;
}
