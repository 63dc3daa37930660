/** Writes a plan: all of its files or none, each replaced in one step, by one process at a time. */
import { chmodSync, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { type Disk, makeFolder, nodeDisk } from '../../write/disk.ts';
import { acquireLock } from '../../write/lock.ts';
import { TEMPORARY_FOLDER } from '../../write/paths.ts';
import { errorCode } from '../../utils/system-error.ts';
import { attempt, FileFailure } from '../../write/problems.ts';
import { removeStaging } from '../../write/staging.ts';
import { applyDiagnostic, NotApplied } from './diagnostics.ts';
import type { Plan, PlannedFile } from './plan.ts';

export type Applied = { readonly ok: true; readonly files: readonly string[] } | { readonly ok: false; readonly problems: readonly Diagnostic[] };
export interface ApplyOptions {
  /** Milliseconds for which another process that writes is waited for. @default 10,000 */
  readonly wait?: number;
  /** @default the machine's */
  readonly disk?: Disk;
}
const WAIT = 10_000;

/**
 * Writes what was planned, if every file still is as it was planned from. A process that is killed leaves each file old or new, and new
 * files before those that may speak of them; like all writing here, this holds for processes, not for power cuts.
 */
export const applyPlan = (root: string, { files }: Plan, { wait = WAIT, disk = nodeDisk }: ApplyOptions = {}): Applied => {
  if (files.length === 0) return { ok: true, files: [] };
  const ordered = files.toSorted((a, b) => Number(a.before !== undefined) - Number(b.before !== undefined));
  try {
    const lock = locked(root, wait, disk);
    try {
      replaceAll(root, ordered, disk);
    } finally {
      lock.release();
    }
    return { ok: true, files: ordered.map(({ path }) => path) };
  } catch (error) {
    if (!(error instanceof NotApplied)) throw error;
    const { problem } = error;
    return { ok: false, problems: [applyDiagnostic(problem, 'file' in problem ? problem.file : root)] };
  }
};

const locked = (root: string, wait: number, disk: Disk): { readonly release: () => void } => {
  try {
    return acquireLock(disk, root, wait);
  } catch (error) {
    if (!(error instanceof FileFailure)) throw error;
    const { problem } = error;
    throw new NotApplied(
      problem.kind === 'locked'
        ? { kind: 'locked', pid: problem.pid, host: problem.host }
        : { kind: 'not-written', file: problem.path, code: 'code' in problem ? problem.code : problem.kind },
    );
  }
};

interface Step {
  readonly file: PlannedFile;
  /** Where the file really is, links followed. */
  readonly target: string;
  /** Its new content, until it is put in place. */
  readonly staged: string;
}
const replaceAll = (root: string, files: readonly PlannedFile[], disk: Disk): void => {
  const folders: string[] = [];
  const done: Step[] = [];
  // What a killed process left there goes too: only the holder of the lock has a folder of this kind.
  removeStaging(disk, root);
  const staging = `${root}/${TEMPORARY_FOLDER}/${process.pid}-${Date.now().toString(36)}`;
  try {
    guarded({ path: TEMPORARY_FOLDER }, () => makeFolders(disk, staging));
    const steps = files.map((file, n): Step => {
      const target = targetOf(root, file);
      expectAsPlanned(target, file);
      const staged = `${staging}/${n}`;
      guarded(file, () => stage(disk, staged, file.after, file.before === undefined ? undefined : target));
      return { file, target, staged };
    });
    for (const step of steps) {
      guarded(step.file, () => folders.push(...makeFolders(disk, dirname(step.target))));
      expectAsPlanned(step.target, step.file);
      guarded(step.file, () => place(disk, step));
      done.push(step);
    }
  } catch (error) {
    for (const step of done.toReversed()) attempt(() => takeBack(disk, step));
    for (const folder of folders.toReversed()) attempt(() => disk.removeFolder(folder));
    throw error;
  } finally {
    removeStaging(disk, root);
  }
};

const guarded = <T>({ path }: { readonly path: string }, operation: () => T): T => {
  try {
    return operation();
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new NotApplied(code === 'EEXIST' ? { kind: 'file-exists', file: path } : { kind: 'not-written', file: path, code });
  }
};

const targetOf = (root: string, file: PlannedFile): string => {
  const path = join(root, file.path);
  if (file.before !== undefined) return existsSync(path) ? realpathSync(path) : path;
  // A new file stays within the project, whatever its folders are links to.
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  const inside = relative(realpathSync(root), realpathSync(folder));
  if (inside.startsWith('..') || isAbsolute(inside)) throw new NotApplied({ kind: 'file-path', file: file.path, fault: 'linked' });
  return path;
};
const expectAsPlanned = (target: string, { path, before }: PlannedFile): void => {
  if (before === undefined) {
    if (existsSync(target)) throw new NotApplied({ kind: 'file-exists', file: path });
    return;
  }
  let now: string | undefined;
  try {
    now = readFileSync(target, 'utf8');
  } catch {
    now = undefined;
  }
  if (now !== before) throw new NotApplied({ kind: 'file-changed', file: path });
};
const makeFolders = (disk: Disk, folder: string): readonly string[] => {
  const missing: string[] = [];
  for (let at = folder; disk.look(at) === undefined; at = dirname(at)) missing.unshift(at);
  for (const each of missing) makeFolder(disk, each);
  return missing;
};
/** With the rights of what it replaces. */
const stage = (disk: Disk, staged: string, content: string, like: string | undefined): void => {
  disk.create(staged, content, false);
  if (like !== undefined) chmodSync(staged, statSync(like).mode & 0o7777);
};
const place = (disk: Disk, { file, target, staged }: Step): void => {
  // A second name is refused if there already is a file; renaming would replace it.
  if (file.before === undefined) disk.duplicate(staged, target);
  else disk.rename(staged, target);
};
const takeBack = (disk: Disk, { file, target, staged }: Step): void => {
  if (file.before === undefined) disk.removeFile(target);
  else {
    stage(disk, `${staged}.old`, file.before, target);
    disk.rename(`${staged}.old`, target);
  }
};
