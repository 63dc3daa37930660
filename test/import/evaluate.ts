/** What a module of declarations says, once it is used in a project. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Layer, Project } from '../../src/index.ts';
import type { Model } from '../../src/model/model.ts';
import { atEndOf } from '../leftovers.ts';
import { modelOf } from '../support.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const LIBRARY = join(REPOSITORY, 'src/index.ts');

let folder: string | undefined;
/** Where the modules are; gone after the test file. */
export const modulesFolder = (): string => {
  if (folder !== undefined) return folder;
  const made = mkdtempSync(join(tmpdir(), 'lakewright-import-'));
  atEndOf('file', () => {
    rmSync(made, { recursive: true, force: true });
    folder = undefined;
  });
  folder = made;
  return made;
};
let modules = 0;
/** The module, on this repository's sources, in a file. */
export const moduleFile = (text: string): string => {
  modules += 1;
  const file = join(modulesFolder(), `imported_${modules}.ts`);
  writeFileSync(file, text.replace("from 'lakewright'", `from ${JSON.stringify(LIBRARY)}`));
  return file;
};
/** The model of a project that holds the imported tables only. */
export const imported = async (text: string): Promise<Model> => {
  const { bronzeTables } = (await import(/* @vite-ignore */ moduleFile(text))) as { bronzeTables: (layer: Layer) => unknown };
  const project = new Project({ name: 'shop', outdir: process.cwd(), acknowledge: ['LW1014', 'LW3001', 'LW3002'] });
  bronzeTables(new Layer(project, 'bronze'));
  return modelOf(project.check());
};
