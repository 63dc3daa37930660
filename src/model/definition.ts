/** What constructs hand over: data and the problems seen so far, not yet checked as a whole. */
import type { Problem } from '../query/problem.ts';
import type { Trace } from '../query/place.ts';
import type { DashboardModel, EnvironmentModel, LayerModel, MonitorModel, ProjectModel, RuleModel, TableModel } from './model.ts';
import type { DefinitionProblem } from './diagnostics/definition.ts';
import type { LoadingProblem } from './diagnostics/loading.ts';
import type { OperationProblem } from './diagnostics/operations.ts';
import type { AppModel, GrantModel, JobModel, MaskModel, OverrideModel, RowFilterModel } from './operations.ts';

/** Something found wrong, and where: `path` as `project/layer/table`, `key` inside it, e.g. `rules.delay_sane`. */
export interface Finding {
  readonly problem: Problem | DefinitionProblem | OperationProblem | LoadingProblem;
  readonly path: string;
  readonly key?: readonly string[];
  /** Where the construct was made; a problem's own place goes first. */
  readonly trace?: Trace;
}

interface Traced {
  readonly trace: Trace;
}
/** `broken`: its options are wrong, and what follows from that is not reported. */
export type TableDraft = Omit<TableModel, 'rules' | 'at'> & Traced & { readonly acknowledge: readonly string[]; readonly broken?: true };
/** `nullsSaid`: the rule itself says what NULL means. */
export type RuleDraft = RuleModel & Traced & { readonly table: string; readonly acknowledge: readonly string[]; readonly nullsSaid: boolean };
export type MonitorDraft = Omit<MonitorModel, 'at'> & Traced;
export type DashboardDraft = Omit<DashboardModel, 'at'> & Traced & { readonly path: string };
export type EnvironmentDraft = Omit<EnvironmentModel, 'at'> & Traced;
export type LayerDraft = Omit<LayerModel, 'at'> & Traced;
export type JobDraft = Omit<JobModel, 'at'> & Traced;
export type GrantDraft = Omit<GrantModel, 'at'> & Traced;
export type MaskDraft = Omit<MaskModel, 'at'> & Traced;
export type RowFilterDraft = Omit<RowFilterModel, 'at'> & Traced;
export type AppDraft = Omit<AppModel, 'at'> & Traced & { readonly path: string };
export type OverrideDraft = OverrideModel & Traced;

export interface Definition {
  /** The project's folder, absolute; places inside it become relative. */
  readonly root: string;
  readonly project: ProjectModel & Traced & { readonly acknowledge: readonly string[] };
  readonly environments: readonly EnvironmentDraft[];
  readonly layers: readonly LayerDraft[];
  readonly tables: readonly TableDraft[];
  readonly rules: readonly RuleDraft[];
  readonly dashboards: readonly DashboardDraft[];
  readonly monitors: readonly MonitorDraft[];
  readonly jobs: readonly JobDraft[];
  readonly grants: readonly GrantDraft[];
  readonly masks: readonly MaskDraft[];
  readonly rowFilters: readonly RowFilterDraft[];
  readonly apps: readonly AppDraft[];
  readonly overrides: readonly OverrideDraft[];
  readonly findings: readonly Finding[];
}
