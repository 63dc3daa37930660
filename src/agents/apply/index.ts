export { ME, optionsSet, statementsAfter, type Told } from './about.ts';
export { applyDiagnostic, APPLY_DIAGNOSTICS, type ApplyProblem, type ApplyProblemKind } from './diagnostics.ts';
export { patchOf, renderDiff } from './patch.ts';
export { constructOf, constructsOf, type Plan, planChanges, type PlannedFile, type Refused, type Target } from './plan.ts';
export { type Sources, takeSources } from './sources.ts';
export { type Applied, applyPlan, type ApplyOptions } from './write.ts';
