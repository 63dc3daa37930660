/** A process that answers questions, one line each: one at a time, with a time limit for each. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Command } from './confine.ts';

export type Answer = Readonly<Record<string, unknown>>;
export type Asked = { readonly answer: Answer } | { readonly died: string } | { readonly slow: number };
export interface AnsweringProcess {
  /** Resolves with the first line, when it is ready. */
  readonly ready: Promise<Asked>;
  readonly ask: (question: Answer, seconds: number) => Promise<Asked>;
  readonly isAlive: () => boolean;
  readonly pid: number | undefined;
  readonly end: () => Promise<void>;
}

const MOST_SAID = 4_000;
/** Milliseconds for a clean end. */
const PATIENCE = 5_000;

export const answeringProcess = ({ command, args, cwd, env }: Command, secondsToStart: number): AnsweringProcess => {
  const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], detached: process.platform !== 'win32', windowsHide: true });
  let waiting: ((asked: Asked) => void) | undefined;
  let said = '';
  let gone: string | undefined;
  const settle = (asked: Asked): void => {
    const resolve = waiting;
    waiting = undefined;
    resolve?.(asked);
  };
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    said = (said + text).slice(-MOST_SAID);
  });
  // A process that is gone cannot be written to; that it is gone is reported below.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    const answer = parsed(line);
    if (answer) settle({ answer });
  });
  const { promise: ended, resolve: hasEnded } = Promise.withResolvers<void>();
  const finish = (why: string): void => {
    gone ??= why;
    killGroup(child);
    settle({ died: gone });
    process.off('exit', kill);
    hasEnded();
  };
  const kill = (): void => killGroup(child);
  process.on('exit', kill);
  child.once('error', (error) => finish(error.message));
  child.once('close', (code, signal) => finish(reasonOf(code, signal, said)));

  const next = (seconds: number, send: () => void): Promise<Asked> => {
    if (gone !== undefined) return Promise.resolve({ died: gone });
    const { promise, resolve } = Promise.withResolvers<Asked>();
    const timer = setTimeout(() => {
      waiting = undefined;
      gone ??= `it had given no answer after ${seconds} s`;
      kill();
      resolve({ slow: seconds });
    }, seconds * 1_000);
    waiting = (asked) => {
      clearTimeout(timer);
      resolve(asked);
    };
    send();
    return promise;
  };
  return {
    ready: next(secondsToStart, () => undefined),
    ask: (question, seconds) => next(seconds, () => child.stdin.write(`${JSON.stringify(question)}\n`)),
    isAlive: () => gone === undefined,
    pid: child.pid,
    end: async () => {
      child.stdin.end();
      const timer = setTimeout(kill, PATIENCE);
      await ended;
      clearTimeout(timer);
    },
  };
};

const parsed = (line: string): Answer | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Answer;
  } catch {
    return undefined;
  }
};
/** The last thing that it said, without Java's noise. */
const reasonOf = (code: number | null, signal: NodeJS.Signals | null, said: string): string => {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:WARNING|Using |Setting |To adjust|\d\d\/\d\d\/\d\d )/.test(line));
  const how = signal === null ? `status ${code}` : signal;
  const last = lines.at(-1);
  return last === undefined ? how : `${how}: ${last.slice(0, 300)}`;
};
const killGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Nobody is left in the group.
  }
};
