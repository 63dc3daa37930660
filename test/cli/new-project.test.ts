import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newProject, placeProject } from '../../src/cli/new-project.ts';
import { temporaryFolder } from './support.ts';

const place = (cwd: string, files: readonly { readonly path: string; readonly content: string }[]) =>
  placeProject(newProject(cwd, 'shop'), 'file:/somewhere/lakewright.tgz', { files });
const DEFINITION = { path: '.projenrc.ts', content: '// a definition\n' };

describe('a new folder for a project', () => {
  it('takes the place of what a kill left half done', () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, '.shop.building'));
    writeFileSync(join(cwd, '.shop.building/.projenrc.ts'), 'half');
    expect(place(cwd, [DEFINITION])).toContain('.projenrc.ts');
    expect(readdirSync(cwd)).toEqual(['shop']);
    expect(readdirSync(join(cwd, 'shop')).toSorted()).toEqual(['.projenrc.ts', 'package.json', 'tsconfig.json']);
  });
  it('is not there where one of its files cannot be written', () => {
    const cwd = temporaryFolder();
    expect(() => place(cwd, [DEFINITION, { path: '.projenrc.ts/inside.ts', content: '' }])).toThrow('shop');
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('a folder that is there', () => {
  const HALF = '.lakewright-building';
  it('gets the files beside its repository, in the place of what a kill left', () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'shop', '.git'), { recursive: true });
    mkdirSync(join(cwd, 'shop', HALF));
    writeFileSync(join(cwd, 'shop', HALF, 'half.ts'), 'half');
    expect(place(cwd, [DEFINITION, { path: 'src/more.ts', content: '' }])).toContain('src/more.ts');
    expect(readdirSync(join(cwd, 'shop')).toSorted()).toEqual(['.git', '.projenrc.ts', 'package.json', 'src', 'tsconfig.json']);
    expect(readdirSync(join(cwd, 'shop', 'src'))).toEqual(['more.ts']);
  });
  it('stays as it was where one of the files cannot be written', () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'shop', '.git'), { recursive: true });
    expect(() => place(cwd, [DEFINITION, { path: '.projenrc.ts/inside.ts', content: '' }])).toThrow('shop');
    expect(readdirSync(join(cwd, 'shop'))).toEqual(['.git']);
  });
});
