import type { Problem, ProblemPayload } from '../../query/problem.ts';
import { placeOf } from '../../query/place.ts';
import type { Finding } from '../definition.ts';
import { DEFINITION_DIAGNOSTICS, type DefinitionProblem } from './definition.ts';
import { LOADING_DIAGNOSTICS, type LoadingProblem } from './loading.ts';
import { OPERATION_DIAGNOSTICS, type OperationProblem } from './operations.ts';
import { type Diagnostic, type DiagnosticRecord, worded } from './diagnostic.ts';
import { QUERY_DIAGNOSTICS } from './query.ts';

export type { Diagnostic, DiagnosticRecord, DiagnosticSeverity } from './diagnostic.ts';

/** All records of the definition's diagnostics, by kind of problem. */
export const MODEL_DIAGNOSTICS = { ...QUERY_DIAGNOSTICS, ...DEFINITION_DIAGNOSTICS, ...OPERATION_DIAGNOSTICS, ...LOADING_DIAGNOSTICS };

type AnyProblem = ProblemPayload | DefinitionProblem | OperationProblem | LoadingProblem;
const recordFor = (problem: Problem | AnyProblem): DiagnosticRecord<AnyProblem> => MODEL_DIAGNOSTICS[problem.kind] as DiagnosticRecord<AnyProblem>;

/** Words a finding. */
export const diagnosticOf = ({ problem, path, key = [], trace }: Finding): Diagnostic =>
  worded<AnyProblem>(recordFor(problem), problem, { path, key, at: ('at' in problem ? problem.at : undefined) ?? placeOf(trace) });

/** Codes of warnings that only Spark finds: `src/judge` words them. */
export const JUDGED_WARNINGS: readonly string[] = ['LW6009'];

/** Codes of all warnings, which alone can be acknowledged. */
export const warningCodes = (): readonly string[] => {
  const found = Object.values(MODEL_DIAGNOSTICS).filter((r) => r.severity === 'warning');
  return [...found.map((r) => r.code), ...JUDGED_WARNINGS].toSorted();
};
