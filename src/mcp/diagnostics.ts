/** Wording of what an assistant, or the definition it works on, can do wrong. */
import { type Diagnostic, type DiagnosticRecord, didYouMean, worded } from '../model/diagnostics/diagnostic.ts';

export type McpProblem =
  | { readonly kind: 'bad-arguments'; readonly tool: string; readonly issues: readonly string[]; readonly takes: readonly string[] }
  | { readonly kind: 'unknown-construct'; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'unknown-project'; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'unknown-column'; readonly table: string; readonly column: string; readonly known: readonly string[] }
  | { readonly kind: 'stale-cursor' }
  | { readonly kind: 'unknown-code'; readonly code: string; readonly known: readonly string[] }
  | { readonly kind: 'unknown-topic'; readonly topic: string; readonly known: readonly string[] }
  | { readonly kind: 'definition-broken'; readonly errors: number }
  | { readonly kind: 'evaluation-failed'; readonly file: string; readonly why: string }
  | { readonly kind: 'unknown-proposal'; readonly hash: string }
  | { readonly kind: 'unproven-proposal'; readonly hash: string; readonly why: string }
  | { readonly kind: 'not-applied'; readonly why: string }
  | { readonly kind: 'no-body-possible'; readonly table: string; readonly why: string }
  | { readonly kind: 'bad-rows'; readonly table: string; readonly why: string }
  | { readonly kind: 'no-rows'; readonly table: string; readonly why: string };
export type McpProblemKind = McpProblem['kind'];

type Records = { readonly [K in McpProblemKind]: DiagnosticRecord<Extract<McpProblem, { kind: K }>> };

export const MCP_DIAGNOSTICS: Records = {
  'bad-arguments': {
    code: 'LW9001',
    severity: 'error',
    title: 'Wrong arguments of a tool',
    message: (p) => `${p.tool}: ${p.issues.join('; ')}`,
    hint: (p) => `${p.tool} takes ${p.takes.join(', ')}`,
    cause: 'An argument is missing, of another type, or not one of the tool.',
    cure: 'Call the tool with the arguments that its schema names.',
  },
  'unknown-construct': {
    code: 'LW9002',
    severity: 'error',
    title: 'Unknown construct',
    message: (p) => `the project has no ${JSON.stringify(p.name)}`,
    hint: (p) => didYouMean(p.name, p.known) ?? 'project_graph lists all names',
    cause: 'No construct of the definition has this name.',
    cure: 'Tables are called `layer.table`; project_graph lists and searches them.',
  },
  'unknown-project': {
    code: 'LW9003',
    severity: 'error',
    title: 'Unknown project',
    message: (p) =>
      p.name === '' ? `the definition declares ${p.known.length} projects, and none was named` : `the definition has no project ${JSON.stringify(p.name)}`,
    hint: (p) => `\`project\` is one of ${p.known.map((name) => JSON.stringify(name)).join(', ')}`,
    cause: 'A definition may declare several projects; a tool looks at one of them.',
    cure: 'Name the project.',
  },
  'unknown-column': {
    code: 'LW9004',
    severity: 'error',
    title: 'Unknown column',
    message: (p) => `${p.table} has no column ${JSON.stringify(p.column)}`,
    hint: (p) => didYouMean(p.column, p.known) ?? 'describe_construct lists its columns',
    cause: 'The table has no column of this name.',
    cure: 'describe_construct lists the columns of a table.',
  },
  'stale-cursor': {
    code: 'LW9005',
    severity: 'error',
    title: 'Cursor of another list',
    message: () => 'this cursor belongs to another list, or to one that has changed',
    hint: () => 'start again without a cursor, and keep the arguments the same from page to page',
    cause: 'The definition was changed between two pages, or the cursor comes from another call.',
    cure: 'Begin with the first page.',
  },
  'unknown-code': {
    code: 'LW9006',
    severity: 'error',
    title: 'Unknown code of a diagnostic',
    message: (p) => `there is no diagnostic ${JSON.stringify(p.code)}`,
    hint: (p) => didYouMean(p.code, p.known),
    cause: 'Codes are `LW` and four digits.',
    cure: 'Take the code from a message.',
  },
  'unknown-topic': {
    code: 'LW9007',
    severity: 'error',
    title: 'Unknown topic',
    message: (p) => `the reference has no topic ${JSON.stringify(p.topic)}`,
    hint: (p) => `there is ${p.known.join(', ')}`,
    cause: 'The reference of the language is divided into topics.',
    cure: 'Choose one that is listed.',
  },
  'definition-broken': {
    code: 'LW9008',
    severity: 'error',
    title: 'Definition with errors',
    message: (p) => `the definition has ${p.errors === 1 ? 'an error' : `${p.errors} errors`}, so there is no model of the project`,
    hint: () => 'correct what is listed below, then call again: the definition is read again',
    cause: 'Tools look at the checked model of a project, which a definition with errors does not have.',
    cure: 'Correct the errors; explain_diagnostic lists them.',
  },
  'evaluation-failed': {
    code: 'LW9009',
    severity: 'error',
    title: 'Definition that could not be evaluated',
    message: (p) => `${p.file} could not be evaluated: ${p.why}`,
    hint: () => 'npx lakewright check shows what it says',
    cause: 'The process that evaluates the definition ended without an answer, or took too long.',
    cure: 'Look for a loop that never ends, or for code that ends the process.',
  },
  'unknown-proposal': {
    code: 'LW9010',
    severity: 'error',
    title: 'Unknown proposal',
    message: (p) => `no proposal of this server has the hash ${JSON.stringify(p.hash)}`,
    hint: () => 'call verify_body, and give the `hash` that it answers',
    cause: 'Only what verify_body has checked is applied, and only by the server that checked it.',
    cure: 'Verify the body first.',
  },
  'unproven-proposal': {
    code: 'LW9011',
    severity: 'error',
    title: 'Proposal that was not proven',
    message: (p) => `the proposal ${p.hash} is not verified: ${p.why}`,
    hint: () => 'correct the body and verify it again; a person can still write it by hand',
    cause: 'A check failed or could not be run.',
    cure: 'Correct the body, or make the check possible.',
  },
  'not-applied': {
    code: 'LW9012',
    severity: 'error',
    title: 'Change that was not made',
    message: (p) => `nothing was written: ${p.why}`,
    hint: () => 'the source may have changed since it was verified; verify again',
    cause: 'The place in the source is not certain, or the file has changed since.',
    cure: 'Verify the body again, or put the change there by hand.',
  },
  'no-body-possible': {
    code: 'LW9013',
    severity: 'error',
    title: 'Construct without a body',
    message: (p) => `${p.table} takes no body: ${p.why}`,
    cause: 'Tables of files and of other systems have no body.',
    cure: 'Name a table whose rows come from other tables.',
  },
  'no-rows': {
    code: 'LW9014',
    severity: 'error',
    title: 'No rows to look at',
    message: (p) => `there are no rows of ${p.table} on this machine: ${p.why}`,
    hint: (p) => `npx lakewright run --select +${p.table.split('.').at(-1) ?? p.table}`,
    cause: 'The table was not built here yet.',
    cure: 'Build it with lakewright run.',
  },
  'bad-rows': {
    code: 'LW9015',
    severity: 'error',
    title: 'Rows that do not fit',
    message: (p) => `rows that were given for ${p.table} do not fit: ${p.why}`,
    hint: () => 'describe_construct lists columns and types; dates and timestamps are texts, decimals texts or numbers, structs objects, maps lists of pairs',
    cause: 'A value is not of the type of its column, a column does not exist, or there are too many rows.',
    cure: 'Give a few rows with values of the declared types.',
  },
};

export const mcpDiagnostic = (problem: McpProblem, path: string): Diagnostic =>
  worded(MCP_DIAGNOSTICS[problem.kind] as DiagnosticRecord<McpProblem>, problem, { path });

/** Ends a call of a tool: the assistant reads what is wrong and can do better. */
export class ToolFailure extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(problem: McpProblem, path: string, further: readonly Diagnostic[] = []) {
    const first = mcpDiagnostic(problem, path);
    super(first.message);
    this.name = 'ToolFailure';
    this.diagnostics = [first, ...further];
  }
}
