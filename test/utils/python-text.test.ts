import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { docstring } from '../../src/emit/python/docstring.ts';
import { print, text as textDoc } from '../../src/emit/python/layout.ts';
import { pythonFloat, pythonLongText, pythonProse, pythonString } from '../../src/utils/python-text.ts';
import { HOSTILE, anyText, python } from './hostile.ts';

/** What Python reads from each literal; strings as code points, because JSON readers differ on lone surrogates. */
const READ = `
import ast, json, sys
def plain(value):
    return [ord(c) for c in value] if isinstance(value, str) else {"float": value.hex()}
print(json.dumps([plain(ast.literal_eval(text)) for text in json.load(sys.stdin)]))
`;
const units = (text: string): readonly number[] => [...text].map((c) => c.codePointAt(0) ?? 0);
const samples = (): readonly string[] => [
  ...HOSTILE,
  ...fc.sample(anyText, { numRuns: 1500, seed: 7 }),
  ...fc.sample(fc.string({ unit: 'binary' }), { numRuns: 500, seed: 8 }),
];

describe('a Python literal', () => {
  test('is read back as the same text', () => {
    const texts = samples();
    expect(python(READ, texts.map(pythonString))).toEqual(texts.map(units));
  });
  test('is read back as the same text from between triple quotes', () => {
    const texts = samples();
    expect(
      python(
        READ,
        texts.map((text) => `"""${pythonLongText(text)}"""`),
      ),
    ).toEqual(texts.map(units));
  });
  test('is read back as the same text where it is split over lines', () => {
    const texts = samples();
    const split = texts.map((text) => `(${print(textDoc(`${text} ${text} and so on to the end of the line ${text}`), 4)})`);
    expect(python(READ, split)).toEqual(texts.map((text) => units(`${text} ${text} and so on to the end of the line ${text}`)));
  });
  test('holds nothing that a reader cannot see, nor a lone surrogate', () => {
    fc.assert(fc.property(anyText, (text) => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(pythonString(text))));
  });
  test('has double quotes, unless single ones need fewer escapes', () => {
    expect(["it's", 'say "hi"', '"\'', "\"''"].map(pythonString)).toEqual(['"it\'s"', '\'say "hi"\'', '"\\"\'"', '"\\"\'\'"']);
  });
  test('of a number is read back as the same number', () => {
    const numbers = [
      0,
      -0,
      1,
      -1,
      0.1,
      1e21,
      1.5e-7,
      5e-324,
      1.7976931348623157e308,
      123456789012345680000,
      ...fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { numRuns: 500, seed: 9 }),
    ];
    const expected = python(
      'import json, sys\nprint(json.dumps([{"float": float(x).hex()} for x in json.load(sys.stdin)]))',
      numbers.map((n) => (Object.is(n, -0) ? '-0.0' : String(n))),
    );
    expect(python(READ, numbers.map(pythonFloat))).toEqual(expected);
  });
});

describe('a docstring', () => {
  test('ends where it should, whatever its text', () => {
    const made = samples().map((text) => docstring({ summary: text, otherwise: 'A table', sections: [{ title: 'Args', entries: [['x', text]] }] }));
    const read = python('import ast, json, sys\nprint(json.dumps([len(ast.parse(text).body) for text in json.load(sys.stdin)]))', made) as readonly number[];
    expect(new Set(read)).toEqual(new Set([1]));
  });
  test('shows what cannot be seen by its code', () => {
    expect(pythonProse('a\u202eb\u0000  c\n d')).toBe('a\\u202eb\\x00 c d');
  });
});
