import { dirname } from 'node:path';
import { type Disk, makeFolder } from './disk.ts';
import { isAlive, type Owner, parseOwner, thisProcess } from './owner.ts';
import { LOCK_GUARD_PATH, LOCK_PATH, STATE_FOLDER } from './paths.ts';
import { errorCode } from '../utils/system-error.ts';
import { at, attempt, FileFailure, problemOf, type WriteProblem } from './problems.ts';

export interface Lock {
  readonly release: () => void;
}

type LockState =
  | { readonly kind: 'free' }
  | { readonly kind: 'held'; readonly owner: Owner | undefined }
  | { readonly kind: 'abandoned'; readonly text: string };

/** Milliseconds between two attempts. */
const PAUSE = 20;
/** A lock without legible content is being written, or its owner died just then; milliseconds until we believe the latter. */
const HALF_WRITTEN = 1_000;
/** Locks that this process could not remove: it lives, but they no longer mean anything. */
const leftBehind = new Set<string>();

/**
 * Keeps other processes from writing to the project; waits up to `timeout` milliseconds for one that does.
 * Throws a `FileFailure` of kind `locked` or `not-writable`.
 */
export function acquireLock(disk: Disk, root: string, timeout: number): Lock {
  const path = `${root}/${LOCK_PATH}`;
  const deadline = performance.now() + timeout;
  const text = JSON.stringify(thisProcess());
  const made = makeStateFolder(disk, root);
  const removeMade = (): void => {
    for (const folder of made) attempt(() => disk.removeFolder(folder));
  };

  try {
    while (!createLock(disk, path, text)) {
      const state = lockState(disk, path);
      if (state.kind === 'abandoned' && removeAbandoned(disk, root, state.text)) continue;
      if (performance.now() >= deadline) throw new FileFailure(lockedBy(state.kind === 'held' ? state.owner : undefined));
      pause(PAUSE);
      // The process we wait for may have removed the folder that it had made itself.
      made.unshift(...makeStateFolder(disk, root));
    }
  } catch (error) {
    removeMade();
    throw error;
  }
  const guard = `${root}/${LOCK_GUARD_PATH}`;
  if (lockState(disk, guard).kind === 'abandoned') attempt(() => disk.removeFile(guard));
  return {
    release: () => {
      if (!attempt(() => disk.removeFile(path))) leftBehind.add(text);
      removeMade();
    },
  };
}

/** The living process that is writing to the project. */
export function lockOwner(disk: Disk, root: string): Owner | undefined {
  const state = lockState(disk, `${root}/${LOCK_PATH}`);
  return state.kind === 'held' ? state.owner : undefined;
}

export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function createLock(disk: Disk, path: string, text: string): boolean {
  try {
    disk.create(path, text, false);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    const problem = problemOf(error, LOCK_PATH, 'writing');
    // A full disk may create the file and then refuse its content.
    if (problem.kind === 'no-space') attempt(() => disk.removeFile(path));
    throw new FileFailure(problem);
  }
}

function lockState(disk: Disk, path: string): LockState {
  const entry = disk.look(path);
  if (entry === undefined) return { kind: 'free' };
  let text = '';
  const isRead = attempt(() => {
    text = disk.readText(path);
  });
  if (!isRead) return { kind: 'free' };
  if (leftBehind.has(text)) return { kind: 'abandoned', text };
  const owner = parseOwner(text);
  const alive = owner === undefined ? Math.abs(Date.now() - entry.modified) < HALF_WRITTEN : isAlive(owner);
  return alive ? { kind: 'held', owner } : { kind: 'abandoned', text };
}

/**
 * Removes a dead process's lock, one process at a time: of two that saw it, the slower one would otherwise remove the lock
 * that the faster one has meanwhile created.
 */
function removeAbandoned(disk: Disk, root: string, text: string): boolean {
  const path = `${root}/${LOCK_PATH}`;
  const guard = `${root}/${LOCK_GUARD_PATH}`;
  if (!attempt(() => disk.create(guard, JSON.stringify(thisProcess()), false))) {
    if (lockState(disk, guard).kind === 'abandoned') attempt(() => disk.removeFile(guard));
    return false;
  }
  try {
    const state = lockState(disk, path);
    return state.kind === 'abandoned' && state.text === text && attempt(() => disk.removeFile(path));
  } finally {
    attempt(() => disk.removeFile(guard));
  }
}

/** The owner is unknown while its lock is being written. */
export function lockedBy(owner: Owner | undefined): WriteProblem {
  return { kind: 'locked', severity: 'error', path: LOCK_PATH, pid: owner?.pid ?? 0, host: owner?.host ?? '' };
}

/** Makes the root and our folder in it where they are missing; returns those made, children first. */
function makeStateFolder(disk: Disk, root: string): string[] {
  const missing: string[] = [];
  let folder = `${root}/${STATE_FOLDER}`;
  while (disk.look(folder) === undefined && dirname(folder) !== folder) {
    missing.push(folder);
    folder = dirname(folder);
  }
  for (const path of missing.toReversed()) at(STATE_FOLDER, 'writing', () => makeFolder(disk, path));
  return missing;
}
