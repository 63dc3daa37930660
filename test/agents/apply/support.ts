/** Definitions on disk, evaluated by Node in one process for many of them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Change, ConstructRef, SourceText } from '../../../src/agents/change.ts';
import { constructOf, constructsOf, type Plan, planChanges, type Target, takeSources } from '../../../src/agents/apply/index.ts';
import type { Model } from '../../../src/model/model.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
export type Files = Readonly<Record<string, string>>;
export const APP = '.projenrc.ts';

/** A folder of definitions; `lakewright` in it is the sources of this repository. */
export interface Workshop {
  readonly folder: string;
  readonly write: (files: Files) => string;
  readonly remove: () => void;
}
export const workshop = (): Workshop => {
  const folder = mkdtempSync(join(tmpdir(), 'lakewright-apply-'));
  const put = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  put('package.json', '{ "type": "module" }');
  put('lake/package.json', '{ "name": "lakewright", "type": "module", "exports": "./index.ts" }');
  put('lake/index.ts', `export * from ${JSON.stringify(join(ROOT, 'src/index.ts'))};`);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(folder, 'lake'), join(folder, 'node_modules/lakewright'), 'junction');
  for (const name of ['constructs', 'projen', 'zod']) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  let count = 0;
  return {
    folder,
    write: (files) => {
      const name = `case${count++}`;
      for (const [path, content] of Object.entries(files)) put(`${name}/${path}`, content);
      return join(folder, name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

export type Evaluated = { readonly model: Model; readonly error?: never } | { readonly model?: never; readonly error: string };
export const evaluate = (folders: readonly string[]): readonly Evaluated[] => {
  if (folders.length === 0) return [];
  const output = execFileSync(process.execPath, [join(import.meta.dirname, 'evaluate.ts')], {
    input: folders.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Evaluated);
};

export const modelIn = ({ model, error }: Evaluated): Model => {
  if (!model) throw new Error(error);
  return model;
};
export const targetOf = (folder: string, model: Model): Target => ({ root: folder, sources: takeSources(join(folder, APP)), constructs: constructsOf(model) });

export const refTo = (model: Model, key: string): ConstructRef => {
  const found = constructOf(model, key);
  if (!found) throw new Error(`no ${key}`);
  return found;
};
/** Code with the tables that it speaks of by name. */
export const textOf = (
  model: Model,
  code: string,
  tables: Readonly<Record<string, string>> = {},
  uses: readonly string[] = ['from', 'F', 'sql', 't'],
): SourceText => ({
  code,
  tables: Object.entries(tables).map(([name, key]) => ({ name, table: refTo(model, key) })),
  uses,
});
export const queryOf = (model: Model, key: string, code: string, tables: Readonly<Record<string, string>>): Change => ({
  kind: 'properties',
  construct: refTo(model, key),
  set: { query: textOf(model, code, tables) },
});
/** The files as they would be. */
export const afterwards = (files: Files, { files: planned }: Plan): Files => ({
  ...files,
  ...Object.fromEntries(planned.map(({ path, after }) => [path, after])),
});
export { planChanges };
