import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sqlComment, sqlIdentifier, sqlName, sqlString } from '../../src/utils/sql-text.ts';
import { anyText } from './hostile.ts';
import cases from './sql-text.cases.json' with { type: 'json' };

const SHORT: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
/** Reads a literal as Spark's parser does. */
const read = (literal: string): string =>
  literal
    .slice(1, -1)
    .replace(/\\u([0-9a-f]{4})|\\(.)/gs, (_, hex: string | undefined, c: string) => (hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (SHORT[c] ?? c)));

describe('SQL texts', () => {
  test('are escaped as in Python, whose test reads the same cases', () => {
    expect(cases.map(([text = '']) => [text, sqlString(text)])).toEqual(cases);
  });

  test('are read back as they were, whatever they hold', () => {
    fc.assert(fc.property(anyText, (text) => read(sqlString(text)) === text));
  });

  test('never end before their end, break a line, or hold what a tool would fill in', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const literal = sqlString(text);
        expect(literal).toMatch(/^'(?:[^'\\\n\r]|\\.)*'$/su);
        expect(literal).not.toContain('${');
        expect(literal).not.toContain('{{');
      }),
    );
  });
});

describe('SQL names', () => {
  test('are bare where they can be, and in backticks where not', () => {
    expect(['carrier', 'select', 'a b', '1st', 'ü', 'x`y', 'Date'].map(sqlIdentifier)).toEqual([
      'carrier',
      '`select`',
      '`a b`',
      '`1st`',
      '`ü`',
      '`x``y`',
      '`Date`',
    ]);
    expect(sqlName('prod_ops', 'flights_silver', 'a.b')).toBe('prod_ops.flights_silver.`a.b`');
  });

  test('are one name, whatever they hold', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const text = sqlIdentifier(name);
        if (text === name) expect(text).toMatch(/^[A-Za-z_]\w*$/);
        else expect(text.slice(1, -1).replaceAll('``', '')).not.toContain('`');
        expect(text === name ? text : text.slice(1, -1).replaceAll('``', '`')).toBe(name);
      }),
    );
  });
});

test('a comment stays a comment', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const line of sqlComment(text).split(/[\n\r\u0085\u2028\u2029]/)) expect(line).toMatch(/^--/);
    }),
  );
});
