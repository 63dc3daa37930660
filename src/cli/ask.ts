/** Questions to whoever sits at the terminal; nobody is asked where there is none. */
import { createInterface } from 'node:readline/promises';

export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

const ask = async (text: string): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(text)).trim();
  } finally {
    lines.close();
  }
};
/** Yes only where it is said. */
const confirm = async (text: string): Promise<boolean> => /^y(es)?$/i.test(await ask(`${text} [y/N] `));
/** Whether something is to be written: it was said beforehand, or is said now, where somebody can answer. */
export const wants = async ({ apply, json }: { readonly apply?: boolean; readonly json?: boolean }, question: string): Promise<boolean> =>
  apply === true || (!json && canAsk() && (await confirm(question)));
/** One of so many, from 1; undefined where none is chosen. */
export const chooseOne = async (text: string, count: number): Promise<number | undefined> => {
  const answer = Number(await ask(`${text} [1-${count}, or nothing] `));
  return Number.isInteger(answer) && answer >= 1 && answer <= count ? answer - 1 : undefined;
};
