import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'lakewright-place-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const PLACE = JSON.stringify(resolve(import.meta.dirname, '../../src/query/place.ts'));
const LINES = [
  '/* 🎉 */',
  `import { capturePlace } from ${PLACE};`,
  "const mark: string = '🎉', at = capturePlace();",
  '\tconsole.log(JSON.stringify([at, capturePlace()]), mark.length);',
];

describe('a place in the source', () => {
  it.each([
    ['a file of Unix', '', '\n'],
    ['a file of Windows', '', '\r\n'],
    ['a file with a mark of byte order', '\uFEFF', '\n'],
    ['a file of Windows with a mark of byte order', '\uFEFF', '\r\n'],
  ])('counts as an editor does in %s', (name, mark, newline) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.ts`);
    writeFileSync(file, mark + LINES.join(newline));
    const printed = execFileSync(process.execPath, [file], { encoding: 'utf8' });
    const [first, second] = JSON.parse(printed.slice(0, printed.lastIndexOf(']') + 1)) as readonly { line: number; column: number }[];
    expect([first?.line, first?.column]).toEqual([3, (LINES[2] ?? '').indexOf('capturePlace') + 1]);
    expect([second?.line, second?.column]).toEqual([4, (LINES[3] ?? '').indexOf('capturePlace') + 1]);
  });
});
