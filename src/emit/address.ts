/** Where tables are on Databricks, for everything but Python: there the runtime's `catalog.py` says so. */
import { nameParts, OWN_CATALOG } from '../model/external-name.ts';
import type { LayerModel, Model, TableModel } from '../model/model.ts';
import { schemaOf } from '../model/names.ts';
import { settingIn } from './physical.ts';

/** A catalog of the project, that of a layer or of the environment, or somebody else's catalog by its name. */
export type Catalog = { readonly kind: 'own'; readonly layer?: LayerModel } | { readonly kind: 'other'; readonly name: string };
export interface TableAddress {
  readonly catalog: Catalog;
  /** Schema and table. */
  readonly path: readonly string[];
}

/** The layer of a table. */
export const layerOf = (model: Model, table: TableModel): LayerModel => {
  const layer = model.layers.find(({ name }) => name === table.layer);
  if (!layer) throw new Error(`the layer of ${table.key} is not in the model`);
  return layer;
};

/** Where the name of an external table leads. */
export const externalAddress = (name: string): TableAddress => {
  const [first = '', ...path] = nameParts(name);
  return { catalog: first === OWN_CATALOG ? { kind: 'own' } : { kind: 'other', name: first }, path };
};

/** Where a table is in an environment. */
export const addressIn = (model: Model, table: TableModel, environment: string): TableAddress => {
  if (table.body.kind === 'external') return externalAddress(settingIn(table.body.name, environment));
  const layer = layerOf(model, table);
  return { catalog: { kind: 'own', layer }, path: [schemaOf(model, layer), table.name] };
};
