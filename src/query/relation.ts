import type { Expr, Fields, LiteralOf, Row, SortKey } from './expr.ts';
import type { ColumnName, Orderable } from './kinds.ts';
import { RelationBuilder } from './relation-builder.ts';
import type { Query, Source } from './source.ts';
import { fromPlan, seedPlan } from './steps/seed.ts';
import type { Declared } from './types.ts';

/** `.orderBy('airline', (r) => r.delay.desc())`. */
type Sorting<S> = ColumnName<S, Orderable> | ((row: Row<S>) => SortKey);
type On<L, R> = readonly (keyof L & keyof R & string)[] | ((left: Row<L>, right: Row<R>) => Expr<'boolean'>);
/** What all joins can have. */
export interface JoinOptions<L, R> {
  /** Names (as in PySpark, one coalesced key column) or a condition, equal or range. */
  readonly on: On<L, R>;
  /** Fails the run if a left row finds more than one right row. @default 'many' */
  readonly expect?: 'one' | 'many';
  /** How Spark joins. @default Spark decides */
  readonly hint?: 'broadcast' | 'merge';
}
/** `select` says what the result holds: no collision rules, no suffixes. */
export interface OuterJoin<L, R, O> extends JoinOptions<L, R> {
  /** Whose rows stay although they have no match: `left`, `right`, both with `full`. @default 'inner' */
  readonly how?: 'inner' | 'left' | 'right' | 'full';
  /** The columns of the result. */
  readonly select: (left: Row<L>, right: Row<R>) => Fields<O>;
}
/** Which rows are the same, and which of them stays. */
export interface Distinct<S> {
  /** Rows with equal values here are one group; NULL equals NULL. */
  readonly by: readonly ColumnName<S>[];
  /** Which row of a group stays: the first in this order. */
  readonly keepFirst: (row: Row<S>) => readonly SortKey[];
  /** Rows equal in `by` and order: compare all other columns, or fail. @default 'compare-all' */
  readonly ties?: 'compare-all' | 'fail';
}
/** An immutable plan over rows; each step returns a new one. PySpark's `DataFrame`. */
export interface Relation<S> extends Query<S> {
  /** Rows for which the condition is TRUE. */
  where(condition: (row: Row<S>) => Expr<'boolean'>): Relation<S>;
  /** Exactly these columns; `({ ...f, late: f.delay.gt(15) })` keeps the others. */
  select<R>(columns: (row: Row<S>) => Fields<R>): Relation<R>;
  /** Adds or replaces columns. Prefer `select` in long chains: it starts the types afresh. */
  withColumns<R>(columns: (row: Row<S>) => Fields<R>): Relation<{ [P in keyof S | keyof R]: P extends keyof R ? R[P] : P extends keyof S ? S[P] : never }>;
  /** All columns but these. */
  drop<N extends ColumnName<S>>(...names: readonly N[]): Relation<{ [P in keyof S as P extends N ? never : P]: S[P] }>;
  /** One row per key: the first in an order that you say, because an arbitrary survivor would differ between runs. */
  dropDuplicates(o: Distinct<S>): Relation<S>;
  /** Whole rows. */
  distinct(): Relation<S>;
  /** By name, any order. A missing column does not compile; one too many is an error at synthesis. */
  unionByName(other: Source<NoInfer<S>>): Relation<S>;
  /** Pairs of rows that match, and what `select` takes from them. */
  join<R, O>(other: Source<R>, o: OuterJoin<S, R, O>): Relation<O>;
  /** Every left row with every right row. */
  crossJoin<R, O>(other: Source<R>, o: { readonly select: (left: Row<S>, right: Row<R>) => Fields<O> }): Relation<O>;
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
  /** One row over everything. */
  agg<R>(columns: (row: Row<S>) => Fields<R>): Relation<R>;
  /** Sorted rows; a table has no order, so this is for `limit` and `pipe`. */
  orderBy(...keys: readonly Sorting<S>[]): Relation<S>;
  /** The first rows. */
  limit(rows: number): Relation<S>;
  /** Your own step, kept in the chain: `from(a).pipe(withAudit)`. */
  pipe<R>(step: (input: Relation<S>) => R): R;
}
/** Rows in groups, waiting for `agg`. */
export interface Grouped<S, G> {
  /** One row per group: its keys and these aggregates. */
  agg<R>(columns: (row: Row<S>) => Fields<R>): Relation<{ [P in keyof G | keyof R]: P extends keyof R ? R[P] : P extends keyof G ? G[P] : never }>;
}

/** Reads a table as it is now. */
export const from = <S>(source: Source<S>): Relation<S> => new RelationBuilder(fromPlan(source)) as unknown as Relation<S>;

/** Rows in the definition itself: reference data and tests. */
export const seed = <S>(columns: Declared<S>, rows: readonly { readonly [N in keyof NoInfer<S>]?: LiteralOf<NoInfer<S>[N]> | null }[]): Relation<S> =>
  new RelationBuilder(seedPlan(columns, rows)) as unknown as Relation<S>;
