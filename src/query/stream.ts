import type { Duration } from './duration.ts';
import type { Expr, Fields, Row } from './expr.ts';
import type { ColumnName, IntegerKind, MapOf, TimeKind } from './kinds.ts';
import type { ElementOf, ExplodeOptions, JoinOptions } from './relation.ts';
import type { QUERY, Query, Source } from './source.ts';
import { StreamBuilder } from './stream-builder.ts';
import { changeFeedPlan, newRowsPlan, streamPlan } from './steps/stream.ts';

/** How a table is read as a stream. */
export interface StreamOptions {
  /** Skips commits that change or delete rows, which a stream cannot follow; new rows of such commits are not seen. @default false */
  readonly skipChangeCommits?: boolean;
}
/** A table, or a relation: what is read as a whole for every batch of a stream. */
type Static<R> = Source<R> & { readonly [QUERY]?: 'batch' };
/** How rows of a stream join those of a table. */
export interface StaticJoin<S, R, O> extends Pick<JoinOptions<S, R>, 'on' | 'hint'> {
  /** Whether rows of the stream stay although they have no match. @default 'inner' */
  readonly how?: 'inner' | 'left';
  /** The columns of the result. */
  readonly select: (left: Row<S>, right: Row<R>) => Fields<O>;
}
/** How far apart the times of two rows may be, by the columns of their watermarks. */
export interface Within {
  /** How long before the left row the right one may be. @default no time */
  readonly before?: Duration;
  /** How long after the left row the right one may be. @default no time */
  readonly after?: Duration;
}
/** How rows of two streams join: only within a time, so that Spark can forget rows that nothing can match any more. */
export interface StreamStreamJoin<S, R, O> extends Pick<JoinOptions<S, R>, 'on'> {
  /** How far apart the two rows may be. */
  readonly within: Within;
  /** Whether left rows stay although they have no match; they come once no match can come any more. @default 'inner' */
  readonly how?: 'inner' | 'left';
  /** The columns of the result. */
  readonly select: (left: Row<S>, right: Row<R>) => Fields<O>;
}
/** Rows that keep arriving: a run takes what is new. What would never finish or never forget is missing: `orderBy`, `limit`, `distinct`. */
export interface Stream<S> extends Query<S> {
  readonly [QUERY]: 'stream';
  /** Rows for which the condition is TRUE. */
  where(condition: (row: Row<S>) => Expr<'boolean'>): Stream<S>;
  /** Exactly these columns; `({ ...f, late: f.delay.gt(15) })` keeps the others. */
  select<R>(columns: (row: Row<S>) => Fields<R>): Stream<R>;
  /** Adds or replaces columns. */
  withColumns<R>(columns: (row: Row<S>) => Fields<R>): Stream<{ [P in keyof S | keyof R]: P extends keyof R ? R[P] : P extends keyof S ? S[P] : never }>;
  /** All columns but these. */
  drop<N extends ColumnName<S>>(...names: readonly N[]): Stream<{ [P in keyof S as P extends N ? never : P]: S[P] }>;
  /** One row for each element of an array or entry of a map, in a column that is new or replaces one. */
  explode<N extends string, T extends readonly unknown[] | MapOf<unknown, unknown>, const P extends string = never>(
    name: N,
    items: (row: Row<S>) => Expr<T>,
    o?: ExplodeOptions<P>,
  ): Stream<{ [C in keyof S | N | P]: C extends N ? ElementOf<T> : C extends P ? 'int' : C extends keyof S ? S[C] : never }>;
  /** Each row of the stream with the rows of a table that match it, as the table is when the batch runs. */
  join<R, O>(table: Static<R>, o: StaticJoin<S, R, O>): Stream<O>;
  /** How late rows may be; later ones are dropped and counted. Once in a stream, directly before the step that needs it. */
  withWatermark(column: ColumnName<S, 'timestamp'>, delay: Duration): WatermarkedStream<S>;
  /** Your own step, kept in the chain. */
  pipe<R>(step: (input: Stream<S>) => R): R;
}
/** A stream that says how late its rows may be, so that Spark can forget. */
export interface WatermarkedStream<S> extends Stream<S> {
  /** Rows for which the condition is TRUE. */
  where(condition: (row: Row<S>) => Expr<'boolean'>): WatermarkedStream<S>;
  /** One row for each of these values among those that arrive within the delay; which of them is not defined. */
  dropDuplicatesWithinWatermark(by: readonly ColumnName<S>[]): WatermarkedStream<S>;
  /** Groups of which one key is a bucket of the watermark's column: `groupBy((r) => ({ window: F.window(r.at, …), device: r.device }))`. */
  groupBy<G>(keys: (row: Row<S>) => Fields<G>): GroupedStream<S, G>;
  /** Each row of the stream with the rows of a table that match it, as the table is when the batch runs. */
  join<R, O>(table: Static<R>, o: StaticJoin<S, R, O>): Stream<O>;
  /** Pairs of rows of two streams that match and are near each other in time. */
  join<R, O>(other: WatermarkedStream<R>, o: StreamStreamJoin<S, R, O>): Stream<O>;
}
/** Rows of a stream in groups, waiting for `agg`. */
export interface GroupedStream<S, G> {
  /** One row per group: its keys and these aggregates. */
  agg<R>(columns: (row: Row<S>) => Fields<R>): Stream<{ [P in keyof G | keyof R]: P extends keyof R ? R[P] : P extends keyof G ? G[P] : never }>;
}

/** Reads what was added to a table since the last run. */
export const stream = <S>(source: Source<S>, o?: StreamOptions): Stream<S> => new StreamBuilder(streamPlan(source, o)) as unknown as Stream<S>;

/** What is known about a change of a row. */
interface Change {
  readonly _change_type: 'string';
  readonly _commit_version: 'bigint';
  readonly _commit_timestamp: 'timestamp';
}
/**
 * Reads what happened to the rows of a table since the last run: each row with `_change_type` (`insert`, `delete`, `update_preimage`,
 * `update_postimage`), `_commit_version` and `_commit_timestamp`. The table needs the property `delta.enableChangeDataFeed`.
 */
export const changeFeed = <S>(
  source: Source<S>,
): Stream<{ [P in keyof S | keyof Change]: P extends keyof Change ? Change[P] : P extends keyof S ? S[P] : never }> =>
  new StreamBuilder(changeFeedPlan(source)) as never;

/** Which column tells new rows, and how late they may come. */
export type NewRowsOptions<S> =
  | {
      /** A time that is never earlier for a row that is written later: when it was changed, or loaded. */
      readonly by: ColumnName<S, TimeKind>;
      /** How far below the highest value of the previous run rows are read again, because they may have come late. @default no time */
      readonly lookBack?: Duration;
    }
  | {
      /** A number that grows: a version, or an id. */
      readonly by: ColumnName<S, IntegerKind | 'decimal'>;
      /** How far below the highest value of the previous run rows are read again, because they may have come late. @default 0 */
      readonly lookBack?: number;
    };
/**
 * Rows that are new or changed, told by a column. Some come again: those at the highest value of the previous run, or within `lookBack`. The
 * table is therefore written by keys: `merge`, `insertOnly` or an `Scd2Table`.
 */
export interface NewRows<S> extends Query<S> {
  readonly [QUERY]: 'stream';
  /** Rows for which the condition is TRUE. */
  where(condition: (row: Row<S>) => Expr<'boolean'>): NewRows<S>;
  /** Exactly these columns; `({ ...f, late: f.delay.gt(15) })` keeps the others. */
  select<R>(columns: (row: Row<S>) => Fields<R>): NewRows<R>;
  /** Adds or replaces columns. */
  withColumns<R>(columns: (row: Row<S>) => Fields<R>): NewRows<{ [P in keyof S | keyof R]: P extends keyof R ? R[P] : P extends keyof S ? S[P] : never }>;
  /** All columns but these. */
  drop<N extends ColumnName<S>>(...names: readonly N[]): NewRows<{ [P in keyof S as P extends N ? never : P]: S[P] }>;
  /** One row for each element of an array or entry of a map, in a column that is new or replaces one. */
  explode<N extends string, T extends readonly unknown[] | MapOf<unknown, unknown>, const P extends string = never>(
    name: N,
    items: (row: Row<S>) => Expr<T>,
    o?: ExplodeOptions<P>,
  ): NewRows<{ [C in keyof S | N | P]: C extends N ? ElementOf<T> : C extends P ? 'int' : C extends keyof S ? S[C] : never }>;
  /** Each new row with the rows of a table that match it, as the table is then. */
  join<R, O>(table: Static<R>, o: StaticJoin<S, R, O>): NewRows<O>;
  /** Your own step, kept in the chain. */
  pipe<R>(step: (input: NewRows<S>) => R): R;
}
/**
 * Reads the rows of a table that are new since the last run that succeeded, by a column:
 * `newRows(orders, { by: 'updated_at', lookBack: Duration.hours(2) })`. Rows without a value in it are read by each run.
 */
export const newRows = <S>(source: Source<S>, o: NewRowsOptions<NoInfer<S>>): NewRows<S> => new StreamBuilder(newRowsPlan(source, o)) as unknown as NewRows<S>;
