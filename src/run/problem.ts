import { mkdirSync } from 'node:fs';
import { errorCode } from '../utils/system-error.ts';

/** What keeps a run from starting, or ends it, as data; `diagnostics.ts` words it. */
export type RunProblem =
  /** `asked` is the value of LAKEWRIGHT_PYTHON, if that is what does not work. */
  | { readonly kind: 'no-python'; readonly asked?: string }
  | { readonly kind: 'old-python'; readonly command: string; readonly version: string; readonly needed: string }
  /** Debian and Ubuntu leave `venv` out of their Python. */
  | { readonly kind: 'no-venv-module'; readonly python: string; readonly version: string }
  /** `asked` is the value of LAKEWRIGHT_SPARK. */
  | { readonly kind: 'unknown-spark'; readonly asked: string; readonly known: readonly string[] }
  | { readonly kind: 'no-network'; readonly what: string; readonly reason: string }
  | { readonly kind: 'install-failed'; readonly what: string; readonly reason: string }
  /** A file that came has other content than the one this version of lakewright was tested with. */
  | { readonly kind: 'wrong-checksum'; readonly file: string; readonly expected: string; readonly actual: string }
  /** `found` is a Java that is too old. */
  | { readonly kind: 'no-java'; readonly found?: { readonly java: string; readonly version: number }; readonly reason: string }
  | { readonly kind: 'no-runtime'; readonly folder: string }
  | { readonly kind: 'no-space'; readonly folder: string }
  /** `code` is the system's (`EACCES`, `EROFS`, …). */
  | { readonly kind: 'not-writable'; readonly folder: string; readonly code: string }
  | { readonly kind: 'cancelled'; readonly what: string }
  | { readonly kind: 'bad-selection'; readonly option: SelectOption; readonly term: string; readonly why: string }
  | { readonly kind: 'unknown-selection'; readonly option: SelectOption; readonly term: string; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'bad-backfill'; readonly interval: string; readonly why: string }
  | { readonly kind: 'nothing-selected'; readonly select: readonly string[]; readonly exclude: readonly string[] }
  /** Rows of it, or of its quarantine, are asked for. */
  | { readonly kind: 'nothing-stored'; readonly table: string; readonly what: 'table' | 'external' | 'quarantine' }
  | { readonly kind: 'unknown-environment'; readonly environment: string; readonly known: readonly string[] }
  | { readonly kind: 'not-synthesized'; readonly file: string }
  | { readonly kind: 'run-in-progress'; readonly environment: string; readonly pid: number; readonly host: string }
  /** The runtime said why it could not run; `at` is a line of generated or hand-written Python, relative to the project. */
  | { readonly kind: 'run-failed'; readonly type: string; readonly message: string; readonly hint?: string; readonly at?: string; readonly log: string }
  /** Python or Java ended without a word: out of memory, a crash, a kill. */
  | { readonly kind: 'runner-died'; readonly code: number | null; readonly signal: string | null; readonly log: string; readonly lastLines: readonly string[] };

export type RunProblemKind = RunProblem['kind'];
export type SelectOption = 'select' | 'exclude';

/** Thrown by everything in `src/run/`; nothing else is thrown for what a user can cause. */
export class RunFailure extends Error {
  readonly problems: readonly RunProblem[];

  constructor(...problems: readonly RunProblem[]) {
    super(problems.map((problem) => problem.kind).join(', '));
    this.name = 'RunFailure';
    this.problems = problems;
  }
}

/** Whether an error says that somebody interrupted the work. */
export const isCancelled = (error: unknown): boolean => error instanceof RunFailure && error.problems.some(({ kind }) => kind === 'cancelled');

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const REFUSED = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'ELOOP']);

/** Runs an operation on the disk; a full or closed disk becomes a `RunFailure` that names `folder`. */
export function onDisk<T>(folder: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    const code = errorCode(error) ?? '';
    if (FULL.has(code)) throw new RunFailure({ kind: 'no-space', folder });
    if (REFUSED.has(code)) throw new RunFailure({ kind: 'not-writable', folder, code });
    throw error;
  }
}

/** Makes a folder and those above it. */
export function makeFolder(folder: string): void {
  onDisk(folder, () => {
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      // A file is in the way.
      if (errorCode(error) === 'EEXIST') throw new RunFailure({ kind: 'not-writable', folder, code: 'EEXIST' });
      throw error;
    }
  });
}
