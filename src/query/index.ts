export { Duration } from './duration.ts';
export type { Agg, Expr, ExprOf, Fields, Positional, Ranking, Row, SortKey } from './expr.ts';
export * as F from './functions/index.ts';
export type { ColumnName, Columns, Kind, MapOf, NumericKind, Orderable, TimeKind, Type } from './kinds.ts';
export { from, seed, type Grouped, type Relation } from './relation.ts';
export type { Query, Source } from './source.ts';
export * as t from './types.ts';
export type { DataType, Declared } from './types.ts';
export { Window } from './window.ts';
