import type { Duration } from './duration.ts';
import type { DateText, IntervalKind, Kind, MapOf, NumericKind, TimestampText } from './kinds.ts';
import type { DataType } from './types.ts';
import type { FramedWindow, OrderedWindow, WindowSpec } from './window.ts';

declare const TYPE: unique symbol;
/** A frozen column expression. PySpark's `Column`, with its type. */
export interface Expr<out T = unknown> {
  readonly [TYPE]: T;
  isNull(): BooleanExpr;
  isNotNull(): BooleanExpr;
  /** ANSI cast: the run fails on a value that does not fit. */
  cast<U>(to: DataType<U>): ExprOf<U>;
  /** NULL where the value does not fit. */
  tryCast<U>(to: DataType<U>): ExprOf<U>;
}
/** `Peer` is what it compares with, `L` the literals it takes. NULL is no literal: use `isNull()`. */
export interface Equatable<T, Peer, L> extends Expr<T> {
  eq(other: Expr<Peer> | L): BooleanExpr;
  ne(other: Expr<Peer> | L): BooleanExpr;
  /** `<=>`: NULL equals NULL, never NULL itself. */
  eqNullSafe(other: Expr<Peer> | L): BooleanExpr;
  isIn(values: readonly L[]): BooleanExpr;
}
export interface Sortable<T, Peer, L> extends Equatable<T, Peer, L> {
  lt(other: Expr<Peer> | L): BooleanExpr;
  le(other: Expr<Peer> | L): BooleanExpr;
  gt(other: Expr<Peer> | L): BooleanExpr;
  ge(other: Expr<Peer> | L): BooleanExpr;
  /** Both ends included. */
  between(low: Expr<Peer> | L, high: Expr<Peer> | L): BooleanExpr;
  /** NULLs first, as in Spark. */
  asc(): SortKey;
  /** NULLs last, as in Spark. */
  desc(): SortKey;
}
export interface SortKey {
  readonly sort: 'asc' | 'desc';
  nullsFirst(): SortKey;
  nullsLast(): SortKey;
}
export interface BooleanExpr extends Equatable<'boolean', 'boolean', boolean> {
  and(...others: readonly Expr<'boolean'>[]): BooleanExpr;
  or(...others: readonly Expr<'boolean'>[]): BooleanExpr;
  not(): BooleanExpr;
}
export interface StringExpr extends Sortable<'string', 'string', string> {
  like(pattern: string): BooleanExpr;
  rlike(regex: string): BooleanExpr;
  contains(part: Expr<'string'> | string): BooleanExpr;
  startsWith(part: Expr<'string'> | string): BooleanExpr;
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
/** Numbers meet in the wider type; everything else must be equal. */
export type Common<T, U> = T extends NumericKind ? (U extends NumericKind ? Wider[T][U] : T) : T;
export type Peer<T> = T extends NumericKind ? NumericKind : T;
/** Plain values that stand for a column of this type. */
export type LiteralOf<T> = T extends 'string' ? string : T extends NumericKind ? number | bigint : T extends 'boolean' ? boolean : T extends 'date' ? DateText : T extends 'timestamp' ? TimestampText : never;
export type TypeOf<V> = V extends Expr<infer T> ? T : V extends string ? 'string' : V extends boolean ? 'boolean' : V extends bigint ? 'bigint' : V extends number ? (`${V}` extends `${bigint}` ? 'int' : 'double') : never;
/** Of `/`: whole numbers divide to double, as in Spark. */
export type Quotient<A extends NumericKind, B extends NumericKind> = 'decimal' extends Wider[A][B] ? 'decimal' : 'double';
export interface NumberExpr<K extends NumericKind = NumericKind> extends Sortable<K, NumericKind, number | bigint> {
  /** A bare number takes this column's type if it fits, else it is an error at synthesis. */
  add(other: number | bigint): NumberExpr<K>;
  add<B extends NumericKind>(other: Expr<B>): NumberExpr<Wider[K][B]>;
  sub(other: number | bigint): NumberExpr<K>;
  sub<B extends NumericKind>(other: Expr<B>): NumberExpr<Wider[K][B]>;
  mul(other: number | bigint): NumberExpr<K>;
  mul<B extends NumericKind>(other: Expr<B>): NumberExpr<Wider[K][B]>;
  mod(other: number | bigint): NumberExpr<K>;
  mod<B extends NumericKind>(other: Expr<B>): NumberExpr<Wider[K][B]>;
  /** Fails on zero (ANSI); `F.tryDivide` gives NULL. */
  div(other: number | bigint): NumberExpr<Quotient<K, K>>;
  div<B extends NumericKind>(other: Expr<B>): NumberExpr<Quotient<K, B>>;
}
export interface DateExpr extends Sortable<'date', 'date', DateText> {
  addDays(days: number | Expr<'int'>): DateExpr;
}
export interface TimestampExpr<K extends 'timestamp' | 'timestamp_ntz' = 'timestamp'> extends Sortable<K, K, TimestampText> {
  add(duration: Duration): TimestampExpr<K>;
  sub(duration: Duration): TimestampExpr<K>;
}
export interface IntervalExpr<K extends IntervalKind = IntervalKind> extends Sortable<K, K, never> {
  readonly interval: true;
}
export interface ArrayExpr<E> extends Expr<E[]> {
  /** Zero-based; NULL beyond the end. */
  getItem(index: number | Expr<'int'>): ExprOf<E>;
  contains(value: Expr<E>): BooleanExpr;
}
export interface MapExpr<K, V> extends Expr<MapOf<K, V>> {
  /** NULL where the key is absent. */
  getItem(key: Expr<K> | (K extends 'string' ? string : never)): ExprOf<V>;
}
/** `o.address.fields.city`, and `...o.address.fields` for SQL's `address.*`. */
export interface StructExpr<S> extends Expr<S> {
  readonly fields: Row<S>;
}
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
/** What a callback gives back; `S` is inferred from it. */
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
  over(window: OrderedWindow): ExprOf<T>;
}
export interface Positional<T> {
  over(window: OrderedWindow | FramedWindow): ExprOf<T>;
}
