/** Wording of what the command line itself finds wrong. */
import { type Diagnostic, type DiagnosticRecord, closest, didYouMean, quoted, worded } from '../model/diagnostics/diagnostic.ts';
import type { CliProblem, CliProblemKind } from './problem.ts';

type Records = { readonly [K in CliProblemKind]: DiagnosticRecord<Extract<CliProblem, { kind: K }>> };

const MOST_SHOWN = 40;
const listed = (word: string, paths: readonly string[]): readonly string[] => paths.map((path) => `    ${word.padEnd(8)} ${path}`);
const outOfDate = ({ created, changed, removed }: Extract<CliProblem, { kind: 'out-of-date' }>): string => {
  const lines = [...listed('missing', created), ...listed('changed', changed), ...listed('left', removed)];
  const rest = lines.length - MOST_SHOWN;
  return [
    `${lines.length} file${lines.length === 1 ? ' is' : 's are'} out of date`,
    ...lines.slice(0, MOST_SHOWN),
    ...(rest > 0 ? [`    and ${rest} more`] : []),
  ].join('\n');
};

export const CLI_DIAGNOSTICS: Records = {
  'old-node': {
    code: 'LW0001',
    severity: 'error',
    title: 'Node too old',
    message: (p) => `this is Node ${p.version}, and lakewright needs ${p.needed} or later`,
    hint: () => 'install Node 24: https://nodejs.org/en/download',
    cause: 'The definition is TypeScript, which Node runs by itself since 22.18.',
    cure: 'Install a later Node.',
  },
  'no-definition': {
    code: 'LW0002',
    severity: 'error',
    title: 'No definition',
    message: (p) => `there is no ${p.app} in ${p.folder} or a folder above it`,
    hint: () => 'go to the folder of a project, name the file with --app, or begin one: lakewright init NAME',
    cause: 'Every command but `init` reads the definition of a project.',
    cure: 'Run it inside a project, or name the definition with --app.',
  },
  defect: {
    code: 'LW0003',
    severity: 'error',
    title: 'Defect in lakewright',
    message: (p) => `this is a defect in lakewright, please report it: ${p.message}`,
    hint: (p) => p.stack ?? 'DEBUG=lakewright shows the stack',
    cause: 'lakewright stopped where it should not.',
    cure: 'Report it with what DEBUG=lakewright shows.',
  },
  'unknown-command': {
    code: 'LW0004',
    severity: 'error',
    title: 'Unknown command',
    message: (p) => `there is no command "${p.command}"`,
    hint: (p) => didYouMean(p.command, p.known),
    cause: 'The first word is not a command.',
    cure: 'lakewright --help lists the commands.',
  },
  'unknown-flag': {
    code: 'LW0005',
    severity: 'error',
    title: 'Unknown flag',
    message: (p) => `there is no flag "${p.flag}"`,
    hint: (p) =>
      p.corrections.length > 0
        ? `did you mean ${p.corrections.join(' or ')}?`
        : p.command === 'lakewright test'
          ? `arguments of pytest follow --: lakewright test -- ${p.flag}`
          : `${p.command} --help lists the flags`,
    cause: 'The command has no such flag.',
    cure: '--help after a command lists its flags.',
  },
  usage: {
    code: 'LW0006',
    severity: 'error',
    title: 'Command used incorrectly',
    message: (p) => p.message,
    hint: (p) => `${p.command} --help shows how it is used`,
    cause: 'An argument is missing, superfluous or malformed.',
    cure: '--help after a command shows its arguments.',
  },
  syntax: {
    code: 'LW0007',
    severity: 'error',
    title: 'Definition that cannot be read',
    message: (p) => p.message,
    hint: (p) => p.hint,
    cause: 'A file of the definition is not TypeScript that Node can run by removing its types.',
    cure: 'Correct the named line.',
  },
  'module-not-found': {
    code: 'LW0008',
    severity: 'error',
    title: 'Module not found',
    message: (p) => (p.isPackage ? `package "${p.module}" is not installed` : `there is no file ${p.module}`),
    hint: (p) => (p.isPackage ? 'npm install' : 'an import names the file with its extension, e.g. ./tables/orders.ts'),
    cause: 'The definition imports something that does not exist.',
    cure: 'Install the package, or correct the path.',
  },
  'missing-export': {
    code: 'LW0009',
    severity: 'error',
    title: 'Import of what is not exported',
    message: (p) => `${p.module} exports no "${p.name}"`,
    hint: (p) => {
      const guess = closest(p.name, p.known);
      return guess === undefined ? 'a type is imported with `import type`' : `did you mean "${guess}"?`;
    },
    cause: 'The name is misspelled, or is that of a type, which does not exist when the definition runs.',
    cure: 'Correct the name, or use `import type`.',
  },
  'used-too-early': {
    code: 'LW0010',
    severity: 'error',
    title: 'Used before it is defined',
    message: (p) => `"${p.name}" is used before the line that defines it has run`,
    hint: () => 'declare it further up; if it comes from another file, the two files import each other: move what both need into a third file',
    cause: 'The declaration stands further down, or in a file that imports this one.',
    cure: 'Change the order, or break the import cycle.',
  },
  'never-ends': {
    code: 'LW0011',
    severity: 'error',
    title: 'Definition that never ends',
    message: () => 'the definition waits for something that never happens',
    hint: () => 'look for an `await` on a promise that is never settled',
    cause: 'A top-level `await` was still waiting when there was nothing left to do.',
    cure: 'Correct the promise, or remove the `await`.',
  },
  exited: {
    code: 'LW0012',
    severity: 'error',
    title: 'Definition that ends the process',
    message: (p) => `the definition called process.exit(${p.status})`,
    hint: () => 'throw an error instead',
    cause: 'Nothing can be checked or written after that.',
    cure: 'Throw an error, or let the definition finish.',
  },
  'shared-folder': {
    code: 'LW0013',
    severity: 'error',
    title: 'Two projects in one folder',
    message: (p) => `projects ${quoted(p.names)} would both be written to ${p.folder}`,
    hint: () => "give each its own, e.g. outdir: 'orders'",
    cause: 'Each synthesis removes files that it does not know.',
    cure: 'Give each project an `outdir` of its own.',
  },
  'out-of-date': {
    code: 'LW0014',
    severity: 'error',
    title: 'Files out of date',
    message: outOfDate,
    hint: () => 'lakewright synth',
    cause: 'The definition was changed and not synthesized, or generated files were changed.',
    cure: 'Run lakewright synth and commit the result.',
  },
  'deploy-not-built': {
    code: 'LW0015',
    severity: 'error',
    title: 'Run on Databricks',
    message: (p) => `"${p.environment}" is on Databricks, and lakewright cannot deploy yet: only \`local\` runs`,
    hint: () => 'lakewright run --env local; the bundle in databricks/ deploys with the Databricks CLI',
    cause: 'Deployment is not built yet.',
    cure: 'Run locally, or deploy the bundle with the Databricks CLI.',
  },
  'has-body': {
    code: 'LW0021',
    severity: 'error',
    title: 'Table that has a body',
    message: (p) => `${p.table} already has a body`,
    hint: () => '--replace writes a new one, --repair fixes it after a change upstream',
    cause: 'An existing body is only replaced on request.',
    cure: 'Use --replace or --repair, or name other tables.',
  },
  'nothing-to-code': {
    code: 'LW0022',
    severity: 'error',
    title: 'No table to write a body for',
    message: (p) => (p.all ? 'every table has a body, or no intent' : 'none of these tables lacks a body'),
    hint: () => 'omit `query` and say in `intent` what one row is; with `columns`, the table can be read before its body is written',
    cause: 'Bodies are written for tables that have an intent and no body.',
    cure: 'Give a table an intent and columns, and no query.',
  },
  'project-name': {
    code: 'LW0016',
    severity: 'error',
    title: 'Name that a project cannot have',
    message: (p) => `${JSON.stringify(p.name)} ${p.why}`,
    hint: (p) => (p.suggestion === undefined ? 'e.g. lakewright init orders' : `lakewright init ${p.suggestion}`),
    cause: 'The name becomes a folder, a Python package, an npm package and the prefix of schemas.',
    cure: 'Use lower case letters, digits, "-" and "_", and begin with a letter.',
  },
  'folder-not-empty': {
    code: 'LW0017',
    severity: 'error',
    title: 'Folder that is not empty',
    message: (p) => `${p.folder} already exists and holds ${p.found}`,
    hint: () => 'choose another name, or empty the folder',
    cause: 'A new project never overwrites existing files.',
    cure: 'Choose another name, or empty the folder.',
  },
  'folder-not-writable': {
    code: 'LW0018',
    severity: 'error',
    title: 'Cannot write',
    message: (p) => `cannot write to ${p.folder} (${p.code})`,
    hint: () => 'check permissions, and whether the disk is mounted read-only or full',
    cause: 'The file system refused.',
    cure: 'Make the folder writable.',
  },
  'install-failed': {
    code: 'LW0019',
    severity: 'error',
    title: 'npm install failed',
    message: (p) => ['the project is written, but npm could not install its packages', ...p.lastLines.map((line) => `  | ${line}`)].join('\n'),
    hint: (p) => `check the network, then: cd ${p.folder} && npm install && npm run synth`,
    cause: 'npm failed, most often because there is no network.',
    cure: 'Run npm install again.',
  },
  'first-synth-failed': {
    code: 'LW0020',
    severity: 'error',
    title: 'First synthesis failed',
    message: () => 'the project is written, but its first synthesis failed',
    hint: (p) => `cd ${p.folder} && npm run synth`,
    cause: 'Node could not run the definition.',
    cure: 'Follow what the synthesis says.',
  },
};

/** Words a problem; `path` says what it is about, e.g. the definition's file. */
export const cliDiagnostic = (problem: CliProblem, path: string): Diagnostic =>
  worded(CLI_DIAGNOSTICS[problem.kind] as DiagnosticRecord<CliProblem>, problem, { path, at: 'at' in problem ? problem.at : undefined });

/** Ends a command; nothing else is thrown for what a user can cause. */
export class CliFailure extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(...diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
    this.name = 'CliFailure';
    this.diagnostics = diagnostics;
  }
}
