/** From the answers of Spark to results and diagnostics. */
import { withTables } from '../../judge/request.ts';
import { type BodyProblem, verdictOf } from '../../judge/verdict.ts';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { Model } from '../../model/model.ts';
import type { Place } from '../../query/place.ts';
import type { Rows } from '../agent.ts';
import { trialDiagnostic } from './diagnostics.ts';
import type { Comparison, Difference, ResultColumn, RunResult } from './trial.ts';

type Fields = Readonly<Record<string, unknown>>;
interface Whereabouts {
  readonly path: string;
  readonly at: Place | undefined;
}
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const rowsOf = (value: unknown): Rows => (Array.isArray(value) ? (value as Rows) : []);

/** The runtime's name for it. */
const STALE = 'StaleRowsError';
const SAYS: { readonly [K in BodyProblem['kind']]: (problem: BodyProblem) => string } = {
  failed: ({ failure }) =>
    failure === undefined
      ? 'no message'
      : failure.condition === undefined
        ? `${failure.type}: ${failure.message}`
        : `${failure.message} (${failure.condition})`,
  'file-missing': ({ detail }) => `there is no file ${detail[0] ?? ''}`,
  'function-missing': ({ detail }) => `the function is missing; the file has ${detail.join(', ') || 'none'}`,
  arguments: ({ detail }) => `the function takes ${detail.join(', ') || 'nothing'}, which is not what \`inputs\` gives`,
  'no-frame': ({ detail }) => `the function gives ${detail[0] ?? 'nothing'}, not a DataFrame`,
  columns: ({ detail }) => detail[0] ?? '',
  nullable: ({ detail }) => `column ${detail[0] ?? ''} may be NULL`,
};
/** What kind of failure it was: any other word in it may be a value of a row. */
const kindOf = (problem: BodyProblem): string => {
  if (!problem.failure) return SAYS[problem.kind](problem);
  const { type, condition } = problem.failure;
  return condition === undefined ? type : `${type} (${condition})`;
};
const failureOf = (
  value: unknown,
  { path, at }: Whereabouts,
  model: Model,
): Pick<Extract<RunResult, { ok: false }>, 'problems' | 'withoutValues' | 'isStale'> => {
  const [problem] = verdictOf({ problems: [value] }).problems;
  const { hint, at: place } = problem?.failure ?? {};
  const saying = (message: string): Diagnostic =>
    trialDiagnostic({ kind: 'run-failed', table: path, message: withTables(message, model), hint, place }, path, at, ['query']);
  if (!problem) return { problems: [saying('it failed without a message')] };
  const isStale = problem.failure?.type === STALE;
  return { problems: [saying(SAYS[problem.kind](problem))], withoutValues: [saying(kindOf(problem))], ...(isStale ? { isStale } : {}) };
};

export const resultOf = (results: unknown, index: number, where: Whereabouts, model: Model): RunResult => {
  const told = fieldsOf(Array.isArray(results) ? results[index] : undefined);
  const seconds = Number(told['seconds'] ?? 0);
  if (told['ok'] !== true) return { ok: false, ...failureOf(told['problem'], where, model), seconds };
  return { ok: true, rows: rowsOf(told['rows']), columns: (told['columns'] ?? []) as readonly ResultColumn[], count: Number(told['count']), seconds };
};

const differenceOf = (value: unknown): Difference => {
  const told = fieldsOf(value);
  switch (told['verdict']) {
    case 'same':
      return { kind: 'same' };
    case 'different':
      return { kind: 'rows', left: rowsOf(told['left']), right: rowsOf(told['right']) };
    case 'columns':
      return { kind: 'columns', says: String(told['columns']) };
    default:
      return { kind: 'unknown' };
  }
};
export const comparisonOf = (answer: Fields, left: Whereabouts, right: Whereabouts, model: Model): Comparison => ({
  left: resultOf(answer['results'], 0, left, model),
  right: resultOf(answer['results'], 1, right, model),
  difference: differenceOf(Array.isArray(answer['differences']) ? answer['differences'][0] : undefined),
});
