export { RUN_DIAGNOSTICS, runDiagnostic } from './diagnostics.ts';
export * from './environment/index.ts';
export { type LocalRunOptions, runLocal } from './local-run.ts';
export { RunFailure, type RunProblem, type RunProblemKind } from './problem.ts';
export { type ProgressOptions, progressReporter } from './progress.ts';
export type { RunEvent, RunReporter } from './report.ts';
export type { RowCounts, RuleResult, RunResult, RunStatus, TableError, TableResult, TableStatus, TableStep } from './results.ts';
export { type Selection, selectTables } from './select.ts';
export { renderSummary, type SummaryOptions } from './summary.ts';
