import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSqlComment, isSqlQuoted, sqlTokens } from '../../src/query/sql-tokens.ts';

const texts = (sql: string): readonly string[] => sqlTokens(sql).map(({ text }) => text);

describe('the tokens of a text in SQL', () => {
  it('are together the text, each at its place, whatever it holds', () => {
    const piece = fc.constantFrom("'", '"', '`', '\\', '--', '/*', '*/', '\n', ' ', 'it', '<>', 'ß', '(');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const sql = pieces.join('');
        const tokens = sqlTokens(sql);
        expect(tokens.map(({ text }) => text).join('')).toBe(sql);
        for (const { text, offset } of tokens) expect(sql.slice(offset, offset + text.length)).toBe(text);
      }),
    );
  });
  it('are two where a quote stands twice in a text, and one in a name', () => {
    expect(texts("'it''s' `a``b`")).toEqual(["'it'", "'s'", ' ', '`a``b`']);
    expect(texts("'it\\'s'")).toEqual(["'it\\'s'"]);
  });
  it('are read as Spark reads them: raw texts without backslashes, comments until any end of line', () => {
    expect(texts("r'\\'\\'")).toEqual(["r'\\'", '\\', "'"]);
    expect(texts('bar\'x\' R"\\"')).toEqual(['bar', "'x'", ' ', 'R"\\"']);
    expect(texts('--a\rdrop')).toEqual(['--a', '\r', 'drop']);
    expect(texts('--a\\\nb\nc')).toEqual(['--a\\\nb', '\n', 'c']);
    expect(texts("1r'x'")).toEqual(['1r', "'x'"]);
    expect(sqlTokens("r'' r").map(isSqlQuoted)).toEqual([true, false, false]);
  });
  it('take no quote of a comment for the start of a text, and no sign for one', () => {
    const tokens = sqlTokens("-- it's\nselect /* don't */ 'a' '");
    expect(tokens.filter(isSqlComment).map(({ text }) => text)).toEqual(["-- it's", "/* don't */"]);
    expect(tokens.filter(isSqlQuoted).map(({ text }) => text)).toEqual(["'a'"]);
  });
});
