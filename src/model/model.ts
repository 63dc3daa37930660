/** The model: everything a definition says, as frozen, serializable data. Emitters read it and nothing else. */
import type { DataTypeNode } from '../query/datatype.ts';
import type { ExprNode } from '../query/node.ts';
import type { Place } from '../query/place.ts';
import type { PlanNode } from '../query/plan.ts';
import type { ExampleRows } from './examples.ts';
import type { SourceBody } from './sources.ts';
import type { AppModel, GrantModel, JobModel, MaskModel, OverrideModel, RowFilterModel } from './operations.ts';

export const MODEL_FORMAT = 2;

/** What a definition says, checked: what `.lakewright/manifest.json` holds. */
export interface Model {
  /** Of the manifest; raised when its form changes. */
  readonly format: typeof MODEL_FORMAT;
  /** The project itself. */
  readonly project: ProjectModel;
  /** In order of declaration; `local` is always there and is not listed. */
  readonly environments: readonly EnvironmentModel[];
  /** In order of declaration: a table reads from its own layer or an earlier one. */
  readonly layers: readonly LayerModel[];
  /** Tables, views and external tables, each after all that it reads. */
  readonly tables: readonly TableModel[];
  /** In order of declaration. */
  readonly dashboards: readonly DashboardModel[];
  /** In order of declaration. */
  readonly monitors: readonly MonitorModel[];
  /** In order of declaration; a project that declares none has one that refreshes everything. */
  readonly jobs: readonly JobModel[];
  /** In order of declaration. */
  readonly grants: readonly GrantModel[];
  /** In order of declaration. */
  readonly masks: readonly MaskModel[];
  /** In order of declaration. */
  readonly rowFilters: readonly RowFilterModel[];
  /** Apps of the project's own, in order of declaration. */
  readonly apps: readonly AppModel[];
  /** What the definition sets in the bundle by itself, in order. */
  readonly overrides: readonly OverrideModel[];
}

export interface ProjectModel {
  /** As declared, e.g. `on-time flights`. */
  readonly name: string;
  /** A Python package and Unity Catalog schema prefix: lower case, digits and `_`, e.g. `on_time_flights`. */
  readonly package: string;
  readonly description?: string;
  readonly ownerTeam?: string;
}

/** A value that may differ by environment; `overrides` by environment name. */
export interface SettingModel<T> {
  readonly value: T;
  readonly overrides?: Readonly<Record<string, T>>;
}

export interface EnvironmentModel {
  readonly name: string;
  readonly host: string;
  readonly catalog: string;
  readonly runAs?: { readonly kind: 'servicePrincipal' | 'user'; readonly name: string };
  readonly monteCarlo?: { readonly warehouse?: string; readonly domain?: string };
  readonly at?: Place;
}

export interface LayerModel {
  readonly name: string;
  readonly comment?: string;
  readonly catalog?: SettingModel<string>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly at?: Place;
}

export interface ColumnModel {
  readonly name: string;
  readonly type: DataTypeNode;
  /** False where the table enforces NOT NULL: declared so, or part of the primary key or merge keys. */
  readonly nullable: boolean;
  readonly comment?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** The name in the source files, where it differs. */
  readonly sourceName?: string;
}

export type TableKind = 'table' | 'view' | 'external';
export interface TableModel {
  readonly kind: TableKind;
  /** `<layer>.<name>`, unique in the project, e.g. `silver.flights`. */
  readonly key: string;
  readonly layer: string;
  /** As declared. */
  readonly name: string;
  /** The Python module and function name: an identifier, e.g. `flights`. */
  readonly module: string;
  readonly intent?: string;
  /** What the intent means, with examples. */
  readonly decisions?: readonly DecisionModel[];
  readonly columns: readonly ColumnModel[];
  readonly body: BodyModel;
  /** Keys of the tables that the body reads, each once, in order of first use. */
  readonly reads: readonly string[];
  readonly write: WriteModel;
  readonly primaryKey: readonly string[];
  readonly clusterBy: readonly string[] | 'auto';
  /** Of the stored table. */
  readonly properties?: Readonly<Record<string, string>>;
  readonly partitionBy: readonly string[];
  /** The column by which an interval can be recomputed. */
  readonly backfillBy?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly owner?: SettingModel<string>;
  /** Lossy changes of columns that a run may make. */
  readonly allowSchemaChanges?: readonly ('drop' | 'nullability')[];
  readonly rules: readonly RuleModel[];
  readonly at?: Place;
}

/** One reading of an intent, and the rows that tell it from others. */
export interface DecisionModel {
  readonly says: string;
  readonly question?: string;
  /** By tables that the body reads; those that are not named are empty. */
  readonly given: readonly { readonly table: string; readonly rows: ExampleRows }[];
  readonly gives: ExampleRows;
}

export type BodyModel =
  | { readonly kind: 'relation'; readonly plan: PlanNode }
  /** `parts` alternate: text, and the key of a table that stands there. */
  | { readonly kind: 'sql'; readonly parts: readonly (string | { readonly table: string })[] }
  /** `file` is relative to the project, with `/`; `inputs` maps argument names to table keys. */
  | {
      readonly kind: 'python';
      readonly file: string;
      readonly function: string;
      readonly inputs: readonly { readonly argument: string; readonly table: string }[];
    }
  | SourceBody
  /** To be written from `intent`. */
  | { readonly kind: 'unwritten' }
  /** Another project's or system's table, by name. */
  | { readonly kind: 'external'; readonly name: SettingModel<string> };
export type BodyKind = BodyModel['kind'];

/** The columns that hold the period in which a version of a row is valid. */
export const START_AT = '__START_AT';
export const END_AT = '__END_AT';
export type WriteModel =
  | { readonly strategy: 'overwrite' }
  | { readonly strategy: 'append' }
  | { readonly strategy: 'replaceWhere'; readonly where: ExprNode }
  | { readonly strategy: 'replacePartitions' }
  | { readonly strategy: 'insertOnly'; readonly keys: readonly string[] }
  | {
      readonly strategy: 'merge';
      readonly keys: readonly string[];
      readonly sequenceBy?: string;
      readonly deleteWhen?: ExprNode;
      /** NULL leaves the stored value. */
      readonly ignoreNullUpdates?: true;
    }
  | {
      /** The columns are those of the body, then `__START_AT` and `__END_AT`. */
      readonly strategy: 'scd2';
      readonly keys: readonly string[];
      readonly sequenceBy: string;
      readonly deleteWhen?: ExprNode;
      readonly ignoreChangesIn: readonly string[];
      /** Each run gives the whole state; otherwise changes. */
      readonly snapshots?: true;
    };
export type WriteStrategy = WriteModel['strategy'];

export type Severity = 'low' | 'medium' | 'high' | 'critical';
/** Rows or percent above which a run fails. */
export type Limit = { readonly kind: 'rows'; readonly value: number } | { readonly kind: 'percent'; readonly value: number };
interface RuleBase {
  readonly name: string;
  readonly description?: string;
  readonly severity: Severity;
  readonly failAbove?: Limit;
  readonly at?: Place;
}
export type RuleModel =
  | (RuleBase & {
      readonly kind: 'row';
      /** A row passes where this is TRUE. */
      readonly check: ExprNode;
      readonly onViolation: 'warn' | 'drop' | 'quarantine' | 'fail';
      readonly nulls: 'violate' | 'pass';
    })
  | (RuleBase & {
      readonly kind: 'reference';
      /** Key of the table in which each row has a match. */
      readonly to: string;
      /** Input 0 is the row, input 1 a row of `to`. */
      readonly on: ExprNode;
      readonly onViolation: 'warn' | 'drop' | 'quarantine' | 'fail';
      readonly nulls: 'violate' | 'pass';
    })
  | (RuleBase & { readonly kind: 'unique'; readonly columns: readonly string[]; readonly where?: ExprNode; readonly onViolation: 'warn' | 'fail' })
  | (RuleBase & {
      readonly kind: 'freshness';
      readonly column: string;
      /** Seconds. */
      readonly maxAge: number;
      readonly onViolation: 'warn' | 'fail';
    })
  | (RuleBase & {
      readonly kind: 'metric';
      /** An aggregate over the rows that a run keeps. */
      readonly value: ExprNode;
      readonly min?: number;
      readonly max?: number;
      /** Percent of the mean of earlier runs. */
      readonly withinOfUsual?: number;
      readonly onViolation: 'warn' | 'fail';
    });
export type RuleKind = RuleModel['kind'];

export interface DashboardModel {
  readonly name: string;
  readonly title: string;
  readonly widgets: readonly WidgetModel[];
  readonly at?: Place;
}
interface WidgetBase {
  /** Key of the table that is shown. */
  readonly table: string;
  readonly title?: string;
  readonly description?: string;
}
export type WidgetModel =
  | (WidgetBase & { readonly kind: 'bar' | 'line'; readonly x: string; readonly y: readonly string[]; readonly color?: string })
  | (WidgetBase & { readonly kind: 'counter'; readonly value: ExprNode; readonly format?: 'number' | 'percent' | 'currency' })
  | (WidgetBase & { readonly kind: 'grid'; readonly columns: readonly string[] });

export const MONITOR_METRICS = [
  'ROW_COUNT_CHANGE',
  'TIME_SINCE_LAST_ROW_COUNT_CHANGE',
  'NULL_RATE',
  'UNIQUE_RATE',
  'NUMERIC_MEAN',
  'NUMERIC_STDDEV',
  'TEXT_MAX_LENGTH',
  'FUTURE_TIMESTAMP_COUNT',
] as const;
export interface MonitorModel {
  readonly name: string;
  readonly table: string;
  readonly metric: (typeof MONITOR_METRICS)[number];
  readonly column?: string;
  readonly where?: ExprNode;
  readonly segmentBy?: string;
  readonly notify: SettingModel<readonly string[]>;
  /** In Unix cron form, or a number of minutes. */
  readonly schedule: { readonly kind: 'every'; readonly minutes: number } | { readonly kind: 'cron'; readonly cron: string; readonly timezone: string };
  readonly threshold: 'auto' | { readonly above?: number; readonly below?: number };
  readonly at?: Place;
}
