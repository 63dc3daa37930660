/** Questions to whoever sits at the terminal; nobody is asked where there is none. */
import { createInterface } from 'node:readline/promises';
import { RunFailure } from '../run/problem.ts';

export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const ask = async (text: string): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new AbortController();
  const end = (): void => ended.abort();
  for (const name of SIGNALS) process.on(name, end);
  // Nobody answers any more, and a question alone would wait forever.
  lines.once('close', end);
  try {
    return (await lines.question(text, { signal: ended.signal })).trim();
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw new RunFailure({ kind: 'cancelled', what: 'nothing was written' });
    throw error;
  } finally {
    for (const name of SIGNALS) process.off(name, end);
    lines.off('close', end);
    lines.close();
  }
};
/** Yes only if it is given explicitly. */
export const confirm = async (text: string): Promise<boolean> => /^y(es)?$/i.test(await ask(`${text} [y/N] `));
/** What was said beforehand: `apply` is a yes to all, and with `json` nobody reads questions. */
export interface Said {
  readonly apply?: boolean;
  readonly json?: boolean;
}
/** Whether something is to be written: it was said beforehand, or is said now, where somebody can answer. */
export const wants = async ({ apply, json }: Said, question: string): Promise<boolean> => apply === true || (!json && canAsk() && (await confirm(question)));
/** One of this many, from 1; undefined if none is chosen. */
export const chooseOne = async (text: string, count: number): Promise<number | undefined> => {
  const answer = Number(await ask(`${text} [1-${count}, or nothing] `));
  return Number.isInteger(answer) && answer >= 1 && answer <= count ? answer - 1 : undefined;
};
