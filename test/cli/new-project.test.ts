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
