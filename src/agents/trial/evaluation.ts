/** Evaluates a copy of a definition in a confined process of its own: Node keeps modules for good. */
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Prepared } from '../../run/run-session.ts';
import { CAGE_HOME, CANNOT, type Command, confine, TIMED_OUT } from './confine.ts';
import { trialDiagnostic } from './diagnostics.ts';
import { EVALUATE, type Evaluated } from './evaluated.ts';
import type { Confinement } from './trial.ts';

const OWN = fileURLToPath(new URL('../../../', import.meta.url));
const SECONDS = 60;
const MOST_SAID = 2_000;
const GIB = 1 << 30;

/** Folders from which a definition may import packages, and what links in them lead to lakewright. */
const packageFolders = (root: string): readonly string[] => {
  const found = new Set([OWN]);
  // A linked package has its own packages where it really lies, and those may be linked too.
  const waiting = [root, OWN];
  const seen = new Set<string>();
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    if (seen.has(from)) continue;
    seen.add(from);
    for (let at = from; ; at = dirname(at)) {
      const folder = join(at, 'node_modules');
      if (existsSync(folder)) found.add(folder).add(realpathSync(folder));
      const own = join(folder, 'lakewright');
      if (existsSync(own)) {
        const real = realpathSync(own);
        found.add(real);
        waiting.push(real);
      }
      if (at === dirname(at)) break;
    }
  }
  return [...found];
};

export interface EvaluationOptions {
  /** The project's folder, for its packages. */
  readonly root: string;
  /** All that the definition is made of; readable, and nothing else of the user's is. */
  readonly folder: string;
  /** The folder of the definition in the copy, and its name. */
  readonly cwd: string;
  readonly app: string;
  readonly prepared: Prepared;
  readonly confinement: Confinement;
  readonly signal: AbortSignal;
}
const commandOf = ({ root, folder, cwd, app, prepared, confinement }: EvaluationOptions): Command => {
  const readable = [folder, ...packageFolders(root)];
  // In addition to the cage, or in place of a missing one: no writing, no programs, no threads, no other files.
  const node = [process.execPath, '--permission', ...readable.map((path) => `--allow-fs-read=${path}`), EVALUATE, app] as const;
  const env = { NODE_CHANNEL_FD: '3', NODE_CHANNEL_SERIALIZATION_MODE: 'json', HOME: CAGE_HOME, TZ: 'UTC', NO_COLOR: '1' };
  const limits = { memory: 4 * GIB, disk: 1 << 20, processes: 500, cpu: SECONDS, wall: SECONDS };
  return confine(confinement, prepared, { show: [...readable, dirname(process.execPath)], hide: root, env, cwd, ...limits }, [...node]);
};

export const evaluateConfined = (options: EvaluationOptions): Promise<Evaluated> => {
  const { app, signal } = options;
  const { promise, resolve } = Promise.withResolvers<Evaluated>();
  const failed = (why: string): Evaluated => ({ projects: [], files: {}, diagnostics: [trialDiagnostic({ kind: 'evaluation-failed', why }, app)] });
  const { command, args, cwd, env } = commandOf(options);
  // What the definition prints is not an answer.
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'json', detached: true });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-MOST_SAID);
  });
  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  };
  const timer = setTimeout(() => {
    resolve(failed(`it took longer than ${SECONDS} s`));
    kill();
  }, SECONDS * 1_000);
  const abort = (): void => {
    resolve(failed('it was interrupted'));
    kill();
  };
  signal.addEventListener('abort', abort, { once: true });
  process.once('exit', kill);
  child.once('message', (message) => resolve(message as Evaluated));
  child.once('error', (error) => resolve(failed(error.message)));
  child.once('close', (status, by) => {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    process.off('exit', kill);
    resolve(failed(whyOf(status, by, said)));
  });
  if (signal.aborted) abort();
  return promise;
};

const whyOf = (status: number | null, by: NodeJS.Signals | null, said: string): string => {
  const lines = said.trim().split('\n');
  // Node ends with its version, which says nothing.
  const last = lines.findLast((line) => /\w*Error\b/.test(line)) ?? lines.at(-1) ?? '';
  if (status === TIMED_OUT) return `it took longer than ${SECONDS} s`;
  if (status === CANNOT) return last;
  return `its process ended with ${by ?? `status ${status}`}${last === '' ? '' : `: ${last.slice(0, 300)}`}`;
};
