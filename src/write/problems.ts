import { errorCode } from '../utils/system-error.ts';

/** Why a path may not be written, independent of what is on disk. */
export type PathFault = 'empty' | 'absolute' | 'leaves-root' | 'character' | 'reserved-name' | 'too-long';

/** What keeps files from being written; an error means that nothing was written, a warning that one thing was left alone. */
export type WriteProblem =
  /** The user's own file is where a generated one belongs; `adopt` lets it be replaced. */
  | { readonly kind: 'foreign-file'; readonly severity: 'error'; readonly path: string }
  /** A generated file was edited by hand; `adopt` lets it be replaced. */
  | { readonly kind: 'edited-file'; readonly severity: 'error'; readonly path: string }
  /** A generated file that is no longer wanted was edited by hand: it stays and belongs to the user from now on. */
  | { readonly kind: 'edited-orphan'; readonly severity: 'warning'; readonly path: string }
  | { readonly kind: 'invalid-path'; readonly severity: 'error'; readonly path: string; readonly fault: PathFault }
  | { readonly kind: 'duplicate-path'; readonly severity: 'error'; readonly path: string }
  /** Two paths are one file on macOS and Windows. */
  | { readonly kind: 'case-collision'; readonly severity: 'error'; readonly path: string; readonly other: string }
  | { readonly kind: 'file-and-folder'; readonly severity: 'error'; readonly path: string }
  /** A folder in the tree is a symbolic link. */
  | { readonly kind: 'linked-folder'; readonly severity: 'error'; readonly path: string }
  /** `code` is the system's (`EACCES`, `EROFS`, `ENOTDIR`, `EISDIR`, …). */
  | { readonly kind: 'not-writable'; readonly severity: 'error'; readonly path: string; readonly code: string }
  | { readonly kind: 'not-readable'; readonly severity: 'error'; readonly path: string; readonly code: string }
  | { readonly kind: 'no-space'; readonly severity: 'error'; readonly path: string }
  /** Another synthesis of the same project is still running. */
  | { readonly kind: 'locked'; readonly severity: 'error'; readonly path: string; readonly pid: number; readonly host: string }
  /** The index is damaged (a merge conflict, say): generated files that differ count as the user's. */
  | { readonly kind: 'unreadable-index'; readonly severity: 'warning'; readonly path: string };

export type WriteProblemKind = WriteProblem['kind'];

export function isError(problem: WriteProblem): boolean {
  return problem.severity === 'error';
}

/** A failed file operation, as the problem it is. */
export class FileFailure extends Error {
  readonly problem: WriteProblem;

  constructor(problem: WriteProblem) {
    super(`${problem.kind}: ${problem.path}`);
    this.problem = problem;
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** The problem behind a failed operation; an error that is not the file system's is a defect and is thrown again. */
export function problemOf(error: unknown, path: string, doing: 'reading' | 'writing'): WriteProblem {
  if (error instanceof FileFailure) return error.problem;
  const code = errorCode(error);
  if (code === undefined) throw error;
  if (code === 'ENOTDIR') return { kind: 'not-writable', severity: 'error', path, code };
  if (FULL.has(code)) return { kind: 'no-space', severity: 'error', path };
  return { kind: doing === 'reading' ? 'not-readable' : 'not-writable', severity: 'error', path, code };
}

/** Runs one operation; its failure names the path the user knows, not a temporary one. */
export function at<T>(path: string, doing: 'reading' | 'writing', operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw new FileFailure(problemOf(error, path, doing));
  }
}

/** Carries on after a failure of the file system, for clean-up that the next run can do as well. */
export function attempt(operation: () => void): boolean {
  try {
    operation();
    return true;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}
