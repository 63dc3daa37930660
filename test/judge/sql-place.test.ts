import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sqlPlace } from '../../src/judge/sql-place.ts';

const root = mkdtempSync(join(tmpdir(), 'lakewright-place-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The text at the place that is found for `culprit` in the text that is judged, where views are `VIEW`. */
const found = (source: string, parts: readonly (string | { readonly table: string })[], culprit: string, line = 1): string | undefined => {
  writeFileSync(join(root, 'tables.ts'), source);
  const texts = parts.map((part) => (typeof part === 'string' ? part : 'VIEW'));
  const lengths = texts.map((text) => text.length);
  const at = { file: 'tables.ts', line, column: 1 };
  const place = sqlPlace({ kind: 'sql', parts }, lengths, texts.join('').indexOf(culprit), at, root);
  return place && source.split('\n')[place.line - 1]?.slice(place.column - 1);
};

describe('the place of a mistake in SQL', () => {
  it('is in the line and column of the source, behind holes of any length', () => {
    const source = 'new Table(gold, "x", {\n  query: sql`\n    SELECT o.id, o.amuont\n    FROM ${tables.orders} o, ${{ a: 1 }.a} p`,\n});\n';
    const parts = ['\n    SELECT o.id, o.amuont\n    FROM ', { table: 'a' }, ' o, ', { table: 'b' }, ' p'];
    expect(found(source, parts, 'o.amuont')).toBe('o.amuont');
    expect(found(source, parts, ' p')).toBe(' p`,');
    expect(found(source, parts, 'VIEW')).toBe('${tables.orders} o, ${{ a: 1 }.a} p`,');
  });
  it('is behind literals in holes', () => {
    expect(found('sql`SELECT ${"a"} FROM ${t} WHERE y`', ['SELECT ', "'a'", ' FROM ', { table: 't' }, ' WHERE y'], 'y')).toBe('y`');
  });
  it('is in the next text after the table, or in the only one before it', () => {
    const twice = 'sql`SELECT x`;\n\nnew Table(sql`SELECT x`, 2);\n';
    expect(found(twice, ['SELECT x'], 'x', 3)).toBe('x`, 2);');
    expect(found('sql`SELECT x`, 1;\n\nnew Table();\n', ['SELECT x'], 'x', 3)).toBe('x`, 1;');
    expect(found('sql`SELECT x`;\nsql`SELECT x`;\nnew Table();\n', ['SELECT x'], 'x', 3)).toBeUndefined();
  });
  it('is unknown where the text is in another file or holds escapes', () => {
    expect(found('import { query } from "./query.ts";\n', ['SELECT x'], 'x')).toBeUndefined();
    expect(found('sql`SELECT \\`x\\``', ['SELECT `x`'], 'x')).toBeUndefined();
    expect(sqlPlace({ kind: 'sql', parts: ['x'] }, [1], 0, { file: 'gone.ts', line: 1, column: 1 }, root)).toBeUndefined();
  });
});
