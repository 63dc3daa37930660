// Kinds are Spark SQL's type names. A struct is an object of types, an array is `T[]`: what you hover is what `DESCRIBE` would say.
/** Types of whole numbers. */
export type IntegerKind = 'tinyint' | 'smallint' | 'int' | 'bigint';
/** Types of numbers. */
export type NumericKind = IntegerKind | 'float' | 'double' | 'decimal';
/** Types of days and moments. */
export type TimeKind = 'date' | 'timestamp' | 'timestamp_ntz';
/** Types of lengths of time. */
export type IntervalKind = 'interval year to month' | 'interval day to second';
/** Types without parts. */
export type Kind = NumericKind | TimeKind | IntervalKind | 'string' | 'boolean' | 'binary' | 'variant';
declare const MAP: unique symbol;
/** The type of a map from `K` to `V`. */
export interface MapOf<out K, out V> {
  readonly [MAP]: readonly [K, V];
}
/** Any type of a column: a struct is an object of types, an array `T[]`. */
export type Type = Kind | MapOf<Type, Type> | readonly Type[] | { readonly [field: string]: Type };
/** A table's columns, in order: name to type. Nullability, precision and comments live in the model, not here. */
export type Columns = { readonly [column: string]: Type };
/** Column names, all of them or only those of some kinds. */
export type ColumnName<S, K = unknown> = unknown extends K ? keyof S & string : { [N in keyof S]: S[N] extends K ? N : never }[keyof S] & string;
/** Types whose values have an order. */
export type Orderable = NumericKind | TimeKind | 'string';

/** Text that is checked for its form by `tsc` and for its calendar at synthesis. */
export type DateText = `${number}-${number}-${number}`;
export type TimestampText = `${DateText}T${string}${'Z' | `+${string}` | `-${string}`}`;
