import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tomlList, tomlString } from '../../src/utils/toml-text.ts';
import { anyText, python } from './hostile.ts';

const PYTHON = 'import json, sys, tomllib\nprint(json.dumps([tomllib.loads(text)["value"] for text in json.load(sys.stdin)]))';

test('a TOML string is read back as the same text', () => {
  const texts = fc.sample(anyText, 2000);
  expect(
    python(
      PYTHON,
      texts.map((text) => `value = ${tomlString(text)}\n`),
    ),
  ).toEqual(texts.map((text) => text.toWellFormed()));
}, 60_000);

test('a TOML list is read back as the same texts, short or long', () => {
  const lists = fc.sample(fc.array(anyText, { maxLength: 6 }), 500);
  expect(
    python(
      PYTHON,
      lists.map((list) => `value = ${tomlList(list)}\n`),
    ),
  ).toEqual(lists.map((list) => list.map((text) => text.toWellFormed())));
}, 60_000);
