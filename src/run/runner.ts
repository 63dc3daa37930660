import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface RunnerOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The open file that takes standard error. */
  readonly log: number;
  /** Hears each line of standard output. */
  readonly onLine: (line: string) => void;
}
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why the program could not be started. */
  readonly error?: string;
}
export interface Runner {
  readonly ended: Promise<Ended>;
  /** Asks the process itself to end cleanly; Java is its child and follows it. */
  readonly interrupt: (signal: NodeJS.Signals) => void;
  /** Ends the process and all that it started, at once. */
  readonly kill: () => void;
}

const WINDOWS = process.platform === 'win32';
/** Milliseconds for Java to remove its temporary files once Python has ended. */
const TIDY = 3_000;
const POLL = 25;

/**
 * Starts a program in a process group of its own: Ctrl-C in the terminal does not reach it, so that we can pass it on once and
 * in order, and nothing that it started outlives it.
 */
export function startRunner({ command, args, cwd, env, log, onLine }: RunnerOptions): Runner {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', log], detached: !WINDOWS, windowsHide: true });
  if (child.stdout) createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
  const kill = (): void => signalGroup(child.pid, 'SIGKILL');
  process.once('exit', kill);
  const finish = (ended: Ended): void => {
    process.off('exit', kill);
    resolve(ended);
  };
  child.once('error', (error) => finish({ code: null, signal: null, error: error.message }));
  child.once('close', (code, signal) => {
    const deadline = performance.now() + TIDY;
    const tidy = (): void => {
      if (isGroupAlive(child.pid) && performance.now() < deadline) {
        setTimeout(tidy, POLL);
        return;
      }
      kill();
      finish({ code, signal });
    };
    tidy();
  });
  return { ended: promise, interrupt: (signal) => void child.kill(WINDOWS ? 'SIGKILL' : signal), kill };
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  if (WINDOWS) {
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

function isGroupAlive(pid: number | undefined): boolean {
  if (pid === undefined || WINDOWS) return false;
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
