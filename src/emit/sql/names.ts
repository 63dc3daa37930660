/**
 * Names in SQL files that run in every environment. A SQL task puts a text literal where a file says `{{parameter}}`, so the
 * catalog of the environment is chosen once, by `USE CATALOG {{catalog}}`, and names after it have two parts: schemas are
 * called the same everywhere. `:parameter` would not do: it is not allowed in a view before Databricks Runtime 18.
 */
import type { LayerModel, Model, SettingModel, TableModel } from '../../model/model.ts';
import type { AppModel } from '../../model/operations.ts';
import { schemaOf } from '../../model/names.ts';
import { sqlName, sqlString } from '../../utils/sql-text.ts';
import { catalogVariable } from '../databricks/keys.ts';

export const ENVIRONMENT_PARAMETER = 'environment';
const parameter = (name: string): string => `{{${name}}}`;

/** Inside backticks nothing can be escaped, so that a name with `${` or `{{` is given as a text. */
const isFilledIn = (name: string): boolean => /\$\{|\{\{/.test(name);
/** The name of a schema or table that no tool fills anything into. */
export const objectName = (...parts: readonly string[]): string => (parts.some(isFilledIn) ? `IDENTIFIER(${sqlString(sqlName(...parts))})` : sqlName(...parts));
/** Whether a principal's name can stand in backticks. */
export const isPlainName = (name: string): boolean => !isFilledIn(name);

/** The layer of a table. */
export const layerOf = (model: Model, table: TableModel): LayerModel => {
  const layer = model.layers.find(({ name }) => name === table.layer);
  if (!layer) throw new Error(`the layer of ${table.key} is not in the model`);
  return layer;
};

/** `USE CATALOG`: everything after it is in the layer's catalog. */
export const useCatalog = (layer: LayerModel): string => `USE CATALOG ${parameter(catalogVariable(layer))}`;

/** A text that may differ by environment, as an expression. */
export const settingSql = (setting: SettingModel<string>): string => {
  const overrides = Object.entries(setting.overrides ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (overrides.length === 0) return sqlString(setting.value);
  const branches = overrides.map(([environment, value]) => `WHEN ${sqlString(environment)} THEN ${sqlString(value)}`);
  return `CASE ${parameter(ENVIRONMENT_PARAMETER)} ${branches.join(' ')} ELSE ${sqlString(setting.value)} END`;
};

/** The name of another system's table: three parts, separated by dots, in backticks where the user wrote them. */
const externalName = (setting: SettingModel<string>): string =>
  setting.overrides && Object.keys(setting.overrides).length > 0 ? `IDENTIFIER(${settingSql(setting)})` : objectName(...nameParts(setting.value));
/** `` a.`b.c`.d `` as its parts. */
export const nameParts = (name: string): readonly string[] =>
  [...name.matchAll(/`((?:[^`]|``)*)`|[^.`]+/g)].map(([whole, quoted]) => (quoted === undefined ? whole : quoted.replaceAll('``', '`')));

/** How a table is written in the SQL file of a layer. */
export const tableSql = (model: Model, table: TableModel, from: LayerModel): string => {
  if (table.body.kind === 'external') return externalName(table.body.name);
  const layer = layerOf(model, table);
  const parts = [schemaOf(model, layer), table.name] as const;
  if (catalogVariable(layer) === catalogVariable(from)) return objectName(...parts);
  return `IDENTIFIER('\`' || ${parameter(catalogVariable(layer))} || ${sqlString(`\`.${sqlName(...parts)}`)})`;
};

export interface SqlParameter {
  readonly name: string;
  /** What the job must give: the catalog of a layer, the name of the environment, or the principal of an app. */
  readonly gives:
    | { readonly kind: 'catalog'; readonly layer: LayerModel }
    | { readonly kind: 'environment' }
    | { readonly kind: 'app'; readonly app: AppModel };
}
