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
const problemOf = (value: unknown, { path, at }: Whereabouts, model: Model): Diagnostic => {
  const [problem] = verdictOf({ problems: [value] }).problems;
  const message = problem ? withTables(SAYS[problem.kind](problem), model) : 'it failed without a word';
  return trialDiagnostic({ kind: 'run-failed', table: path, message, hint: problem?.failure?.hint, place: problem?.failure?.at }, path, at, ['query']);
};

export const resultOf = (results: unknown, index: number, where: Whereabouts, model: Model): RunResult => {
  const told = fieldsOf(Array.isArray(results) ? results[index] : undefined);
  const seconds = Number(told['seconds'] ?? 0);
  if (told['ok'] !== true) return { ok: false, problems: [problemOf(told['problem'], where, model)], seconds };
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
