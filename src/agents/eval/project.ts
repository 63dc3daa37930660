/** The project of a task, in a folder of its own: its definition, the visible rows, and the packages that it needs. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkPackages, packageFolder } from '../own-packages.ts';
import { definitionText } from './definition.ts';
import { dataFile, type Task } from './task.ts';

const PACKAGES = ['constructs', 'projen', '@types/node'];
const TSCONFIG = {
  compilerOptions: {
    target: 'es2024',
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: [],
  },
  files: ['.projenrc.ts'],
};

/** Writes the project and gives the file of its definition. What already exists is left. */
export const writeProject = (task: Task, root: string): string => {
  for (const { name } of task.inputs) {
    const folder = join(root, 'landing', name);
    mkdirSync(folder, { recursive: true });
    copyFileSync(dataFile(task, 'a', name), join(folder, `${name}.parquet`));
  }
  linkPackages(root, {
    ...Object.fromEntries(PACKAGES.map((name) => [name, packageFolder(name)])),
    // What npm installs today; five times as fast as its predecessor.
    typescript: packageFolder('tsc7') ?? packageFolder('typescript'),
  });
  writeFileSync(join(root, 'package.json'), '{ "name": "shop", "private": true, "type": "module" }\n');
  writeFileSync(join(root, 'tsconfig.json'), `${JSON.stringify(TSCONFIG, undefined, 2)}\n`);
  const definition = join(root, '.projenrc.ts');
  writeFileSync(definition, definitionText(task));
  return definition;
};
