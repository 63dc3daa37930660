/** Wording of what Spark finds wrong with bodies. */
import { type Diagnostic, type DiagnosticRecord, worded } from '../model/diagnostics/diagnostic.ts';
import type { Place } from '../query/place.ts';

/** What is wrong with a body, as data. */
export type JudgeProblem =
  | { readonly kind: 'sql-refused'; readonly message: string; readonly hint?: string }
  | { readonly kind: 'query-refused'; readonly message: string; readonly hint?: string; readonly place?: string }
  | { readonly kind: 'python-failed'; readonly function: string; readonly message: string; readonly hint?: string; readonly place: string }
  | { readonly kind: 'body-file-missing'; readonly file: string }
  | { readonly kind: 'body-function-missing'; readonly file: string; readonly function: string; readonly known: readonly string[] }
  | { readonly kind: 'body-arguments'; readonly file: string; readonly function: string; readonly takes: readonly string[]; readonly given: readonly string[] }
  | { readonly kind: 'body-result'; readonly function: string; readonly type: string }
  | { readonly kind: 'body-columns'; readonly difference: string }
  | { readonly kind: 'body-nullable'; readonly column: string };
export type JudgeProblemKind = JudgeProblem['kind'];

type Records = { readonly [K in JudgeProblemKind]: DiagnosticRecord<Extract<JudgeProblem, { kind: K }>> };
const listed = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.map((name) => `"${name}"`).join(', '));

export const JUDGE_DIAGNOSTICS: Records = {
  'sql-refused': {
    code: 'LW6001',
    severity: 'error',
    title: 'SQL that Spark refuses',
    message: (p) => `Spark refuses the SQL: ${p.message}`,
    hint: (p) => p.hint,
    cause: 'The text is not SQL, or names a column, a function or a table that does not exist.',
    cure: 'Correct the text at the named place. Tables are written as `${table}`.',
  },
  'query-refused': {
    code: 'LW6002',
    severity: 'error',
    title: 'Query that Spark refuses',
    message: (p) => `Spark refuses the query: ${p.message}${p.place === undefined ? '' : ` (${p.place})`}`,
    hint: (p) => p.hint,
    cause: 'The query contains wrong SQL text, or lakewright accepted what it should not have, which is a defect.',
    cure: 'Correct the SQL text in it; if it has none, report the query.',
  },
  'python-failed': {
    code: 'LW6003',
    severity: 'error',
    title: 'Python body that fails',
    message: (p) => `${p.function} fails on empty frames: ${p.message} (${p.place})`,
    hint: (p) => p.hint,
    cause: 'The function, or the file around it, raised an exception, or Spark refuses what it does.',
    cure: 'Correct the named line. A body must work on frames without rows.',
  },
  'body-file-missing': {
    code: 'LW6004',
    severity: 'error',
    title: 'File of a body is missing',
    message: (p) => `there is no file ${p.file}`,
    hint: () => 'write it, or correct `file`, which is relative to the project',
    cause: 'The body names a file that does not exist.',
    cure: 'Write the file, or correct its name.',
  },
  'body-function-missing': {
    code: 'LW6005',
    severity: 'error',
    title: 'Function of a body is missing',
    message: (p) => `${p.file} has no function "${p.function}"; it has ${listed(p.known)}`,
    hint: () => 'write it, or correct `function`',
    cause: 'The body names a function that its file does not define.',
    cure: 'Write the function, or correct its name.',
  },
  'body-arguments': {
    code: 'LW6006',
    severity: 'error',
    title: 'Function of a body takes other arguments',
    message: (p) => `${p.function} in ${p.file} takes ${listed(p.takes)}; \`inputs\` gives ${listed(p.given)}`,
    hint: () => 'the names in `inputs` are those of the parameters',
    cause: 'The parameters of the function and the inputs in the definition differ.',
    cure: 'Rename one or the other.',
  },
  'body-result': {
    code: 'LW6007',
    severity: 'error',
    title: 'Function of a body gives no frame',
    message: (p) => `${p.function} gives ${p.type === 'NoneType' ? 'nothing' : `a value of type ${p.type}`}, not a DataFrame`,
    hint: () => 'return the frame',
    cause: 'The function returns something else, or forgets to return.',
    cure: 'Return the frame.',
  },
  'body-columns': {
    code: 'LW6008',
    severity: 'error',
    title: 'Body gives other columns than declared',
    message: (p) => p.difference,
    hint: () => 'change the body, or `columns`',
    cause: 'What Spark makes of the body differs from the declared columns in names or types.',
    cure: 'Select and cast in the body as declared, or correct the declaration.',
  },
  'body-nullable': {
    code: 'LW6009',
    severity: 'warning',
    title: 'NOT NULL column that may be NULL',
    message: (p) => `column "${p.column}" must not be NULL, and nothing in the body rules it out`,
    hint: (p) => `filter with ${p.column} IS NOT NULL, use coalesce, add a rule for it, or drop notNull()`,
    cause: 'The table enforces NOT NULL, so a run fails at the first NULL.',
    cure: 'Filter or replace NULL in the body, keep such rows out with a rule, declare the column nullable, or acknowledge the warning.',
  },
};

/** Words a problem. */
export const judgeDiagnostic = (problem: JudgeProblem, path: string, key: readonly string[], at: Place | undefined): Diagnostic =>
  worded(JUDGE_DIAGNOSTICS[problem.kind] as DiagnosticRecord<JudgeProblem>, problem, { path, key, at });
