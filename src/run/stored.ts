/** Where the tables of a local run are stored. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Model, TableModel } from '../model/model.ts';
import { quarantineOf, schemaOf } from '../model/names.ts';

/** Relative to the project; the runtime's `config.py` says the same. */
export const warehouseOf = (environment = 'local'): string => `.lakewright/warehouse/${environment}`;

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const ODD = /[^A-Za-z0-9_]/gu;
/** As the runtime's `naming.py` makes it: a name that open-source Spark cannot have becomes another one, with a hash. */
const localName = (name: string): string =>
  name.search(ODD) < 0 ? name : `${name.replace(ODD, '_')}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;

/** The folder of a table, or of its quarantine, that was built on this machine. Schemas are called `<catalog>__<schema>` there. */
export const storedFolder = (root: string, model: Model, table: TableModel, quarantine = false): string | undefined => {
  const layer = model.layers.find(({ name }) => name === table.layer);
  if (!layer || table.kind !== 'table') return undefined;
  const warehouse = join(root, warehouseOf());
  // The catalog stands before the schema, and may be what made a hash necessary.
  const ending = new RegExp(`__${schemaOf(model, layer).replace(ODD, '_')}(?:_[0-9a-f]{8})?$`, 'i');
  const name = localName(quarantine ? quarantineOf(table) : table.name);
  return namesIn(warehouse)
    .filter((each) => ending.test(each))
    .map((schema) => join(warehouse, schema, name))
    .find((folder) => existsSync(join(folder, '_delta_log')));
};
