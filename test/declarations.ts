/** The types of lakewright for projects that tests compile. */
import { globSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const BUILT = join(ROOT, 'lib/index.d.ts');
const SOURCE = join(ROOT, 'src/index.ts');

const changed = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The built declarations, which compile faster; the sources, if one of them is newer. */
export const declarationsOfLakewright = (): string =>
  globSync('src/**/*.ts', { cwd: ROOT }).every((file) => changed(join(ROOT, file)) < changed(BUILT)) ? BUILT : SOURCE;
