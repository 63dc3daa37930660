/** Wording of what cannot be imported. */
import { type Diagnostic, type DiagnosticRecord, worded } from '../model/diagnostics/diagnostic.ts';

export type ImportProblem =
  | { readonly kind: 'import-missing'; readonly file: string }
  | { readonly kind: 'import-unreadable'; readonly file: string; readonly why: string }
  | { readonly kind: 'import-left-out'; readonly table: string; readonly what: readonly string[] }
  | { readonly kind: 'import-exists'; readonly file: string }
  | { readonly kind: 'import-not-written'; readonly file: string; readonly code: string };
export type ImportProblemKind = ImportProblem['kind'];

type Records = { readonly [K in ImportProblemKind]: DiagnosticRecord<Extract<ImportProblem, { kind: K }>> };

export const IMPORT_DIAGNOSTICS: Records = {
  'import-missing': {
    code: 'LW7001',
    severity: 'error',
    title: 'Nothing to import',
    message: (p) => `there is no ${p.file}`,
    hint: () => 'name a file of DDL, the output of DESCRIBE … AS JSON, a Parquet file or folder, a Delta folder, or a manifest.json',
    cause: 'The file or folder is not there.',
    cure: 'Correct its name.',
  },
  'import-unreadable': {
    code: 'LW7002',
    severity: 'error',
    title: 'Schema that cannot be read',
    message: (p) => p.why,
    hint: (p) => `${p.file} is read as what its name and content say: .json, .parquet, a folder, else DDL`,
    cause: 'The file is of a different kind than its name says, or Spark refuses its content.',
    cure: 'Follow the message.',
  },
  'import-left-out': {
    code: 'LW7003',
    severity: 'warning',
    title: 'Left out of an import',
    message: (p) => `left out of ${p.table}: ${p.what.join('; ')}`,
    hint: () => 'lakewright has no declaration for it',
    cause: 'The table has something that a definition cannot say, such as a type that lakewright does not know.',
    cure: 'Declare the table by other means, or do without.',
  },
  'import-exists': {
    code: 'LW7004',
    severity: 'error',
    title: 'File already exists',
    message: (p) => `${p.file} already exists`,
    hint: () => 'name another file with --out, or replace it with --force',
    cause: 'What was imported before is yours, and is not overwritten.',
    cure: 'Name another file, or use --force.',
  },
  'import-not-written': {
    code: 'LW7005',
    severity: 'error',
    title: 'Cannot write what was imported',
    message: (p) => `cannot write ${p.file} (${p.code})`,
    hint: () => 'check its folder and permissions',
    cause: 'The file system refused.',
    cure: 'Name another file, or make the folder writable.',
  },
};

/** Words a problem. */
export const importDiagnostic = (problem: ImportProblem): Diagnostic =>
  worded(IMPORT_DIAGNOSTICS[problem.kind] as DiagnosticRecord<ImportProblem>, problem, {
    path: problem.kind === 'import-left-out' ? problem.table : problem.file,
  });

/** Thrown for one source; others are still read. */
export class ImportFailure extends Error {
  readonly problem: ImportProblem;
  constructor(problem: ImportProblem) {
    super(problem.kind);
    this.name = 'ImportFailure';
    this.problem = problem;
  }
}
