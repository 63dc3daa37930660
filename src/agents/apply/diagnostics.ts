/** Wording of why a change is not made. */
import { type Diagnostic, type DiagnosticRecord, worded } from '../../model/diagnostics/diagnostic.ts';
import type { PathFault } from '../../write/problems.ts';
import type { Place } from '../../query/place.ts';

/** Why a change is not made, as data. Tables are named by their keys. */
export type ApplyProblem =
  | { readonly kind: 'file-unknown'; readonly file: string }
  | { readonly kind: 'file-syntax'; readonly file: string; readonly message: string }
  | { readonly kind: 'file-changed'; readonly file: string }
  | { readonly kind: 'nothing-there'; readonly key: string }
  | { readonly kind: 'made-elsewhere'; readonly key: string; readonly by: string }
  | { readonly kind: 'other-name'; readonly key: string; readonly name: string; readonly found: string }
  | { readonly kind: 'several-made'; readonly key: string; readonly others: readonly string[] }
  | { readonly kind: 'in-loop'; readonly key: string }
  | { readonly kind: 'options-elsewhere'; readonly key: string; readonly why: string }
  | { readonly kind: 'spread'; readonly key: string; readonly property: string; readonly text: string }
  | { readonly kind: 'property-form'; readonly key: string; readonly property: string; readonly form: string }
  | { readonly kind: 'no-variable'; readonly table: string; readonly name: string; readonly exported: boolean }
  | { readonly kind: 'not-visible'; readonly table: string; readonly why: string; readonly hint: string }
  | { readonly kind: 'not-exported'; readonly table: string; readonly variable: string; readonly file: string }
  | { readonly kind: 'import-circle'; readonly table: string; readonly file: string; readonly path: readonly string[] }
  | { readonly kind: 'code-syntax'; readonly message: string }
  | { readonly kind: 'unknown-name'; readonly name: string }
  | { readonly kind: 'name-taken'; readonly name: string; readonly file: string }
  | { readonly kind: 'statement-place'; readonly key: string }
  | { readonly kind: 'two-changes'; readonly key: string; readonly property: string }
  | { readonly kind: 'file-exists'; readonly file: string }
  | { readonly kind: 'file-path'; readonly file: string; readonly fault: PathFault | 'hidden' | 'linked' }
  | { readonly kind: 'locked'; readonly pid: number; readonly host: string }
  | { readonly kind: 'not-written'; readonly file: string; readonly code: string }
  | { readonly kind: 'not-as-intended'; readonly file: string; readonly found: string };
export type ApplyProblemKind = ApplyProblem['kind'];

type Records = { readonly [K in ApplyProblemKind]: DiagnosticRecord<Extract<ApplyProblem, { kind: K }>> };
const PASTE = 'paste what is shown by hand';
const FAULTS: Readonly<Record<PathFault | 'hidden' | 'linked', string>> = {
  empty: 'is empty',
  absolute: 'is not relative to the project',
  'leaves-root': 'leads out of the project',
  character: 'holds a character that not every system accepts',
  'reserved-name': 'is a name that the system or lakewright reserves',
  'too-long': 'is too long',
  hidden: 'is hidden, and such files configure tools',
  linked: 'leads through a link out of the project',
};

export const APPLY_DIAGNOSTICS: Records = {
  'file-unknown': {
    code: 'LW8101',
    severity: 'error',
    title: 'File outside the definition',
    message: (p) => `${p.file} is not one of the files that the definition was loaded from`,
    hint: () => PASTE,
    cause: 'Only files that the definition imports by a relative path are edited, never those of a package.',
    cure: 'Make the change by hand.',
  },
  'file-syntax': {
    code: 'LW8102',
    severity: 'error',
    title: 'File that cannot be read',
    message: (p) => `${p.file} is not valid TypeScript: ${p.message}`,
    hint: () => 'correct it first',
    cause: 'The file has a syntax error, so no place in it is certain.',
    cure: 'Correct the file.',
  },
  'file-changed': {
    code: 'LW8103',
    severity: 'error',
    title: 'File changed in the meantime',
    message: (p) => `${p.file} was changed after the definition was loaded`,
    hint: () => 'run the command again',
    cause: 'Somebody saved the file, or another agent changed it, so the known places may be wrong. Nothing was written.',
    cure: 'Run the command again.',
  },
  'nothing-there': {
    code: 'LW8104',
    severity: 'error',
    title: 'Construct not found at its place',
    message: (p) => `${p.key} is not made at the place known for it`,
    hint: () => `run the command again, or ${PASTE}`,
    cause: 'The file differs from the one that ran, for instance because it is built by a tool without source maps.',
    cure: 'Run the command again; if that does not help, make the change by hand.',
  },
  'made-elsewhere': {
    code: 'LW8105',
    severity: 'error',
    title: 'Construct made by a function',
    message: (p) => `${p.key} is made by ${p.by}, not by a \`new\` of its own`,
    hint: () => `give the table a \`new Table(…)\` of its own, or ${PASTE}`,
    cause: 'What a function or a class makes has no options of its own in the source.',
    cure: 'Write the table out, or make the change by hand.',
  },
  'other-name': {
    code: 'LW8106',
    severity: 'error',
    title: 'Name that is not written out',
    message: (p) => `${p.key} is made with ${p.found} as its name, not with '${p.name}'`,
    hint: () => `write the name out, or ${PASTE}`,
    cause: 'A computed name may stand for several constructs.',
    cure: 'Write the name as a literal, or make the change by hand.',
  },
  'several-made': {
    code: 'LW8107',
    severity: 'error',
    title: 'Several constructs from one place',
    message: (p) => `the place that makes ${p.key} also makes ${p.others.map((key) => `"${key}"`).join(', ')}`,
    hint: () => `write the table out, or ${PASTE}`,
    cause: 'A loop or a function makes several, and the change would reach all of them.',
    cure: 'Write the table out, or make the change by hand.',
  },
  'in-loop': {
    code: 'LW8108',
    severity: 'error',
    title: 'Construct made in a loop',
    message: (p) => `${p.key} is made in a loop, or in a callback that may run again`,
    hint: () => `write the table out, or ${PASTE}`,
    cause: 'The change would reach whatever the loop makes tomorrow.',
    cure: 'Write the table out, or make the change by hand.',
  },
  'options-elsewhere': {
    code: 'LW8109',
    severity: 'error',
    title: 'Options that are not written out',
    message: (p) => `the options of ${p.key} are not an object that only it uses: ${p.why}`,
    hint: () => `write the options into the call, or ${PASTE}`,
    cause: 'Options that come from elsewhere may be used by others too.',
    cure: 'Write the options into the call, or make the change by hand.',
  },
  spread: {
    code: 'LW8110',
    severity: 'error',
    title: 'Options that are spread',
    message: (p) => `...${p.text} may add a \`${p.property}\` of its own to the options of ${p.key}`,
    hint: () => `write the options out, or ${PASTE}`,
    cause: 'It is then not certain which of two values counts.',
    cure: 'Write the options out, or make the change by hand.',
  },
  'property-form': {
    code: 'LW8111',
    severity: 'error',
    title: 'Property in an unexpected form',
    message: (p) => `\`${p.property}\` of ${p.key} is ${p.form}`,
    hint: (p) => `write it as \`${p.property}: value\`, or ${PASTE}`,
    cause: 'Only a property that is written once, with a plain key and a value, is replaced.',
    cure: 'Write it plainly, or make the change by hand.',
  },
  'no-variable': {
    code: 'LW8112',
    severity: 'error',
    title: 'Table without a variable',
    message: (p) => `no variable holds ${p.table}, so no code can refer to it`,
    hint: (p) => `put \`${p.exported ? 'export ' : ''}const ${p.name} = \` before its \`new\``,
    cause: 'The table is not assigned to anything, or is kept in an object or a class.',
    cure: 'Give it a `const`; where another file reads it, `export const`.',
  },
  'not-visible': {
    code: 'LW8113',
    severity: 'error',
    title: 'Table that cannot be seen from here',
    message: (p) => `${p.table} ${p.why}`,
    hint: (p) => p.hint,
    cause: 'A variable can be used after the line that makes it, and within the braces around that line.',
    cure: 'Move the line, or the table that needs it.',
  },
  'not-exported': {
    code: 'LW8114',
    severity: 'error',
    title: 'Table that is not exported',
    message: (p) => `${p.file} does not export \`${p.variable}\`, which holds ${p.table}`,
    hint: (p) => `put \`export\` before \`const ${p.variable}\``,
    cause: 'Another file can only use what is exported.',
    cure: 'Export the variable.',
  },
  'import-circle': {
    code: 'LW8115',
    severity: 'error',
    title: 'Imports that would form a cycle',
    message: (p) => `${p.table} cannot be imported: ${[p.file, ...p.path].join(' imports ')}`,
    hint: () => 'move what both files need into a third file',
    cause: 'If two files import each other, one runs before what it needs exists.',
    cure: 'Move the table, or what both files need, into a file of its own.',
  },
  'code-syntax': {
    code: 'LW8116',
    severity: 'error',
    title: 'Code that is not TypeScript',
    message: (p) => `the code that was written cannot be read: ${p.message}`,
    hint: () => 'ask again',
    cause: 'What a model wrote is not an expression, or has a syntax error.',
    cure: 'Run the command again, or correct what is shown by hand.',
  },
  'unknown-name': {
    code: 'LW8117',
    severity: 'error',
    title: 'Code with a name that is not there',
    message: (p) => `the code refers to \`${p.name}\`, which is not known at its place`,
    hint: () => 'ask again',
    cause: 'It is not a table that was named, a name of lakewright that was asked for, or a variable that is visible from there.',
    cure: 'Run the command again, or correct what is shown by hand.',
  },
  'name-taken': {
    code: 'LW8118',
    severity: 'error',
    title: 'Name that is taken',
    message: (p) => `${p.file} already has something named \`${p.name}\``,
    hint: () => 'ask for another name',
    cause: 'A new variable would have the name of an existing one.',
    cure: 'Choose another name.',
  },
  'statement-place': {
    code: 'LW8119',
    severity: 'error',
    title: 'No place for a statement',
    message: (p) => `there is no place for a statement after ${p.key}`,
    hint: () => `give it a line of its own, or ${PASTE}`,
    cause: 'The construct is made inside another expression, or without braces around it.',
    cure: 'Give it a line of its own, or make the change by hand.',
  },
  'two-changes': {
    code: 'LW8120',
    severity: 'error',
    title: 'Two changes to one thing',
    message: (p) => `\`${p.property}\` of ${p.key} is changed twice at once`,
    hint: () => 'apply one after the other',
    cause: 'Two changes were given, and only one of them can count.',
    cure: 'Apply one, then the other.',
  },
  'file-exists': {
    code: 'LW8121',
    severity: 'error',
    title: 'File that already exists',
    message: (p) => `${p.file} already exists, and new files never replace one`,
    hint: () => 'choose another name, or remove it',
    cause: 'A file of yours is where a new one would go.',
    cure: 'Choose another name, or remove the file.',
  },
  'file-path': {
    code: 'LW8122',
    severity: 'error',
    title: 'Path that is not allowed',
    message: (p) => `"${p.file}" ${FAULTS[p.fault]}`,
    hint: () => 'choose another path',
    cause: 'New files are written into the project, under names that every system accepts, and never where tools look for their settings.',
    cure: 'Choose another path.',
  },
  locked: {
    code: 'LW8123',
    severity: 'error',
    title: 'Another process is writing',
    message: (p) =>
      p.pid === 0 ? 'another process is writing to the project' : `process ${p.pid}${p.host === '' ? '' : ` on ${p.host}`} is writing to the project`,
    hint: () => 'wait for it, then run the command again',
    cause: 'One process at a time writes to a project. Nothing was changed.',
    cure: 'Run the command again.',
  },
  'not-written': {
    code: 'LW8124',
    severity: 'error',
    title: 'File that cannot be written',
    message: (p) => `cannot write ${p.file} (${p.code})`,
    hint: () => 'check permissions, and whether the disk is full',
    cause: 'The file system refused. All files are as they were.',
    cure: 'Make the file writable, or make room.',
  },
  'not-as-intended': {
    code: 'LW8125',
    severity: 'error',
    title: 'Change that would do more than it says',
    message: (p) => `the change of ${p.file} would not be what was intended: ${p.found}`,
    hint: () => `please report it; meanwhile ${PASTE}`,
    cause: 'Every change is read back before it counts; this one changed something else too, which is a defect in lakewright.',
    cure: 'Make the change by hand, and report it.',
  },
};

/** Words a problem; `path` says of what. */
export const applyDiagnostic = (problem: ApplyProblem, path: string, at?: Place): Diagnostic =>
  worded(APPLY_DIAGNOSTICS[problem.kind] as DiagnosticRecord<ApplyProblem>, problem, { path, at });

/** Ends the work on one change; nothing else is thrown for what a definition or an answer can cause. */
export class NotApplied extends Error {
  readonly problem: ApplyProblem;

  constructor(problem: ApplyProblem) {
    super(problem.kind);
    this.name = 'NotApplied';
    this.problem = problem;
  }
}
