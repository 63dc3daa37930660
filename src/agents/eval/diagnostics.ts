/** Wording of what keeps an evaluation from being made. */
import { type Diagnostic, type DiagnosticRecord, worded } from '../../model/diagnostics/diagnostic.ts';

export type EvalProblem =
  | { readonly kind: 'no-tasks'; readonly folder: string }
  | { readonly kind: 'bad-task'; readonly why: string }
  | { readonly kind: 'unknown-task'; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'bad-project'; readonly why: string };
export type EvalProblemKind = EvalProblem['kind'];

type Records = { readonly [K in EvalProblemKind]: DiagnosticRecord<Extract<EvalProblem, { kind: K }>> };
export const EVAL_DIAGNOSTICS: Records = {
  'no-tasks': {
    code: 'LW8701',
    severity: 'error',
    title: 'No tasks',
    message: (p) => `there is no task.yaml in ${p.folder} or in a folder below it`,
    hint: () => 'name the folder with --tasks',
    cause: 'The folder is the wrong one, or does not exist.',
    cure: 'Name the folder in which the tasks are.',
  },
  'bad-task': {
    code: 'LW8702',
    severity: 'error',
    title: 'Task that cannot be read',
    message: (p) => p.why,
    hint: () => 'bench/eval/README.md says what a task.yaml holds',
    cause: 'The file is not YAML, or something in it is missing or malformed.',
    cure: 'Correct what is named.',
  },
  'unknown-task': {
    code: 'LW8703',
    severity: 'error',
    title: 'Unknown task',
    message: (p) => `there is no task "${p.name}"`,
    hint: (p) => `there are ${p.known.slice(0, 12).join(', ')}${p.known.length > 12 ? ` and ${p.known.length - 12} more` : ''}`,
    cause: 'The name given with --select is not the name of a task.',
    cure: 'Correct the name.',
  },
  'bad-project': {
    code: 'LW8704',
    severity: 'error',
    title: 'Task that makes no project',
    message: (p) => `the project of the task has errors: ${p.why}`,
    cause: 'The task declares something that lakewright does not accept, such as a reserved column name.',
    cure: 'Correct the task.',
  },
};

export const evalDiagnostic = (problem: EvalProblem, path: string): Diagnostic =>
  worded(EVAL_DIAGNOSTICS[problem.kind] as DiagnosticRecord<EvalProblem>, problem, { path, key: [], at: undefined });

/** Thrown if an evaluation cannot be made. */
export class EvalFailure extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(...diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'));
    this.name = 'EvalFailure';
    this.diagnostics = diagnostics;
  }
}
