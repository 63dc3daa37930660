import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bareMistakes, type CheckerError, type Compiler, COMPILERS, culprit, mistakes, suggestion, typeCheck } from './compiler.ts';
import { FULL } from '../suite.ts';

/** `{…}` in a note stands for columns too many to be read. */
const asPattern = (text: string): RegExp =>
  new RegExp(
    `^${text
      .split('{…}')
      .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
      .join('\\{.*\\}')}$`,
  );

const noted = mistakes();
let bare = '';
beforeAll(() => {
  bare = bareMistakes(resolve(import.meta.dirname, 'bare'));
});

describe.each(Object.keys(COMPILERS) as Compiler[])('the pipelines under %s', (compiler) => {
  let errors: readonly CheckerError[] = [];
  // The same is seen below; TypeScript 6 takes three times as long for it.
  it.runIf(FULL || compiler === 'TypeScript 7')(
    'compile, and every mistake in them is one',
    () => {
      expect(typeCheck(compiler, 'test/types')).toEqual([]);
    },
    300_000,
  );
  it('fail on the lines of the mistakes and on no other', () => {
    errors = typeCheck(compiler, bare);
    const places = (all: readonly { readonly file: string; readonly line: number }[]): readonly string[] =>
      [...new Set(all.map((e) => `${e.file}:${e.line}`))].toSorted();
    expect(places(errors)).toEqual(places(noted));
  }, 300_000);
  // TypeScript 7 words some of them anew, so the words are pinned once.
  if (compiler !== 'TypeScript 6') return;
  it.each(noted.map((m) => [`${m.file}:${m.line}`, m] as const))('%s gives the message that is noted', (_, mistake) => {
    const error = errors.find((e) => e.file === mistake.file && e.line === mistake.line);
    expect(error?.code).toBe(mistake.code);
    expect(culprit(error?.message ?? '')).toMatch(asPattern(culprit(mistake.message)));
    const hint = suggestion(mistake.message);
    if (hint !== undefined) expect(error?.message).toContain(hint);
  });
});

it('the mistakes are as many as are noted', () => {
  expect(noted.length).toBe(111);
});
