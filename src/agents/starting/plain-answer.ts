/** An answer with texts that are safe to show and to print: one line each, without invisible characters. */
import { plainText } from '../fence.ts';
import type { StartingAnswer } from './answer.ts';

/** A text in one line, without hidden characters. */
export const oneLine = (text: string): string =>
  plainText(text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').toWellFormed(), 10_000)
    .replace(/ +/g, ' ')
    .trim();

const plain = (value: unknown): unknown => {
  if (typeof value === 'string') return oneLine(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return value;
};
/** Values that rows are compared with, and the character between columns, stay as they are: a changed one would be a different one. */
export const plainAnswer = (answer: StartingAnswer): StartingAnswer => {
  const made = plain(answer) as StartingAnswer;
  return {
    ...made,
    sources: made.sources.map((source, i) => {
      const given = answer.sources[i]?.from;
      return source.from.kind === 'files' && given?.kind === 'files' ? { ...source, from: { ...source.from, separator: given.separator } } : source;
    }),
    rules: made.rules.map((rule, i) => ({ ...rule, values: answer.rules[i]?.values ?? [] })),
  };
};
