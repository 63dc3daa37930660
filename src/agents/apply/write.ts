/** Writes a plan: all of its files or none, each replaced in one step, by one process at a time. */
import { randomUUID } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { type Disk, makeFolder, nodeDisk } from '../../write/disk.ts';
import { acquireLock } from '../../write/lock.ts';
import { attempt, errorCode, FileFailure } from '../../write/problems.ts';
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
 * files before those that may speak of them.
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
  readonly temporary: string;
}
const replaceAll = (root: string, files: readonly PlannedFile[], disk: Disk): void => {
  const folders: string[] = [];
  const steps: Step[] = [];
  const done: Step[] = [];
  try {
    for (const file of files) {
      const target = targetOf(root, file);
      expectAsPlanned(target, file);
      guarded(file, () => folders.push(...makeFolders(disk, dirname(target))));
      const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
      steps.push({ file, target, temporary });
      guarded(file, () => writeThrough(temporary, file.after, file.before === undefined ? undefined : target));
    }
    for (const step of steps) {
      expectAsPlanned(step.target, step.file);
      guarded(step.file, () => place(disk, step));
      done.push(step);
    }
  } catch (error) {
    for (const step of done.toReversed()) attempt(() => takeBack(disk, step));
    for (const { temporary } of steps) attempt(() => disk.removeFile(temporary));
    for (const folder of folders.toReversed()) attempt(() => disk.removeFolder(folder));
    throw error;
  }
};

const guarded = <T>({ path }: PlannedFile, operation: () => T): T => {
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
/** On the disk itself before it gets its name, with the rights of what it replaces. */
const writeThrough = (temporary: string, content: string, like: string | undefined): void => {
  const handle = openSync(temporary, 'wx', 0o666);
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  if (like !== undefined) chmodSync(temporary, statSync(like).mode & 0o7777);
};
const place = (disk: Disk, { file, target, temporary }: Step): void => {
  if (file.before !== undefined) disk.rename(temporary, target);
  else {
    // A second name is refused where there is a file already; renaming would replace it.
    disk.duplicate(temporary, target);
    disk.removeFile(temporary);
  }
};
const takeBack = (disk: Disk, { file, target, temporary }: Step): void => {
  if (file.before === undefined) disk.removeFile(target);
  else {
    writeThrough(temporary, file.before, target);
    disk.rename(temporary, target);
  }
};
