import { EMPTY_MODEL } from '../empty-model.ts';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Model, TableModel } from '../../src/model/model.ts';

export type TableDraft = Partial<Omit<TableModel, 'key'>> & { readonly key: string };

/** A model of which only the graph matters: tables in order, keys as `layer.name`. */
export function modelOf(drafts: readonly TableDraft[]): Model {
  const tables = drafts.map((draft): TableModel => {
    const [layer = '', name = ''] = draft.key.split(/\.(.*)/s);
    return {
      kind: 'table',
      layer,
      name,
      module: name,
      columns: [],
      body: { kind: 'unwritten' },
      reads: [],
      write: { strategy: 'overwrite' },
      primaryKey: [],
      clusterBy: [],
      partitionBy: [],
      tags: {},
      rules: [],
      ...draft,
    };
  });
  return {
    ...EMPTY_MODEL,
    project: { name: 'shop', package: 'shop' },
    environments: [{ name: 'dev', host: 'https://example.com', catalog: 'ops' }],
    layers: [...new Set(tables.map((t) => t.layer))].map((name) => ({ name })),
    tables,
  };
}

/** A folder that is gone after the test. */
export function temporaryFolder(onDone: (work: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'lakewright-run-'));
  onDone(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** A program on its own, e.g. a stand-in for Python; gives its path. */
export function writeProgram(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the promise was fulfilled');
}
