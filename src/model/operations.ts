/** What operates and shares a project: jobs, grants, masks, filters, apps. Data, as the rest of the model. */
import type { ExprNode } from '../query/node.ts';
import type { Place } from '../query/place.ts';
import type { SettingModel } from './model.ts';

/** What a job refreshes: a whole layer, or one table. */
export type RefreshModel = { readonly kind: 'layer'; readonly layer: string } | { readonly kind: 'table'; readonly table: string };
export type TriggerModel =
  /** In Unix form; checked. */
  | { readonly kind: 'cron'; readonly cron: string; readonly timezone: string }
  | { readonly kind: 'every'; readonly seconds: number }
  | { readonly kind: 'onUpdateOf'; readonly tables: readonly string[] }
  | { readonly kind: 'continuous' };
export type ComputeModel =
  | { readonly kind: 'serverless' }
  | {
      readonly kind: 'cluster';
      readonly nodeType: string;
      readonly sparkVersion: string;
      /** A fixed number where both are the same. */
      readonly workers: { readonly min: number; readonly max: number };
    };
/** Where a secret is; its value is nowhere. */
export interface SecretModel {
  readonly scope: SettingModel<string>;
  readonly key: string;
}
export type VariableModel = { readonly kind: 'value'; readonly value: SettingModel<string> } | { readonly kind: 'secret'; readonly secret: SecretModel };
export type Variables = Readonly<Record<string, VariableModel>>;

export interface JobModel {
  readonly name: string;
  readonly refreshes: readonly RefreshModel[];
  readonly engine: 'batch' | 'declarative';
  readonly trigger?: SettingModel<TriggerModel>;
  readonly compute: SettingModel<ComputeModel>;
  /** Tables made at the same time, if not as many as the runtime finds fit. */
  readonly threads?: number;
  readonly retries: number;
  readonly timeoutSeconds?: number;
  readonly email: SettingModel<readonly string[]>;
  readonly webhook?: SecretModel;
  readonly environment: Variables;
  readonly at?: Place;
}

export interface PrincipalModel {
  readonly kind: 'group' | 'user' | 'servicePrincipal';
  readonly name: SettingModel<string>;
}
export const TABLE_PRIVILEGES = ['SELECT', 'MODIFY', 'ALL PRIVILEGES'] as const;
export const LAYER_PRIVILEGES = [...TABLE_PRIVILEGES, 'USE SCHEMA', 'CREATE TABLE', 'EXECUTE'] as const;
export interface GrantModel {
  readonly name: string;
  readonly on: RefreshModel;
  readonly to: PrincipalModel;
  readonly privileges: readonly (typeof LAYER_PRIVILEGES)[number][];
  readonly at?: Place;
}

export interface MaskModel {
  readonly name: string;
  readonly table: string;
  readonly column: string;
  /** Over the columns of the table's row. */
  readonly show: ExprNode;
  readonly at?: Place;
}
export interface RowFilterModel {
  readonly name: string;
  readonly table: string;
  /** A row is shown where this is TRUE. */
  readonly show: ExprNode;
  readonly at?: Place;
}

export interface AppModel {
  readonly name: string;
  /** Relative to the project, with `/`. */
  readonly sourceDirectory: string;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly environment: Variables;
  readonly at?: Place;
}

/** A field of the bundle that the definition sets by itself. */
export interface OverrideModel {
  /** E.g. `resources.jobs.nightly_job.tasks[gold].max_retries`. */
  readonly path: string;
  /** As JSON: the manifest pools some keys of objects, and this is not ours to change. */
  readonly json: SettingModel<string>;
}
