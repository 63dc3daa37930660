import type { Duration } from './duration.ts';
import type { Expr, ExprOf, Fields, LiteralOf, NumberExpr, Row, SortKey } from './expr.ts';
import type { ColumnName, IntegerKind, MapOf, Orderable, TimeKind } from './kinds.ts';
import { RelationBuilder } from './relation-builder.ts';
import type { QUERY, Query, Source } from './source.ts';
import { seedFilePlan } from './steps/seed-file.ts';
import { fromPlan, seedPlan } from './steps/seed.ts';
import type { Declared } from './types.ts';

/** `.orderBy('airline', (r) => r.delay.desc())`. */
type Sorting<S> = ColumnName<S, Orderable> | ((row: Row<S>) => SortKey);
type On<L, R> = readonly (keyof L & keyof R & string)[] | ((left: Row<L>, right: Row<R>) => Expr<'boolean'>);
/**
 * How Spark is asked to join: send the right side to every task (`broadcast`), sort both (`merge`), build a table of the
 * right side's pieces (`shuffle_hash`), try all pairs (`shuffle_replicate_nl`), or cut a range into pieces of this length
 * (Databricks only; open-source Spark ignores it).
 */
export type JoinHint =
  | 'broadcast'
  | 'merge'
  | 'shuffle_hash'
  | 'shuffle_replicate_nl'
  | {
      /** The length of the pieces. */
      readonly range: Duration | number;
    };
/** Options of all joins. */
export interface JoinOptions<L, R> {
  /** Names (as in PySpark, one coalesced key column) or a condition, equal or range. */
  readonly on: On<L, R>;
  /** Fails the run if a left row finds more than one right row. @default 'many' */
  readonly expect?: 'one' | 'many';
  /** How Spark joins. @default Spark decides */
  readonly hint?: JoinHint;
}
/** `select` says what the result holds: no collision rules, no suffixes. */
export interface OuterJoin<L, R, O> extends JoinOptions<L, R> {
  /** Whose rows stay although they have no match: `left`, `right`, both with `full`. @default 'inner' */
  readonly how?: 'inner' | 'left' | 'right' | 'full';
  /** The columns of the result. */
  readonly select: (left: Row<L>, right: Row<R>) => Fields<O>;
}
/** Which right row goes with a left one, and what `select` takes from both. */
export interface AsOfJoin<L, R, O> {
  /** Columns of both sides that must be equal; NULL matches nothing. */
  readonly on: readonly (keyof L & keyof R & string)[];
  /** The time of the left row, and that of the right one. */
  readonly time: (left: Row<L>, right: Row<R>) => readonly [Expr<TimeKind>, Expr<TimeKind>];
  /** The right row at or before the left one, at or after it, or whichever is nearer: the earlier one if both are. @default 'backward' */
  readonly direction?: 'backward' | 'forward' | 'nearest';
  /** A right row further away does not match. @default any distance */
  readonly tolerance?: Duration;
  /** The columns of the result; those of the right side are NULL where there is no match. */
  readonly select: (left: Row<L>, right: Row<R>) => Fields<O>;
}
/** How often a row that occurs several times counts. */
export interface SetOptions {
  /** As often as it occurs, as in SQL's `INTERSECT ALL` and `EXCEPT ALL`, instead of once. @default false */
  readonly all?: boolean;
}
declare const NO_VALUE: unique symbol;
/** What `scalar()` gives for several columns: nothing that could be used. */
export interface SeveralColumns {
  readonly [NO_VALUE]: 'scalar() needs a relation of one column';
}
type IsUnion<N, All = N> = N extends unknown ? ([All] extends [N] ? false : true) : never;
/** The value of a relation: that of its only column. */
export type ScalarOf<S> = true extends IsUnion<keyof S> ? SeveralColumns : ExprOf<S[keyof S]>;
/** Which rows are the same, and which of them stays. */
export interface Distinct<S> {
  /** Rows with equal values here are one group; NULL equals NULL. */
  readonly by: readonly ColumnName<S>[];
  /** Which row of a group stays: the first in this order. */
  readonly keepFirst: (row: Row<S>) => readonly SortKey[];
  /** Rows equal in `by` and order: compare all other columns, or fail. @default 'compare-all' */
  readonly ties?: 'compare-all' | 'fail';
}
/** How the elements of an array or a map become rows. */
export interface ExplodeOptions<P extends string> {
  /** Whether a row without elements stays, with NULL. @default false */
  readonly keepEmpty?: boolean;
  /** A new column with the element's place, from 0. @default none */
  readonly position?: P;
}
/** What an exploded column holds: the elements of an array, the entries of a map. */
export type ElementOf<T> = T extends readonly (infer E)[]
  ? E
  : T extends MapOf<infer K, infer V>
    ? {
        /** The key of an entry. */
        key: K;
        /** Its value. */
        value: V;
      }
    : never;
/** Which columns become rows. */
export interface Unpivot<S, C extends readonly ColumnName<S>[], N extends string, V extends string> {
  /** Columns of one type: their values go into one column. */
  readonly columns: C & readonly [C[0], ...ColumnName<S, S[C[0]]>[]];
  /** The column for the names of these columns. */
  readonly name: N;
  /** The column for their values. */
  readonly value: V;
  /** Whether there are rows for values that are NULL, as in PySpark; SQL's `UNPIVOT` leaves them out. @default true */
  readonly keepNulls?: boolean;
}
/** Types of columns whose values can become columns. */
export type Pivotable = IntegerKind | 'string' | 'boolean';
/** A value that becomes a column. */
export type PivotValueOf<T> = T extends 'string' ? string : T extends 'boolean' ? boolean : number;
/** An immutable plan over rows; each step returns a new one. PySpark's `DataFrame`. */
export interface Relation<S> extends Query<S> {
  readonly [QUERY]: 'batch';
  /** Rows for which the condition is TRUE. */
  where(condition: (row: Row<S>) => Expr<'boolean'>): Relation<S>;
  /** Exactly these columns; `({ ...f, late: f.delay.gt(15) })` keeps the others. */
  select<R>(columns: (row: Row<S>) => Fields<R>): Relation<R>;
  /** Adds or replaces columns. Prefer `select` in long chains: it computes the types from scratch. */
  withColumns<R>(columns: (row: Row<S>) => Fields<R>): Relation<{ [P in keyof S | keyof R]: P extends keyof R ? R[P] : P extends keyof S ? S[P] : never }>;
  /** All columns but these. */
  drop<N extends ColumnName<S>>(...names: readonly N[]): Relation<{ [P in keyof S as P extends N ? never : P]: S[P] }>;
  /** One row per key: the first in an order that you say, because an arbitrary survivor would differ between runs. */
  dropDuplicates(o: Distinct<S>): Relation<S>;
  /** Drops duplicates of whole rows. */
  distinct(): Relation<S>;
  /** Rows of both, columns by name in any order. A missing column does not compile; an extra one is an error at synthesis. */
  unionByName(other: Source<NoInfer<S>>): Relation<S>;
  /** Rows of both, columns by name, with NULL where a side lacks a column: those of the left side come first. */
  unionByName<R>(
    other: Source<R>,
    o: { readonly allowMissing: true },
  ): Relation<{ [P in keyof S | keyof R]: P extends keyof S ? S[P] : P extends keyof R ? R[P] : never }>;
  /** Rows that are in both; columns are matched by name, NULL equals NULL. PySpark's `intersect` and `intersectAll`. */
  intersect(other: Source<NoInfer<S>>, o?: SetOptions): Relation<S>;
  /** Rows that are not in the other one; columns are matched by name, NULL equals NULL. PySpark's `subtract` and `exceptAll`. */
  except(other: Source<NoInfer<S>>, o?: SetOptions): Relation<S>;
  /** Pairs of rows that match, and what `select` takes from them. */
  join<R, O>(other: Source<R>, o: OuterJoin<S, R, O>): Relation<O>;
  /** Every left row with every right row. */
  crossJoin<R, O>(other: Source<R>, o: { readonly select: (left: Row<S>, right: Row<R>) => Fields<O> }): Relation<O>;
  /**
   * Each row, once, with the right row that is nearest in time. Of several right rows with the same key and time, it is the
   * greatest, compared by the columns that are used, in their order; `dropDuplicates` before it chooses another.
   */
  joinAsOf<R, O>(other: Source<R>, o: AsOfJoin<S, R, O>): Relation<O>;
  /** Rows that have a match. */
  semiJoin<R>(other: Source<R>, o: Pick<JoinOptions<S, R>, 'on' | 'hint'>): Relation<S>;
  /** Rows that have no match; a NULL key matches nothing. */
  antiJoin<R>(other: Source<R>, o: Pick<JoinOptions<S, R>, 'on' | 'hint'>): Relation<S>;
  /**
   * Names, then at most one callback for computed keys: `groupBy('carrier', (f) => ({ day: F.toDate(f.time_hour) }))`.
   *
   * @typeParam N - The names that are given.
   * @typeParam G - The computed keys.
   */
  groupBy<N extends ColumnName<S> | ((row: Row<S>) => unknown) = never, G = {}>(
    ...keys: readonly (N | ((row: Row<S>) => Fields<G>))[]
  ): Grouped<S, { [P in Extract<N, string> | keyof G]: P extends keyof G ? G[P] : P extends keyof S ? S[P] : never }>;
  /**
   * Groups at each level of a hierarchy: all keys, then without the last one, and so on to one row over everything.
   *
   * @typeParam N - The names that are given.
   * @typeParam G - The computed keys.
   */
  rollup<N extends ColumnName<S> | ((row: Row<S>) => unknown) = never, G = {}>(
    ...keys: readonly (N | ((row: Row<S>) => Fields<G>))[]
  ): GroupedSets<S, { [P in Extract<N, string> | keyof G]: P extends keyof G ? G[P] : P extends keyof S ? S[P] : never }>;
  /**
   * Groups by every combination of the keys, down to one row over everything.
   *
   * @typeParam N - The names that are given.
   * @typeParam G - The computed keys.
   */
  cube<N extends ColumnName<S> | ((row: Row<S>) => unknown) = never, G = {}>(
    ...keys: readonly (N | ((row: Row<S>) => Fields<G>))[]
  ): GroupedSets<S, { [P in Extract<N, string> | keyof G]: P extends keyof G ? G[P] : P extends keyof S ? S[P] : never }>;
  /** Groups by each of these sets of columns: `groupingSets(['carrier', 'origin'], ['carrier'], [])`. */
  groupingSets<N extends ColumnName<S>>(...sets: readonly (readonly N[])[]): GroupedSets<S, { [P in N]: S[P] }>;
  /** One row over everything. */
  agg<R>(columns: (row: Row<S>) => Fields<R>): Relation<R>;
  /** Sorted rows; a table has no order, so this is for `limit` and `pipe`. */
  orderBy(...keys: readonly Sorting<S>[]): Relation<S>;
  /** The first rows, after as many as `offset` says. */
  limit(rows: number, o?: { readonly offset?: number }): Relation<S>;
  /** About this share of the rows, each row by itself; the same ones for the same seed, as long as the files stay as they are. */
  sample(o: { readonly fraction: number; readonly seed: number }): Relation<S>;
  /**
   * One row for each element of an array or entry of a map, in a column that is new or replaces one:
   * `explode('line', (o) => o.lines)`. PySpark's `explode`, `explode_outer`, `posexplode` and `posexplode_outer`.
   */
  explode<N extends string, T extends readonly unknown[] | MapOf<unknown, unknown>, const P extends string = never>(
    name: N,
    items: (row: Row<S>) => Expr<T>,
    o?: ExplodeOptions<P>,
  ): Relation<{ [C in keyof S | N | P]: C extends N ? ElementOf<T> : C extends P ? 'int' : C extends keyof S ? S[C] : never }>;
  /** One row for each of these columns, beside all others. PySpark's `unpivot` or `melt`; use it in place of `F.stack`. */
  unpivot<const C extends readonly ColumnName<S>[], N extends string, V extends string>(
    o: Unpivot<S, C, N, V>,
  ): Relation<{ [P in Exclude<keyof S, C[number]> | N | V]: P extends N ? 'string' : P extends V ? S[C[0]] : P extends keyof S ? S[P] : never }>;
  /**
   * The value of a relation of one column and one row, for conditions and columns of other relations:
   * `orders.where((o) => o.price.gt(orders.agg((all) => ({ mean: F.avg(all.price) })).scalar()))`. NULL where there is no row.
   */
  scalar(): ScalarOf<S>;
  /** Your own step, kept in the chain: `from(a).pipe(withAudit)`. */
  pipe<R>(step: (input: Relation<S>) => R): R;
}
/** Rows in groups, waiting for `agg`. */
export interface Grouped<S, G> {
  /** One row per group: its keys and these aggregates. */
  agg<R>(columns: (row: Row<S>) => Fields<R>): Relation<{ [P in keyof G | keyof R]: P extends keyof R ? R[P] : P extends keyof G ? G[P] : never }>;
  /**
   * Values of a column become columns `<value>_<name>`, one for each aggregate. The values are needed to know the columns,
   * and spare Spark a scan. NULL where a group has no row of the value; counts are 0 there if an aggregate is no number.
   */
  pivot<N extends ColumnName<S, Pivotable>, const V extends PivotValueOf<S[N]>>(column: N, values: readonly V[]): Pivoted<S, G, `${V}`>;
}
/** Rows in groups whose aggregates are side by side, one for each value. */
export interface Pivoted<S, G, V extends string> {
  /** One row per group: its keys, and these aggregates for each value. */
  agg<R>(
    columns: (row: Row<S>) => Fields<R>,
  ): Relation<{ [P in keyof G | `${V}_${keyof R & string}`]: P extends keyof G ? G[P] : P extends `${V}_${infer N extends keyof R & string}` ? R[N] : never }>;
}
/** Tells totals from rows, which a NULL key alone would not: NULL may also be a value. */
export interface GroupingKeys<G> {
  /** 1 where the row is a total over this key, else 0. */
  grouping(key: keyof G & string): NumberExpr<'tinyint'>;
  /** `grouping` of all keys as bits, that of the last key lowest: 0 is no total. */
  groupingId(): NumberExpr<'bigint'>;
}
/** Rows in groups at several levels. */
export interface GroupedSets<S, G> {
  /** One row per group of each level: its keys, which are NULL in totals, and these aggregates. */
  agg<R>(
    columns: (row: Row<S>, keys: GroupingKeys<G>) => Fields<R>,
  ): Relation<{ [P in keyof G | keyof R]: P extends keyof R ? R[P] : P extends keyof G ? G[P] : never }>;
}

/** Reads a table as it is now. */
export const from = <S>(source: Source<S>): Relation<S> => new RelationBuilder(fromPlan(source)) as unknown as Relation<S>;

/** Rows in the definition itself: reference data and tests. */
export const seed = <S>(columns: Declared<S>, rows: readonly { readonly [N in keyof NoInfer<S>]?: LiteralOf<NoInfer<S>[N]> | null }[]): Relation<S> =>
  new RelationBuilder(seedPlan(columns, rows)) as unknown as Relation<S>;

/**
 * Rows of a CSV file that is kept in the project, e.g. `seedFile('seeds/countries.csv', { code: t.string().notNull(), name: t.string() })`. The
 * path is relative to the folder of the definition. The first line names the columns, in any order; an empty cell is NULL. Rows are checked
 * when the definition is, and become part of the project's code.
 */
export const seedFile = <S>(path: string, columns: Declared<S>): Relation<S> => new RelationBuilder(seedFilePlan(path, columns)) as unknown as Relation<S>;
