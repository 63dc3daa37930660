/** Projects on disk, with packages and a compiler; `lakewright` in them is the sources of this repository. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { constructsOf, takeSources } from '../../../src/agents/apply/index.ts';
import { openTrialFolder } from '../../../src/agents/trial/index.ts';
import type { ConstructRef } from '../../../src/agents/change.ts';
import type { TrialFolder } from '../../../src/agents/trial/trial.ts';
import { APP, type Files, workshop } from '../apply/support.ts';
import { prepared } from './support.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
export const DEFINITION = `import { F, files, from, Layer, Project, t, Table, Window } from 'lakewright';

const project = new Project({ name: 'shop', acknowledge: ['LW1014'] });
const bronze = new Layer(project, 'bronze');
const gold = new Layer(project, 'gold');

const orders = new Table(bronze, 'orders', {
  source: files('landing/orders', { format: 'csv', header: true }),
  columns: { id: t.int().notNull(), customer: t.string(), amount: t.decimal(9, 2), at: t.timestamp() },
  primaryKey: ['id'],
});
new Table(gold, 'latest', {
  intent: 'the latest order of each customer',
  columns: { customer: t.string(), id: t.int().notNull(), amount: t.decimal(9, 2) },
  primaryKey: ['customer'],
});

project.synth();
`;

/** The sources of lakewright are read with it, which speak of Node. */
const TSCONFIG = JSON.stringify({
  compilerOptions: {
    target: 'es2024',
    module: 'nodenext',
    strict: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules', '@types')],
  },
});

/** Where the tables of the definition are made. */
export const refOf = (key: string, text = DEFINITION): ConstructRef => {
  const name = key.split('.')[1] ?? key;
  const before = text.slice(0, text.search(new RegExp(`new Table\\(\\w+, '${name}'`)));
  return { key, name, at: { file: APP, line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') } };
};
export const latest = (code: string, uses: readonly string[] = ['from', 'F', 'Window', 'sql']) =>
  ({
    kind: 'properties',
    construct: refOf('gold.latest'),
    set: { query: { code, tables: [{ name: 'orders', table: refOf('bronze.orders') }], uses } },
  }) as const;

export const projects = () => {
  const shop = workshop();
  // The one that is fast.
  symlinkSync(join(ROOT, 'node_modules', 'tsc7'), join(shop.folder, 'node_modules', 'typescript'), 'junction');
  const open: TrialFolder[] = [];
  return {
    make: (files: Files = { [APP]: DEFINITION }): string => {
      const root = shop.write({ 'package.json': '{ "type": "module" }', 'tsconfig.json': TSCONFIG, ...files });
      mkdirSync(join(root, 'src'), { recursive: true });
      return root;
    },
    trial: (root: string, constructs: readonly ConstructRef[] = [refOf('gold.latest'), refOf('bronze.orders')]): TrialFolder => {
      const definition = join(root, APP);
      const folder = openTrialFolder({ root, definition, sources: takeSources(definition), constructs, prepared: prepared() });
      open.push(folder);
      return folder;
    },
    remove: (): void => {
      for (const folder of open) folder.close();
      shop.remove();
    },
  };
};
export { APP, constructsOf };
