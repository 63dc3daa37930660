export { Duration } from './duration.ts';
export type {
  Agg,
  ArrayExpr,
  BooleanExpr,
  DateExpr,
  Expr,
  ExprOf,
  Fields,
  IntervalExpr,
  LiteralOf,
  MapExpr,
  NumberExpr,
  Positional,
  Ranking,
  Row,
  SortKey,
  StringExpr,
  StructExpr,
  TimestampExpr,
  VariantExpr,
} from './expr.ts';
export * as F from './functions/index.ts';
export type { ColumnName, Columns, Kind, MapOf, NumericKind, Orderable, TimeKind, Type } from './kinds.ts';
export {
  from,
  seed,
  seedFile,
  type AsOfJoin,
  type Distinct,
  type ElementOf,
  type ExplodeOptions,
  type Grouped,
  type GroupedSets,
  type GroupingKeys,
  type JoinHint,
  type JoinOptions,
  type OuterJoin,
  type Pivotable,
  type Pivoted,
  type PivotValueOf,
  type Relation,
  type ScalarOf,
  type SetOptions,
  type SeveralColumns,
  type Unpivot,
} from './relation.ts';
export type { Query, Source } from './source.ts';
export {
  changeFeed,
  newRows,
  stream,
  type GroupedStream,
  type NewRows,
  type NewRowsOptions,
  type StaticJoin,
  type Stream,
  type StreamStreamJoin,
  type StreamOptions,
  type WatermarkedStream,
  type Within,
} from './stream.ts';
export * as t from './types.ts';
export type { DataType, Declared } from './types.ts';
export { Window, type FramedWindow, type OrderedWindow, type WindowSpec } from './window.ts';
