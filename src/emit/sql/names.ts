/**
 * Names in SQL files that run in every environment. A SQL task puts a text literal where a file says `{{parameter}}`, so the
 * catalog of the environment is chosen once, by `USE CATALOG {{catalog}}`, and names after it have two parts: schemas are
 * called the same everywhere. `:parameter` would not do: it is not allowed in a view before Databricks Runtime 18.
 */
import type { LayerModel, Model, SettingModel, TableModel } from '../../model/model.ts';
import type { AppModel } from '../../model/operations.ts';
import { sqlName, sqlString } from '../../utils/sql-text.ts';
import { catalogVariable } from '../databricks/keys.ts';
import { externalAddress, type TableAddress, addressIn } from '../address.ts';

export const ENVIRONMENT_PARAMETER = 'environment';
const parameter = (name: string): string => `{{${name}}}`;

/** Inside backticks nothing can be escaped, so a name with `${` or `{{` is given as a text. */
const isFilledIn = (name: string): boolean => /\$\{|\{\{/.test(name);
/** The name of a schema or table in which no tool substitutes anything. */
export const objectName = (...parts: readonly string[]): string => (parts.some(isFilledIn) ? `IDENTIFIER(${sqlString(sqlName(...parts))})` : sqlName(...parts));
/** Whether a principal's name can be written in backticks. */
export const isPlainName = (name: string): boolean => !isFilledIn(name);

/** `USE CATALOG`: everything after it is in the layer's catalog. */
export const useCatalog = (layer: LayerModel): string => `USE CATALOG ${parameter(catalogVariable(layer))}`;

const overridesOf = ({ overrides = {} }: SettingModel<string>) => Object.entries(overrides).toSorted(([a], [b]) => (a < b ? -1 : 1));
/** A text that may differ by environment, as an expression. */
export const settingSql = (setting: SettingModel<string>, toSql: (value: string) => string = sqlString): string => {
  const overrides = overridesOf(setting);
  if (overrides.length === 0) return toSql(setting.value);
  const branches = overrides.map(([environment, value]) => `WHEN ${sqlString(environment)} THEN ${toSql(value)}`);
  return `CASE ${parameter(ENVIRONMENT_PARAMETER)} ${branches.join(' ')} ELSE ${toSql(setting.value)} END`;
};

/** The full name of a table, as a text. */
const addressText = ({ catalog, path }: TableAddress): string =>
  catalog.kind === 'other'
    ? sqlString(sqlName(catalog.name, ...path))
    : `'\`' || ${parameter(catalogVariable(catalog.layer))} || ${sqlString(`\`.${sqlName(...path)}`)}`;

/** How a table is written in the SQL file of a layer. */
export const tableSql = (model: Model, table: TableModel, from: LayerModel): string => {
  const varied = table.body.kind === 'external' && overridesOf(table.body.name).length > 0 ? table.body.name : undefined;
  if (varied) return `IDENTIFIER(${settingSql(varied, (name) => addressText(externalAddress(name)))})`;
  const address = addressIn(model, table, '');
  if (address.catalog.kind === 'other') return objectName(address.catalog.name, ...address.path);
  return catalogVariable(address.catalog.layer) === catalogVariable(from) ? objectName(...address.path) : `IDENTIFIER(${addressText(address)})`;
};

export interface SqlParameter {
  readonly name: string;
  /** What the job must give: a catalog, by the variable of the same name; the name of the environment; or the principal of an app. */
  readonly gives: { readonly kind: 'catalog' } | { readonly kind: 'environment' } | { readonly kind: 'app'; readonly app: AppModel };
}
