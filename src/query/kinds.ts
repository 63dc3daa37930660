/** Kinds are Spark SQL's type names. A struct is an object of types, an array is `T[]`: what you hover is what `DESCRIBE` would say. */
export type IntegerKind = 'tinyint' | 'smallint' | 'int' | 'bigint';
export type NumericKind = IntegerKind | 'float' | 'double' | 'decimal';
export type TimeKind = 'date' | 'timestamp' | 'timestamp_ntz';
export type IntervalKind = 'interval year to month' | 'interval day to second';
export type Kind = NumericKind | TimeKind | IntervalKind | 'string' | 'boolean' | 'binary' | 'variant';
declare const MAP: unique symbol;
export interface MapOf<out K, out V> {
  readonly [MAP]: readonly [K, V];
}
export type Type = Kind | MapOf<Type, Type> | readonly Type[] | { readonly [field: string]: Type };
/** A table's columns, in order: name to type. Nullability, precision and comments live in the model, not here. */
export type Columns = { readonly [column: string]: Type };
/** Column names, all of them or those of some kinds only. */
export type ColumnName<S, K = unknown> = unknown extends K ? keyof S & string : { [N in keyof S]: S[N] extends K ? N : never }[keyof S] & string;
export type Orderable = NumericKind | TimeKind | 'string';

/** Text that is checked for its form by `tsc` and for its calendar at synthesis. */
export type DateText = `${number}-${number}-${number}`;
export type TimestampText = `${DateText}T${string}${'Z' | `+${string}` | `-${string}`}`;
