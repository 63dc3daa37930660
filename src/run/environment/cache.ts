import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../../utils/system-error.ts';
import { makeFolder, onDisk, RunFailure } from '../problem.ts';
import { isHeld, withLock } from './lock.ts';
import type { SetupContext, SetupOptions, SetupStep } from './setup.ts';

/** The folder for what can be recreated: shared by all projects of a user. */
export function cacheFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const own = env['LAKEWRIGHT_CACHE'];
  if (own) return own;
  const home = env['HOME'] || homedir();
  const xdg = env['XDG_CACHE_HOME'];
  if (xdg) return join(xdg, 'lakewright');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'lakewright');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'lakewright', 'cache');
  return join(home, '.cache', 'lakewright');
}

export function contextOf(options: SetupOptions): SetupContext {
  const env = options.env ?? process.env;
  return { cache: options.cache ?? cacheFolder(env), env, signal: options.signal, report: options.report ?? (() => undefined) };
}

/** A folder in the cache that is either complete or not there. */
export interface CacheEntry {
  /** Relative to the cache, with `/`. */
  readonly path: string;
  readonly step: SetupStep;
  /** What is being made, in words. */
  readonly what: string;
  /** Whether an existing entry works: its parts may lie outside, like the Python of a virtual environment. */
  readonly isUsable: (folder: string) => boolean;
  /** Makes it in `building`, which is renamed to `folder` afterwards. */
  readonly build: (building: string, folder: string) => Promise<void>;
}

const BUILDING = '.building-';
const UNUSED_DAYS = 60;

/** The folder of an entry, made if it does not exist: by one process at a time, in another folder that is then renamed. */
export async function ensureEntry(entry: CacheEntry, context: SetupContext): Promise<string> {
  const folder = join(context.cache, ...entry.path.split('/'));
  if (entry.isUsable(folder)) {
    touch(folder);
    return folder;
  }
  const start = performance.now();
  makeFolder(dirname(folder));
  await withLock(`${folder}.lock`, { signal: context.signal, onWait: (pid) => context.report({ kind: 'setup-waiting', step: entry.step, pid }) }, async () => {
    if (entry.isUsable(folder)) return;
    context.report({ kind: 'setup-started', step: entry.step, what: entry.what });
    sweep(dirname(folder), basename(folder));
    const building = `${folder}${BUILDING}${randomBytes(4).toString('hex')}`;
    try {
      onDisk(context.cache, () => mkdirSync(building));
      await entry.build(building, folder);
      if (context.signal?.aborted) throw new RunFailure({ kind: 'cancelled', what: entry.what });
      onDisk(context.cache, () => replace(folder, building));
    } catch (error) {
      rmSync(building, { recursive: true, force: true });
      // A process that took our lock while we were suspended may have made it.
      if (!entry.isUsable(folder)) throw error;
    }
    context.report({ kind: 'setup-finished', step: entry.step, seconds: (performance.now() - start) / 1000 });
  });
  return folder;
}

/** Puts a finished folder in its place; one that is there does not work, or the finished one would not have been made. */
function replace(folder: string, building: string): void {
  if (existsSync(folder)) {
    const old = `${folder}${BUILDING}old`;
    rmSync(old, { recursive: true, force: true });
    renameSync(folder, old);
    renameSync(building, folder);
    rmSync(old, { recursive: true, force: true });
  } else {
    renameSync(building, folder);
  }
}

/** Marks an entry as used. */
function touch(folder: string): void {
  const now = new Date();
  try {
    utimesSync(folder, now, now);
  } catch (error) {
    // A cache that an administrator filled may be read-only.
    if (errorCode(error) === undefined) throw error;
  }
}

/** Removes what killed processes left, and entries of versions that have not been used for long. The caller has the lock of `own`. */
function sweep(parent: string, own: string): void {
  const oldest = Date.now() - UNUSED_DAYS * 86_400_000;
  for (const name of readdirSync(parent)) {
    const path = join(parent, name);
    const at = name.indexOf(BUILDING);
    const isLeft = at > 0 && (name.slice(0, at) === own || !isHeld(join(parent, `${name.slice(0, at)}.lock`)));
    const state = statSync(path, { throwIfNoEntry: false });
    if (isLeft || (at < 0 && state?.isDirectory() && state.mtimeMs < oldest && !isHeld(`${path}.lock`))) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}
