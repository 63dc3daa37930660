/** How a process is kept from doing harm: what this machine offers for that, and the command that uses it. */
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Prepared } from '../../run/run-session.ts';
import { trialDiagnostic, TrialFailure } from './diagnostics.ts';
import type { Confinement } from './trial.ts';

export interface Cage {
  /** Folders and files that are readable in it, besides the system's. */
  readonly show: readonly string[];
  /** The project's folder, which is not, wherever it is. */
  readonly hide?: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Bytes that each process may take. */
  readonly memory: number;
  /** Bytes that can be written. */
  readonly disk: number;
  /** Processes and threads, together. */
  readonly processes: number;
  /** Seconds of a processor, for each process. */
  readonly cpu: number;
  /** Seconds, after which it is ended. @default none */
  readonly wall?: number;
}
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}
/** The cage's own exit statuses. */
export const CANNOT = 126;
export const TIMED_OUT = 124;
/** The home of a process in a cage. */
export const CAGE_HOME = '/tmp/home';

/** The program that makes cages: it is part of the runtime. */
const launcherOf = (prepared: Prepared): string | undefined =>
  (prepared.env['PYTHONPATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'databricks_utils', 'cage.py'))
    .find((file) => existsSync(file));

const inCage = (python: string, launcher: string, { wall, hide, ...cage }: Cage, command: readonly string[]): Command => ({
  command: python,
  // Isolated: neither the environment nor the current folder says what is imported.
  args: [
    '-I',
    '-S',
    launcher,
    JSON.stringify({ ...cage, show: shown(cage.show), hide: hide === undefined ? [] : [hide], ...(wall === undefined ? {} : { wall }) }),
    ...command,
  ],
  cwd: '/',
  env: {},
});
/** Including the targets of links, and only what exists. */
const shown = (paths: readonly string[]): readonly string[] => [
  ...new Set(paths.filter((path) => existsSync(path)).flatMap((path) => [realpathSync(path), path])),
];

const probed = new Map<string, Confinement>();
const NOTHING: Cage = { show: [], env: {}, cwd: CAGE_HOME, memory: 1 << 30, disk: 1 << 20, processes: 500, cpu: 10, wall: 10 };
/** What this machine has: tried out, once for each Python. */
export const probeConfinement = (prepared: Prepared): Confinement => {
  const { python } = prepared.python;
  const known = probed.get(python);
  if (known) return known;
  const found = probe(prepared);
  probed.set(python, found);
  return found;
};
const probe = (prepared: Prepared): Confinement => {
  if (process.platform !== 'linux') return { kind: 'none', why: `there is no sandbox for ${process.platform}` };
  const launcher = launcherOf(prepared);
  if (launcher === undefined) return { kind: 'none', why: 'the Python path has no databricks_utils/cage.py' };
  const { command, args, cwd, env } = inCage(prepared.python.python, launcher, NOTHING, ['/bin/true']);
  const { status, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout: 20_000 });
  if (status === 0) return { kind: 'cage' };
  const [line = ''] = (stderr ?? '').trim().split('\n').slice(-1);
  return { kind: 'none', why: line.replace(/^cage: /, '') || (error?.message ?? `status ${status}`) };
};

/** Throws a `TrialFailure` if there is no cage and nobody agreed to do without. */
export const requireConfinement = (prepared: Prepared, unconfined: boolean): Confinement => {
  const found = probeConfinement(prepared);
  if (found.kind === 'none' && !unconfined) throw new TrialFailure(trialDiagnostic({ kind: 'not-confined', why: found.why }, 'lakewright'));
  return found;
};

/** The command in its cage; without one, with the same environment in a folder of its own. */
export const confine = (confinement: Confinement, prepared: Prepared, cage: Cage, command: readonly [string, ...string[]]): Command => {
  const launcher = launcherOf(prepared);
  if (confinement.kind === 'cage' && launcher !== undefined) return inCage(prepared.python.python, launcher, cage, command);
  const [program, ...args] = command;
  return { command: program, args, cwd: cage.cwd, env: cage.env };
};

/** Where a Python lives: its environment, and what that was made from. */
export const pythonFolders = (python: string): readonly string[] => [dirname(dirname(python)), dirname(dirname(realpathSync(python)))];
