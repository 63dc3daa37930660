/** Sessions of projects that are begun from plain words: what was answered must survive a kill, and there is no project yet to keep it in. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSession, SESSIONS, sessionsIn } from '../agents/session.ts';
import { cacheFolder } from '../run/environment/cache.ts';

const UNUSED_DAYS = 60;
const DAY = 24 * 60 * 60 * 1000;

const removeOld = (folder: string): void => {
  const latest = Date.now() - UNUSED_DAYS * DAY;
  for (const name of readdirSync(folder)) if (statSync(join(folder, name)).mtimeMs < latest) rmSync(join(folder, name), { recursive: true, force: true });
};
const startsOf = (cwd: string, cache: string): string => join(cache, 'starts', createHash('sha256').update(cwd).digest('hex').slice(0, 16));

/** Where the sessions of a folder are kept, for its user alone; where nothing can be kept, a folder that is gone with the machine's temporary files. */
export const startsFolder = (cwd: string, cache = cacheFolder(process.env)): string => {
  const folder = startsOf(cwd, cache);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    removeOld(join(cache, 'starts'));
    return folder;
  } catch {
    return mkdtempSync(join(tmpdir(), 'lakewright-starts-'));
  }
};

/** Sessions that were begun in a folder and did not finish, the newest first. */
export const openStarts = (cwd: string, cache = cacheFolder(process.env)): readonly { readonly id: string; readonly words: readonly string[] }[] => {
  const folder = startsOf(cwd, cache);
  return sessionsIn(folder)
    .toReversed()
    .flatMap((id) => {
      const events = readSession(folder, id) ?? [];
      const started = events.find((event) => event.event === 'started');
      return started && events.at(-1)?.event !== 'ended' ? [{ id, words: started.command.arguments }] : [];
    });
};
/** The one of the same words and name. */
export const openStart = (cwd: string, words: readonly string[], cache = cacheFolder(process.env)): string | undefined =>
  openStarts(cwd, cache).find((start) => JSON.stringify(start.words) === JSON.stringify(words))?.id;

const fileOf = (id: string): string => `${id}.jsonl`;
export const dropStart = (folder: string, id: string): void => {
  rmSync(join(folder, SESSIONS, fileOf(id)), { force: true });
  if (sessionsIn(folder).length === 0) rmSync(folder, { recursive: true, force: true });
};
/** A session that finished belongs to the project. */
export const moveStart = (folder: string, id: string, project: string): void => {
  mkdirSync(join(project, SESSIONS), { recursive: true });
  copyFileSync(join(folder, SESSIONS, fileOf(id)), join(project, SESSIONS, fileOf(id)));
  dropStart(folder, id);
};
