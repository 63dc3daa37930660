import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { placeStarter } from '../../src/scaffold/place-files.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'lakewright-place-'));
  folders.push(folder);
  return folder;
};
const OPTIONS = { name: 'shop', package: 'shop', lakewright: '^0.1.0' };
const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

describe('the files of a new project', () => {
  it('are made in an empty folder', () => {
    const root = newFolder();
    expect(placeStarter(root, OPTIONS)).toEqual(['package.json', 'tsconfig.json', '.projenrc.ts', 'landing/orders/orders.csv', 'tests/test_orders.py']);
    expect(JSON.parse(read(root, 'tsconfig.json'))).toHaveProperty('compilerOptions.strict', true);
  });
  it('never replace one of the user', () => {
    const root = newFolder();
    writeFileSync(join(root, '.projenrc.ts'), '// mine\n');
    writeFileSync(join(root, 'package.json'), '{ "name": "mine" }\n');
    expect(placeStarter(root, OPTIONS)).toEqual(['tsconfig.json', 'landing/orders/orders.csv', 'tests/test_orders.py']);
    expect(read(root, '.projenrc.ts')).toBe('// mine\n');
    expect(JSON.parse(read(root, 'package.json'))).toMatchObject({ name: 'mine', type: 'module' });
  });
  it('are taken back where one of them cannot be made', () => {
    const root = newFolder();
    writeFileSync(join(root, 'package.json'), '{ "name": "mine" }\n');
    writeFileSync(join(root, 'landing'), 'a file where a folder belongs\n');
    expect(() => placeStarter(root, OPTIONS)).toThrow(/EEXIST|ENOTDIR/);
    expect(readdirSync(root).toSorted()).toEqual(['landing', 'package.json']);
    expect(read(root, 'package.json')).toBe('{ "name": "mine" }\n');
  });
  it.each(["o'brien", 'a\\b', 'two\nlines', '$' + '{x}', '`x`', "x'); process.exit(1); ('"])('write the name %j as a literal', async (name) => {
    const root = newFolder();
    placeStarter(root, { ...OPTIONS, name, description: name });
    // The definition's first lines, run with a stand-in for the package.
    const [start = ''] = read(root, '.projenrc.ts').split('// Your workspaces');
    mkdirSync(join(root, 'node_modules/lakewright'), { recursive: true });
    writeFileSync(join(root, 'node_modules/lakewright/package.json'), '{ "type": "module", "exports": "./index.js" }');
    const names = /import \{ (.+) \} from/.exec(start)?.[1]?.split(', ') ?? [];
    writeFileSync(
      join(root, 'node_modules/lakewright/index.js'),
      `export class Project { constructor(props) { this.props = props; } }\n${names
        .filter((n) => n !== 'Project')
        .map((n) => `export const ${n} = 0;`)
        .join('\n')}\n`,
    );
    writeFileSync(join(root, 'start.mjs'), `${start.replace('const project', 'export const project')}\n`);
    const { project } = (await import(join(root, 'start.mjs'))) as { readonly project: { readonly props: unknown } };
    expect(project.props).toEqual({ name, ownerTeam: `${name}-team`, description: name });
    expect(existsSync(join(root, 'landing/orders/orders.csv'))).toBe(true);
  });
});
