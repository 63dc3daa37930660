/** lakewright: typed lakehouse projects for Databricks. */
export { changeFeed, Duration, F, Window, from, newRows, seed, seedFile, stream, t } from './query/index.ts';
export type {
  Agg,
  ArrayExpr,
  AsOfJoin,
  BooleanExpr,
  ColumnName,
  Columns,
  DataType,
  DateExpr,
  Declared,
  Distinct,
  ElementOf,
  ExplodeOptions,
  Expr,
  ExprOf,
  Fields,
  FramedWindow,
  Grouped,
  GroupedSets,
  GroupedStream,
  GroupingKeys,
  IntervalExpr,
  JoinHint,
  JoinOptions,
  Kind,
  LiteralOf,
  MapExpr,
  MapOf,
  NumberExpr,
  NumericKind,
  Orderable,
  OrderedWindow,
  OuterJoin,
  Pivotable,
  Pivoted,
  PivotValueOf,
  Positional,
  Query,
  Ranking,
  Relation,
  Row,
  ScalarOf,
  SetOptions,
  SeveralColumns,
  SortKey,
  Source,
  StaticJoin,
  Stream,
  StreamStreamJoin,
  StreamOptions,
  StringExpr,
  StructExpr,
  TimeKind,
  TimestampExpr,
  Type,
  Unpivot,
  VariantExpr,
  WatermarkedStream,
  WindowSpec,
  Within,
} from './query/index.ts';
export { App, type AppProps } from './constructs/app.ts';
export { python, sql, type External, type OpaqueBody, type PythonOptions } from './constructs/body.ts';
export { rowsOf, type Decision, type ExampleRowOf, type ExampleRowsOf, type ExampleValueOf } from './constructs/decision.ts';
export { files, jdbc, kafka, type ClientSettings, type FileOptions, type JdbcOptions, type KafkaOptions } from './constructs/source.ts';
export {
  bar,
  counter,
  Dashboard,
  grid,
  line,
  type BarOptions,
  type CounterOptions,
  type DashboardProps,
  type GridOptions,
  type LineOptions,
  type Widget,
  type WidgetOptions,
} from './constructs/dashboard.ts';
export { Environment, type EnvironmentProps, type EnvironmentRunAs, type MonteCarloOptions } from './constructs/environment.ts';
export { Grant, type GrantProps, type LayerPrivilege, type Principal, type TablePrivilege } from './constructs/grant.ts';
export { Job, type Compute, type Cron, type FailureOptions, type JobProps, type Trigger } from './constructs/job.ts';
export { Layer, type LayerProps } from './constructs/layer.ts';
export { ColumnMask, RowFilter, type ColumnMaskProps, type RowFilterProps } from './constructs/mask.ts';
export { MonteCarloMonitor, type MonitorMetric, type MonitorOptions, type MonitorSchedule } from './constructs/monitor.ts';
export type { BundleValue } from './constructs/override.ts';
export { Project, type ProjectProps } from './constructs/project.ts';
export {
  FreshnessRule,
  MetricRule,
  percent,
  Percent,
  QualityRule,
  ReferenceRule,
  UniqueRule,
  type FreshnessRuleProps,
  type MetricRuleProps,
  type QualityRuleProps,
  type ReferenceRuleProps,
  type RuleOptions,
  type UniqueRuleProps,
} from './constructs/quality.ts';
export { perEnvironment, PerEnvironment, Secret, type Setting } from './constructs/setting.ts';
export {
  ExternalTable,
  Table,
  tableContract,
  tables,
  View,
  type AnyTable,
  type ColumnOptions,
  type DeclaredBody,
  type ExternalTableProps,
  type InferredBody,
  type TableContract,
  type TableContractProps,
  type TableOptions,
  type TableProps,
  type ViewProps,
} from './constructs/table.ts';
export { Scd2Table, type Scd2Options, type VersionsFrom } from './constructs/scd2.ts';
export type { InsertOnlyWrite, MergeValuesWrite, MergeWrite, ReplaceWhereWrite, Write } from './constructs/write.ts';
export type { Diagnostic, DiagnosticSeverity } from './model/diagnostics/index.ts';
export type { Built } from './model/build.ts';
export type { Model } from './model/model.ts';
export type { Place } from './query/place.ts';
export type { OutputFile } from './utils/output-file.ts';
export type { SynthResult } from './synth/synthesize.ts';
