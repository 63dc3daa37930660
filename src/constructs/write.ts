import type { Expr, Row } from '../query/expr.ts';
import type { ColumnName, Orderable } from '../query/kinds.ts';

/** How a run's rows reach the table. Every strategy asks for what it needs. */
export type Write<S> =
  | {
      /** Each run replaces all rows. */
      readonly strategy: 'overwrite';
    }
  | {
      /** Each run adds its rows. */
      readonly strategy: 'append';
    }
  | ReplaceWhereWrite<S>
  | {
      /** Each run replaces the partitions for which it has rows; needs `partitionBy`. */
      readonly strategy: 'replacePartitions';
    }
  | InsertOnlyWrite<S>
  | MergeWrite<S>
  | MergeValuesWrite<S>;
/** Rows of a run take the place of those stored rows for which a condition is TRUE. */
export interface ReplaceWhereWrite<S> {
  /** Replaces a part of the table. */
  readonly strategy: 'replaceWhere';
  /** Which rows are replaced. A row of the run for which it is not TRUE fails the write. */
  readonly where: (row: Row<S>) => Expr<'boolean'>;
}
/** Rows of a run are added unless their keys are stored. */
export interface InsertOnlyWrite<S> {
  /** Stored rows never change. */
  readonly strategy: 'insertOnly';
  /** What identifies a row. NULL keys are errors. */
  readonly keys: readonly [ColumnName<S>, ...ColumnName<S>[]];
}
/** Rows of a run replace stored ones with the same keys; others are added. */
export interface MergeWrite<S> {
  /** Updates and inserts by key. */
  readonly strategy: 'merge';
  /** What identifies a row. NULL keys are errors. */
  readonly keys: readonly [ColumnName<S>, ...ColumnName<S>[]];
  /** A row older than the stored one, or than its delete, is ignored. @default the arriving row wins */
  readonly sequenceBy?: ColumnName<S, Orderable>;
  /** Rows that delete instead of writing. @default none */
  readonly deleteWhen?: (row: Row<S>) => Expr<'boolean'>;
  /** Not with `sequenceBy`, where a row replaces the stored one as a whole. @default false */
  readonly ignoreNullUpdates?: false;
}
/** Values of a run replace stored ones; a NULL leaves what is stored. Only arrival decides, hence no `sequenceBy`. */
export interface MergeValuesWrite<S> {
  /** Updates and inserts by key. */
  readonly strategy: 'merge';
  /** What identifies a row. NULL keys are errors. */
  readonly keys: readonly [ColumnName<S>, ...ColumnName<S>[]];
  /** A NULL leaves the stored value as it is. */
  readonly ignoreNullUpdates: true;
  /** Rows that delete instead of writing. @default none */
  readonly deleteWhen?: (row: Row<S>) => Expr<'boolean'>;
  /** Not allowed: values that came in parts have no newest row. */
  readonly sequenceBy?: never;
}
