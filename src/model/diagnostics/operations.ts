/** What jobs, grants, masks, filters, apps and overrides can get wrong, and its wording. */
import { type DiagnosticRecord, didYouMean, quoted, shortened } from './diagnostic.ts';

export type OperationProblem =
  | { readonly kind: 'nothing-to-refresh'; readonly layer: string }
  | { readonly kind: 'not-refreshed'; readonly option: string; readonly table: string; readonly why: string }
  | { readonly kind: 'job-conflict'; readonly option: string; readonly why: string; readonly cure: string }
  | { readonly kind: 'declarative-overlap'; readonly layer: string; readonly jobs: readonly string[] }
  | { readonly kind: 'shared-refresh'; readonly tables: readonly string[]; readonly jobs: readonly string[] }
  | {
      readonly kind: 'newer-function';
      readonly table: string;
      readonly functions: readonly { readonly name: string; readonly since: string }[];
      readonly job: string;
      readonly compute: string;
      readonly spark: string;
    }
  | { readonly kind: 'doubled-quote'; readonly table: string; readonly text: string; readonly job: string; readonly compute: string; readonly spark: string }
  | { readonly kind: 'grant-without-schema'; readonly layer: string }
  | { readonly kind: 'view-privilege'; readonly privilege: string; readonly view: string }
  | { readonly kind: 'mask-type'; readonly column: string; readonly expected: string; readonly actual: string }
  | { readonly kind: 'masked-twice'; readonly what: string; readonly names: readonly string[] }
  | { readonly kind: 'masked-read'; readonly table: string; readonly what: string; readonly readers: readonly string[] }
  | { readonly kind: 'masked-merge'; readonly table: string; readonly what: string }
  | { readonly kind: 'app-folder'; readonly folder: string; readonly why: string }
  | { readonly kind: 'override-path'; readonly path: string; readonly part: string; readonly known: readonly string[] };
export type OperationProblemKind = OperationProblem['kind'];

type Records = { readonly [K in OperationProblemKind]: DiagnosticRecord<Extract<OperationProblem, { kind: K }>> };

export const OPERATION_DIAGNOSTICS: Records = {
  'nothing-to-refresh': {
    code: 'LW1040',
    severity: 'error',
    title: 'Job with nothing to refresh',
    message: (p) => `the job refreshes layer "${p.layer}", but the project writes no table in it`,
    cause: 'A task of a job refreshes the tables and views of a layer, and there are none.',
    cure: 'Declare a table in the layer, or remove the layer from `refreshes`.',
  },
  'not-refreshed': {
    code: 'LW1041',
    severity: 'error',
    title: 'Job over a table that it cannot use',
    message: (p) => `${p.option} names "${p.table}", ${p.why}`,
    cause: 'A job refreshes what the project itself writes, and is triggered by tables, whose changes the catalog knows.',
    cure: 'Name a table that fits.',
  },
  'job-conflict': {
    code: 'LW1042',
    severity: 'error',
    title: 'Job with options that exclude each other',
    message: (p) => `option "${p.option}" cannot be used here: ${p.why}`,
    hint: (p) => p.cure,
    cause: 'Databricks does not support the combination.',
    cure: 'Do as the hint says.',
  },
  'declarative-overlap': {
    code: 'LW1043',
    severity: 'error',
    title: 'Layer shared with a declarative pipeline',
    message: (p) => `layer "${p.layer}" is refreshed by ${quoted(p.jobs)}, one of which is declarative`,
    hint: () => 'let only one job refresh the layer',
    cause: 'A table belongs to the one pipeline that created it: neither another pipeline nor a batch job can write it.',
    cure: 'Refresh the layer with one job only.',
  },
  'shared-refresh': {
    code: 'LW3010',
    severity: 'warning',
    title: 'Tables that two jobs refresh',
    message: (p) =>
      `jobs ${quoted(p.jobs)} both refresh ${quoted(p.tables.slice(0, 3))}${p.tables.length > 3 ? ` and ${p.tables.length - 3} more` : ''}; if they run at the same time, one of them fails`,
    hint: () => 'refresh each table with one job, or acknowledge the warning if they never run at once',
    cause: 'A job never runs twice at once, but two jobs may, and Delta refuses the second of two conflicting writes.',
    cure: 'Remove the tables from one of the jobs.',
  },
  'newer-function': {
    code: 'LW3013',
    severity: 'warning',
    title: "Function that a job's Spark does not have",
    message: (p) =>
      `"${p.table}" uses ${p.functions.map(({ name, since }) => `F.${name} (Spark ${since} or later)`).join(', ')}: ${p.job} runs on ${p.compute}, which has Spark ${p.spark}`,
    hint: () => 'use another function, or a later runtime; acknowledge the warning if Databricks added the function to this one',
    cause: 'The function came with a later version of Spark than the job runs on. Local runs use a later one: LAKEWRIGHT_SPARK chooses it.',
    cure: 'Use functions that the reference does not mark with a later version, or set `sparkVersion` to a later runtime for the compute of the job.',
  },
  'doubled-quote': {
    code: 'LW3014',
    severity: 'warning',
    title: 'Quote in SQL that Spark 4.0 does not read',
    message: (p) => `"${p.table}" has ${shortened(p.text)} in its SQL, which Spark ${p.spark} reads without the quote: ${p.job} runs on ${p.compute}`,
    hint: () => 'put the text into a hole: ${…} writes it for every version',
    cause: 'From 4.1 on, Spark reads a doubled quote in a text as one quote. Earlier versions end the text there and join the next one to it.',
    cure: 'Put the text into a hole of the template, or write a backslash before the quote (two of them in TypeScript).',
  },
  'grant-without-schema': {
    code: 'LW1049',
    severity: 'error',
    title: 'Grant on a layer without a schema',
    message: (p) => `layer "${p.layer}" holds no table of the project, so there is no schema to grant on`,
    cause: 'External tables live in schemas of others, and a layer with only external tables has none of its own.',
    cure: 'Grant where the tables are, or declare a table in the layer.',
  },
  'view-privilege': {
    code: 'LW1044',
    severity: 'error',
    title: 'Privilege that a view does not have',
    message: (p) => `${p.privilege} cannot be granted on the view "${p.view}"`,
    hint: () => "grant SELECT, or MODIFY on the view's tables",
    cause: 'A view holds no rows of its own that could be changed.',
    cure: 'Grant SELECT.',
  },
  'mask-type': {
    code: 'LW1045',
    severity: 'error',
    title: 'Mask of a different type than its column',
    message: (p) => `the mask of "${p.column}" gives ${p.actual}, but the column is ${p.expected}`,
    hint: (p) => `cast it: .cast(…) to ${p.expected}`,
    cause: 'What others see in place of the value must have the type of the column, or their queries would break.',
    cure: 'Return a value of the type of the column.',
  },
  'masked-twice': {
    code: 'LW1046',
    severity: 'error',
    title: 'Second mask or row filter',
    message: (p) => `${p.what} by ${quoted(p.names)}`,
    hint: () => 'combine both into one',
    cause: 'A column has at most one mask, and a table at most one row filter: the second replaces the first.',
    cure: 'Combine the conditions in one of them.',
  },
  'masked-read': {
    code: 'LW3011',
    severity: 'warning',
    title: 'Masked table that other tables read',
    message: (p) =>
      `${quoted(p.readers.slice(0, 3))}${p.readers.length > 3 ? ` and ${p.readers.length - 3} more` : ''} ${p.readers.length > 1 ? 'read' : 'reads'} "${p.table}", of which the job sees only what ${p.what} lets it see`,
    hint: () => 'let whoever runs the job see everything, then acknowledge the warning; or mask the tables that people read',
    cause: 'Masks and filters apply to jobs too. Nothing is hidden locally, so the difference shows only on Databricks.',
    cure: 'Make the principal of the job a member of the groups that see everything, and acknowledge the warning.',
  },
  'masked-merge': {
    code: 'LW3012',
    severity: 'warning',
    title: 'Masked table that runs merge into',
    message: (p) => `a run compares its rows with those of "${p.table}", of which it sees only what "${p.what}" lets it see`,
    hint: () => 'let whoever runs the job see everything, then acknowledge the warning; or mask a table that is overwritten',
    cause: 'A merge that does not see a stored row, or sees another key, inserts the row again.',
    cure: 'Make the principal of the job a member of the groups that see everything, and acknowledge the warning.',
  },
  'app-folder': {
    code: 'LW1047',
    severity: 'error',
    title: 'Folder of an app that cannot be used',
    message: (p) => `sourceDirectory ${JSON.stringify(p.folder)} ${p.why}`,
    cause: 'An app is a folder of your own inside the project, and no other app has the same folder.',
    cure: "Give a path such as 'apps/delays'.",
  },
  'override-path': {
    code: 'LW1048',
    severity: 'error',
    title: 'Override of something that is not in the bundle',
    message: (p) => `the bundle has no "${p.part}" in ${p.path}`,
    hint: (p) => didYouMean(p.part, p.known),
    cause: 'Only the last part of a path may be new: all others must lead to something that is generated.',
    cure: 'Correct the path; the files in databricks/ show what is there.',
  },
};
