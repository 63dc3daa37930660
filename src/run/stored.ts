/** Where the tables of a local run are stored. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Model, TableModel } from '../model/model.ts';
import { schemaOf } from '../model/names.ts';

/** Relative to the project; the runtime's `config.py` says the same. */
export const warehouseOf = (environment = 'local'): string => `.lakewright/warehouse/${environment}`;

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** The folder of a table, or of its quarantine, that was built on this machine. Schemas are called `<catalog>__<schema>` there. */
export const storedFolder = (root: string, model: Model, table: TableModel, quarantine = false): string | undefined => {
  const layer = model.layers.find(({ name }) => name === table.layer);
  if (!layer || table.kind !== 'table') return undefined;
  const warehouse = join(root, warehouseOf());
  const ending = `__${schemaOf(model, layer)}`.toLowerCase();
  const name = `${table.name}${quarantine ? '_quarantine' : ''}`.toLowerCase();
  for (const schema of namesIn(warehouse).filter((name) => name.toLowerCase().endsWith(ending))) {
    const folder = namesIn(join(warehouse, schema)).find((each) => each.toLowerCase() === name);
    if (folder !== undefined && namesIn(join(warehouse, schema, folder)).includes('_delta_log')) return join(warehouse, schema, folder);
  }
  return undefined;
};
