import type { Expr, Row } from '../query/expr.ts';
import type { ColumnName, Orderable } from '../query/kinds.ts';
import type { Query } from '../query/source.ts';
import type { Layer } from './layer.ts';
import { requireScope } from './registry.ts';
import { Table, type TableOptions } from './table.ts';
import { asScd2 } from './write-draft.ts';

/** Options of a table of versions. */
export interface Scd2Options<S, K> extends Omit<TableOptions<S>, 'write' | 'primaryKey'> {
  /** What identifies a row across its versions. NULL keys are errors. */
  readonly keys: readonly [ColumnName<S>, ...ColumnName<S>[]];
  /** Orders the changes of one key; late ones are put where they belong. Different changes of a key at the same value of it are errors. */
  readonly sequenceBy: K & ColumnName<S, Orderable>;
  /** A change in these alone makes no new version; the version shows their newest values. @default none */
  readonly ignoreChangesIn?: readonly ColumnName<S>[];
}
/** Where versions come from. */
export type VersionsFrom<S> =
  | {
      /** Each row of the query is one change. */
      readonly from?: 'changes';
      /** Changes that end a version without starting another. @default none */
      readonly deleteWhen?: (row: Row<S>) => Expr<'boolean'>;
    }
  | {
      /** Each run's rows are the whole state at one value of `sequenceBy`; the version of a missing key ends. */
      readonly from: 'snapshots';
      /** In a snapshot, a deleted row is missing. */
      readonly deleteWhen?: never;
    };

/** Every version of every row, SCD type 2; `__END_AT` is NULL for the current one. */
export class Scd2Table<S, K extends keyof S> extends Table<{
  [P in keyof S | '__START_AT' | '__END_AT']: P extends keyof S ? S[P] : S[K];
}> {
  constructor(scope: Layer, id: string, props: Scd2Options<NoInfer<S>, K> & VersionsFrom<NoInfer<S>> & { readonly query: Query<S> }) {
    requireScope('Scd2Table', scope, ['layer']);
    super(scope, id, asScd2(props) as never);
  }
}
