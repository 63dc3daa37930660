/** Wording of what trials find wrong, and of what keeps them from being made. */
import { type Diagnostic, type DiagnosticRecord, worded } from '../../model/diagnostics/diagnostic.ts';
import type { Place } from '../../query/place.ts';

export type TrialProblem =
  | { readonly kind: 'type-error'; readonly code: string; readonly message: string }
  | { readonly kind: 'no-compiler'; readonly why: string }
  | { readonly kind: 'evaluation-failed'; readonly why: string }
  | { readonly kind: 'not-confined'; readonly why: string }
  | { readonly kind: 'not-allowed'; readonly what: string; readonly instead: string | undefined }
  | { readonly kind: 'no-reason' }
  | { readonly kind: 'engine-died'; readonly why: string }
  | { readonly kind: 'too-slow'; readonly seconds: number }
  | { readonly kind: 'run-failed'; readonly table: string; readonly message: string; readonly hint: string | undefined; readonly place: string | undefined }
  | { readonly kind: 'key-not-unique'; readonly table: string; readonly columns: readonly string[]; readonly example: string }
  | { readonly kind: 'null-in-key'; readonly table: string; readonly column: string; readonly example: string }
  | { readonly kind: 'not-repeatable'; readonly table: string; readonly example: string }
  | { readonly kind: 'rows-gained'; readonly table: string; readonly given: number; readonly gives: number; readonly example: string }
  | { readonly kind: 'second-differs'; readonly table: string; readonly example: string }
  | { readonly kind: 'not-as-decided'; readonly says: string; readonly example: string }
  | { readonly kind: 'never-rows'; readonly table: string };
export type TrialProblemKind = TrialProblem['kind'];

type Records = { readonly [K in TrialProblemKind]: DiagnosticRecord<Extract<TrialProblem, { kind: K }>> };

export const TRIAL_DIAGNOSTICS: Records = {
  'type-error': {
    code: 'LW8201',
    severity: 'error',
    title: 'Types that do not fit',
    message: (p) => `${p.message} (${p.code})`,
    cause: "The project's own compiler refuses the change.",
    cure: 'Correct the named place.',
  },
  'no-compiler': {
    code: 'LW8202',
    severity: 'error',
    title: 'Compiler not there',
    message: (p) => `types could not be checked: ${p.why}`,
    hint: () => 'npm install --save-dev typescript',
    cause: 'The project has no `typescript`, or it does not start.',
    cure: 'Install it.',
  },
  'evaluation-failed': {
    code: 'LW8203',
    severity: 'error',
    title: 'Definition that cannot be evaluated in a sandbox',
    message: (p) => `the changed definition could not be evaluated: ${p.why}`,
    hint: () => 'a definition that reads other files, starts programs or uses the network cannot be tried out: split it up, or make the change by hand',
    cause: 'A change is tried out in a process without environment or network, and with no files but the definition.',
    cure: 'Move what needs them out of the definition, or make the change by hand.',
  },
  'not-confined': {
    code: 'LW8204',
    severity: 'error',
    title: 'No sandbox on this machine',
    message: (p) => `what a model writes cannot be sandboxed on this machine: ${p.why}`,
    hint: () => 'run it on Linux with user namespaces, or allow it with --unconfined: it then runs as you, with your files and your network',
    cause: 'The sandbox needs Linux user namespaces, which are missing or forbidden here.',
    cure: 'Allow user namespaces, use a container that has them, or use --unconfined.',
  },
  'not-allowed': {
    code: 'LW8205',
    severity: 'error',
    title: 'Code that a body must not contain',
    message: (p) => `${p.what} is not allowed in a body`,
    hint: (p) => p.instead,
    cause: 'A body that was written for you is an expression of relations, a query, or a function of frames; nothing else is run.',
    cure: 'Say it with relations and functions, or in SQL.',
  },
  'no-reason': {
    code: 'LW8215',
    severity: 'error',
    title: 'Python without a reason',
    message: () => 'the body is Python, and nothing says why neither a relation nor SQL will do',
    hint: () => 'write a relation, or SQL; or say in `why_python` what neither can express',
    cause: 'The form with the most types counts: all columns of a relation are known, those of SQL as far as Spark tells, those of Python not at all.',
    cure: 'Answer with a relation or SQL, or with the reason.',
  },
  'engine-died': {
    code: 'LW8206',
    severity: 'error',
    title: 'Spark ended during a trial',
    message: (p) => `Spark ended before it answered: ${p.why}`,
    hint: () => 'it is started again for the next question; if it happens again, the body takes more memory than it may',
    cause: 'The body took more memory than it may, or the process was killed.',
    cure: 'Make the body take less, or run the command again.',
  },
  'too-slow': {
    code: 'LW8207',
    severity: 'error',
    title: 'Body that does not end',
    message: (p) => `it had given no answer after ${p.seconds} s and was ended`,
    hint: () => 'look for a loop without end, or for a join that multiplies rows',
    cause: 'Trials are run on few rows, so this is a loop or an explosion.',
    cure: 'Correct the body.',
  },
  'run-failed': {
    code: 'LW8208',
    severity: 'error',
    title: 'Body that fails on rows',
    message: (p) => `${p.table} fails: ${p.message}${p.place === undefined ? '' : ` (${p.place})`}`,
    hint: (p) => p.hint,
    cause: 'Spark accepts the body, but fails at a row.',
    cure: 'Guard what fails, for instance with the try_ form of a function.',
  },
  'key-not-unique': {
    code: 'LW8209',
    severity: 'error',
    title: 'Key that is not unique',
    message: (p) => `${p.table} gives two rows with the same ${p.columns.join(', ')}: ${p.example}`,
    hint: (p) => `give one row for each ${p.columns.join(', ')}: .dropDuplicates({ by: [...], keepFirst: ... }) or an aggregate`,
    cause: 'The primary key or the merge keys do not tell the rows apart.',
    cure: 'Give one row per key.',
  },
  'null-in-key': {
    code: 'LW8210',
    severity: 'error',
    title: 'NULL where none is allowed',
    message: (p) => `${p.table} gives NULL in ${p.column}, which is declared not to be NULL: ${p.example}`,
    hint: (p) => `filter with ${p.column}.isNotNull(), or use coalesce`,
    cause: 'The column is part of a key, or declared with notNull().',
    cure: 'Filter or replace NULL.',
  },
  'not-repeatable': {
    code: 'LW8211',
    severity: 'error',
    title: 'Two runs, two results',
    message: (p) => `${p.table} gives different rows when the same rows come in a different order: ${p.example}`,
    hint: () => 'order by enough columns that no two rows tie, in windows and in dropDuplicates',
    cause: 'Which row is kept, or its number, depends on chance.',
    cure: 'Add columns to the order, down to a key.',
  },
  'rows-gained': {
    code: 'LW8212',
    severity: 'error',
    title: 'More rows than come in',
    message: (p) => `${p.table} gives ${p.gives} rows from ${p.given}, and nothing in it makes rows: ${p.example}`,
    cause: 'A body that only filters and computes gives at most one row for each that it reads.',
    cure: 'Correct the body.',
  },
  'second-differs': {
    code: 'LW8213',
    severity: 'error',
    title: 'Two solutions that differ',
    message: (p) => `another solution of the intent gives different rows: ${p.example}`,
    hint: () => 'one of them is wrong, or the intent can be read in two ways',
    cause: 'A second solution, written without seeing the first, was run on the same rows.',
    cure: 'Decide which result is meant, and say so in the intent.',
  },
  'not-as-decided': {
    code: 'LW8216',
    severity: 'error',
    title: 'Decision that is not kept',
    message: (p) => `it was decided that ${p.says}, and the body does something else: ${p.example}`,
    hint: () => 'change the body; a decision is changed only by whoever made it',
    cause: 'The rows of a decision were run through the body, which gives different rows than were decided.',
    cure: 'Make the body keep to the decision.',
  },
  'never-rows': {
    code: 'LW8214',
    severity: 'error',
    title: 'Body that never gives a row',
    message: (p) => `${p.table} gives no row on any of the inputs that were tried`,
    hint: () => 'look for a condition that nothing meets, and for a join on columns that never match',
    cause: 'None of the generated rows came through.',
    cure: 'Correct the condition or the join.',
  },
};

export const trialDiagnostic = (problem: TrialProblem, path: string, at?: Place, key: readonly string[] = []): Diagnostic =>
  worded(TRIAL_DIAGNOSTICS[problem.kind] as DiagnosticRecord<TrialProblem>, problem, { path, key, at });

/** Thrown if a trial cannot be made at all. */
export class TrialFailure extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(...diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'));
    this.name = 'TrialFailure';
    this.diagnostics = diagnostics;
  }
}
