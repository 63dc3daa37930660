import { type SpawnOptions, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Ends the command when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Hears each line of either output as it comes. */
  readonly onLine?: (line: string) => void;
  /** Milliseconds after which the command is ended. @default never */
  readonly timeout?: number;
}
export interface CommandResult {
  /** Null where the command could not be started or was ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  /** Both outputs, as they came. */
  readonly output: string;
}

/** Runs a program to its end, without a shell; never throws. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { promise, resolve } = Promise.withResolvers<CommandResult>();
  const settings: SpawnOptions = { stdio: ['ignore', 'pipe', 'pipe'], env: options.env ?? process.env, windowsHide: true };
  if (options.cwd !== undefined) settings.cwd = options.cwd;
  if (options.timeout !== undefined) settings.timeout = options.timeout;
  if (options.signal?.aborted) {
    resolve({ code: null, stdout: '', output: '' });
    return promise;
  }
  const child = spawn(command, args, settings);
  const stdout: string[] = [];
  const output: string[] = [];
  const listen = (stream: NodeJS.ReadableStream | null, own?: string[]): void => {
    if (stream === null) return;
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
      own?.push(line);
      output.push(line);
      options.onLine?.(line);
    });
  };
  listen(child.stdout, stdout);
  listen(child.stderr);
  const abort = (): void => void child.kill('SIGTERM');
  options.signal?.addEventListener('abort', abort, { once: true });
  const finish = (code: number | null, why?: string): void => {
    options.signal?.removeEventListener('abort', abort);
    if (why !== undefined) output.push(why);
    resolve({ code, stdout: stdout.join('\n'), output: output.join('\n') });
  };
  child.once('error', (error) => finish(null, error.message));
  child.once('close', (code) => finish(code));
  return promise;
}

const WINDOWS = process.platform === 'win32';
const SUFFIXES = WINDOWS ? ['.exe', '.cmd', '.bat', ''] : [''];

/** The path of a program on the PATH of `env`. */
export function findProgram(name: string, env: NodeJS.ProcessEnv): string | undefined {
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter)) {
    if (folder === '') continue;
    for (const suffix of SUFFIXES) {
      const path = join(folder, name + suffix);
      if (isProgram(path)) return path;
    }
  }
  return undefined;
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, WINDOWS ? constants.F_OK : constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
