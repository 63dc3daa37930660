import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isCancelled, RunFailure } from '../problem.ts';
import { contextOf, ensureEntry } from './cache.ts';
import type { JavaEnvironment } from './java.ts';
import { runCommand } from './process.ts';
import type { PythonEnvironment } from './python.ts';
import type { SetupOptions } from './setup.ts';

/** Tells the runtime which archive Java should use: `CLASSES_VARIABLE` in `session.py`. */
export const CLASSES_VARIABLE = 'LAKEWRIGHT_CLASSES';
const ARCHIVE = 'spark.jsa';
export const REQUEST_VARIABLE = 'LAKEWRIGHT_CLASSES_REQUEST';
/** Of Java's: classes are archived when the program ends. */
const LIMIT = 180_000;

interface Wanted {
  readonly python: Pick<PythonEnvironment, 'python' | 'folder'>;
  readonly java: JavaEnvironment;
  readonly jars: string;
  /** The variables of a process that runs Spark. */
  readonly env: NodeJS.ProcessEnv;
}
const folderOf = ({ python, java, jars }: Wanted): string =>
  `classes/${createHash('sha256')
    .update(JSON.stringify([python.folder, java, jars]))
    .digest('hex')
    .slice(0, 16)}`;

/** The archive, if one was made: Java's classes of Spark and Delta as they lie in memory, with which Spark starts in two thirds of the time. */
export const classArchive = (wanted: Wanted, options: SetupOptions = {}): string | undefined => {
  const archive = join(contextOf(options).cache, folderOf(wanted), ARCHIVE);
  return existsSync(archive) ? archive : undefined;
};

/** Makes the archive, which takes most of a minute. If Java cannot, that is no reason not to run: it is not tried again. */
export async function makeClassArchive(wanted: Wanted, options: SetupOptions = {}): Promise<void> {
  const context = contextOf(options);
  try {
    await ensureEntry(
      {
        path: folderOf(wanted),
        step: 'classes',
        what: "an archive of Spark's classes",
        // A folder without an archive says that it was tried.
        isUsable: existsSync,
        build: async (building) => {
          const warehouse = mkdtempSync(join(tmpdir(), 'lakewright-'));
          const args = ['-m', 'databricks_utils.warm_up', '--archive', join(building, ARCHIVE), '--warehouse', warehouse];
          await runCommand(wanted.python.python, args, { env: wanted.env, signal: context.signal, timeout: LIMIT });
          rmSync(warehouse, { recursive: true, force: true });
        },
      },
      context,
    );
  } catch (error) {
    if (!(error instanceof RunFailure) || isCancelled(error)) throw error;
  }
}

/** Makes the archive in a process that outlives this one, once per machine. True where it was begun. */
export const makeClassArchiveLater = (wanted: Wanted, options: SetupOptions = {}): boolean => {
  const { cache, env } = contextOf(options);
  // CI machines are thrown away, and a folder says that it was tried.
  if (env['CI'] || existsSync(join(cache, folderOf(wanted)))) return false;
  const program = fileURLToPath(new URL(`make-class-archive${extname(import.meta.url)}`, import.meta.url));
  const { python, java, jars } = wanted;
  const request = JSON.stringify({ python: { python: python.python, folder: python.folder }, java, jars });
  spawn(process.execPath, [program], { detached: true, stdio: 'ignore', cwd: tmpdir(), env: { ...wanted.env, [REQUEST_VARIABLE]: request } }).unref();
  return true;
};
