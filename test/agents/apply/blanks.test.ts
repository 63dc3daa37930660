import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planChanges } from '../../../src/agents/apply/index.ts';
import { parse } from '../../../src/agents/apply/syntax.ts';
import type { ConstructRef } from '../../../src/agents/change.ts';
import { FULL } from '../../suite.ts';

const RUNS = FULL ? 5_000 : 400;
const HEAD = ["import { from, t, Table } from 'lakewright';", "import { silver } from './project.ts';"];
const blank = fc.constantFrom(
  '',
  '',
  '',
  ' ',
  '  ',
  '\t',
  '\n',
  '\n\n',
  '\n  ',
  '\r\n',
  ' /* a, b: { */ ',
  '/* } */',
  ' // c, query: }\n',
  '\n// d\n\n',
  '/*\n * e\n */',
);
/** The words of a call, with `…` where a query may stand. */
const words = (query: boolean, comma: boolean, rest: boolean): readonly string[] => [
  ...['new', ' ', 'Table', '(', 'silver', ',', "'clean'", ',', '{', 'intent', ':', "'🎉 {'"],
  ...[',', 'columns', ':', '{', 'id', ':', 't', '.', 'int', '(', ')', '}'],
  ...(query ? [',', 'query', ':', 'from', '(', 'other', ')'] : []),
  ...(rest ? [',', 'primaryKey', ':', '[', "'id'", ']'] : []),
  ...(comma ? [','] : []),
  ...['}', ')'],
];
/** A text with what was drawn between its words. */
const drawn = fc
  .record({ query: fc.boolean(), comma: fc.boolean(), rest: fc.boolean(), windows: fc.boolean(), mark: fc.boolean() })
  .chain(({ query, comma, rest, windows, mark }) => {
    const parts = words(query, comma, rest);
    return fc.array(blank, { minLength: parts.length, maxLength: parts.length }).map((blanks) => {
      const call = parts.map((part, i) => (i < 2 ? part : (blanks[i] ?? '') + part)).join('');
      const before = `${HEAD.join('\n')}\nconst other = new Table(silver, 'other', { intent: 'x', columns: { id: t.int() } });\nexport const clean = `;
      const text = `${before}${call};\n// end\n`;
      return { text: (mark ? '\uFEFF' : '') + (windows ? text.replaceAll(/\r?\n/g, '\r\n') : text) };
    });
  });
const CODES = [
  'from(o)',
  'from(o).where((r) => r.id.gt(1)).select((r) => ({ id: r.id })).where((r) => r.id.lt(100)).where((r) => r.id.ne(7)).limit(10)',
  'from(o)\n  .where((r) => r.id.gt(1))',
];
const places = (text: string, name: string): ConstructRef => {
  const plain = text.replace(/^\uFEFF/, '');
  const offset = plain.indexOf('new', plain.indexOf(`const ${name} =`));
  const before = plain.slice(0, offset);
  return { key: `silver.${name}`, name, at: { file: 'silver.ts', line: before.split('\n').length, column: offset - before.lastIndexOf('\n') } };
};
/** All but blanks and comments. */
const tokens = (text: string): string => {
  const { comments } = parse('silver.ts', text);
  return comments
    .toReversed()
    .reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text)
    .replace(/[\s\uFEFF]/g, '');
};

describe('whatever blanks and comments stand between the words of a construct', () => {
  it('the query gets in, and all words and comments stay', () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom(...CODES), ({ text }, code) => {
        fc.pre(parse('silver.ts', text).error === undefined);
        const refs = [places(text, 'other'), places(text, 'clean')] as const;
        const query = { code, tables: [{ name: 'o', table: refs[0] }], uses: ['from'] };
        const { files, refused } = planChanges({ root: '/p', sources: new Map([['/p/silver.ts', text]]), constructs: refs }, [
          { kind: 'properties', construct: refs[1], set: { query } },
        ]);
        expect(refused.map(({ diagnostic }) => diagnostic.message)).toEqual([]);
        const after = files[0]?.after ?? text;
        const wanted = tokens(code.replace('from(o)', 'from(other)'));
        const body = tokens(after);
        // Without the query, and without a comma that it brought, the words are those of before.
        const without = (words: string): string =>
          words
            .replace(/,?query:from\(other\).*?(?=,primaryKey|,?\}\);)/, '')
            .replace(/,\}/g, '}')
            .replace(/,,/g, ',');
        expect(body.replace(/,(?=[)}])/g, '')).toContain(`query:${wanted}`.replace(/,(?=[)}])/g, ''));
        expect(without(body)).toBe(without(tokens(text)));
        expect(parse('silver.ts', after).comments.length).toBeGreaterThanOrEqual(parse('silver.ts', text).comments.length - (text.includes('query') ? 8 : 0));
        if (text.includes('\r\n') && !text.replaceAll('\r\n', '').includes('\n')) expect(after.replaceAll('\r\n', '')).not.toContain('\n');
      }),
      { numRuns: RUNS },
    );
  });
});
