/** databricks/sql/: the tables and views of each layer as SQL, for warehouses and for reviewers. */
import type { LayerModel, Model, TableModel } from '../../model/model.ts';
import { quarantineOf, schemaOf } from '../../model/names.ts';
import { quarantines } from '../../model/rules.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { memo } from '../../utils/memo.ts';
import { sqlComment, sqlIdentifier, sqlString } from '../../utils/sql-text.ts';
import { CATALOG_VARIABLE, catalogVariable, layerId } from '../databricks/keys.ts';
import { HEADER } from '../header.ts';
import { ownLayers } from '../physical.ts';
import { appParameter, executed, grantStatements, hidingStatements } from './access.ts';
import { quarantineStatements, tableStatements, tagStatements } from './ddl.ts';
import { ENVIRONMENT_PARAMETER, isPlainName, objectName, type SqlParameter, settingSql, tableSql, useCatalog } from './names.ts';
import { viewStatement } from './view.ts';

export { sqlExpression, sqlLine, type ColumnNames } from './expression.ts';
export { planToSql } from './plan.ts';
export type { SqlParameter } from './names.ts';
export { bodyToSql, viewQuery } from './view.ts';

const createSchema = (schema: string, { comment }: LayerModel): string =>
  `CREATE SCHEMA IF NOT EXISTS ${schema}${comment === undefined ? '' : ` COMMENT ${sqlString(comment)}`}`;

/** The owner last: whoever deploys may lose rights with it. */
const ownerStatements = (table: TableModel, name: string): readonly string[] => {
  if (!table.owner) return [];
  const change = `ALTER ${table.kind === 'view' ? 'VIEW' : 'TABLE'} ${name} OWNER TO`;
  if (Object.keys(table.owner.overrides ?? {}).length === 0 && isPlainName(table.owner.value)) return [`${change} ${sqlIdentifier(table.owner.value)}`];
  return executed(change, settingSql(table.owner));
};

const tableOrView = (model: Model, layer: LayerModel, table: TableModel, nameOf: (key: string) => string): readonly string[] => {
  const name = nameOf(table.key);
  if (table.kind === 'view') {
    const view = viewStatement(table, name, nameOf);
    return view === undefined ? [] : [view, ...tagStatements('VIEW', name, table.tags)];
  }
  const quarantine = objectName(schemaOf(model, layer), quarantineOf(table));
  return [...tableStatements(table, name), ...(quarantines(table) ? quarantineStatements(table, quarantine) : [])];
};

/** What hides and what grants; the functions of masks are made before somebody may read. */
const accessStatements = (model: Model, layer: LayerModel, table: TableModel, name: string): readonly string[] => {
  const schema = schemaOf(model, layer);
  const quarantine = quarantines(table) ? objectName(schema, quarantineOf(table)) : undefined;
  return [...hidingStatements(model, table, schema, name, quarantine), ...grantStatements(model, table, name)];
};

type Tables = ReadonlyMap<string, TableModel>;
const tablesByKey = memo((model: Model): Tables => new Map(model.tables.map((table) => [table.key, table])));
/** The bundle asks for the parameters of a file, which depend on its text. */
const layerTexts = memo(
  (model: Model): ReadonlyMap<string, string> => new Map(ownLayers(model).map((layer) => [layer.name, makeLayerText(model, layer, tablesByKey(model))])),
);
const layerText = (model: Model, layer: LayerModel): string => layerTexts(model).get(layer.name) ?? '';
const makeLayerText = (model: Model, layer: LayerModel, byKey: Tables): string => {
  const schema = objectName(schemaOf(model, layer));
  const nameOf = (key: string): string => {
    const table = byKey.get(key);
    if (!table) throw new Error(`${key} is read but not in the model`);
    return tableSql(model, table, layer);
  };
  const own = model.tables.filter((table) => table.layer === layer.name && table.kind !== 'external');
  const statements = [
    useCatalog(layer),
    createSchema(schema, layer),
    ...tagStatements('SCHEMA', schema, layer.tags),
    ...own.flatMap((table) => tableOrView(model, layer, table, nameOf)),
    ...own.flatMap((table) => accessStatements(model, layer, table, nameOf(table.key))),
    ...own.flatMap((table) => ownerStatements(table, nameOf(table.key))),
  ];
  return `${sqlComment(HEADER)}\n\n${statements.map((text) => `${text};\n`).join('\n')}`;
};

export const sqlFile = (layer: LayerModel): string => `databricks/sql/${layerId(layer)}.sql`;
/** A SQL file per layer; its statements are in dependency order. */
export const emitSql = (model: Model): readonly OutputFile[] => ownLayers(model).map((layer) => ({ path: sqlFile(layer), content: layerText(model, layer) }));

/** The parameters that a SQL task must give to the file of a layer. */
export const sqlParameters = (model: Model, layer: LayerModel): readonly SqlParameter[] => {
  const text = layerText(model, layer);
  const catalogs = [...new Set([...model.layers.map(catalogVariable), CATALOG_VARIABLE])].flatMap((name): readonly SqlParameter[] =>
    text.includes(`{{${name}}}`) ? [{ name, gives: { kind: 'catalog' } }] : [],
  );
  const apps = model.apps.flatMap((app): readonly SqlParameter[] => {
    const name = appParameter(app);
    return text.includes(`{{${name}}}`) ? [{ name, gives: { kind: 'app', app } }] : [];
  });
  const environment: readonly SqlParameter[] = text.includes(`{{${ENVIRONMENT_PARAMETER}}}`)
    ? [{ name: ENVIRONMENT_PARAMETER, gives: { kind: 'environment' } }]
    : [];
  return [...catalogs, ...environment, ...apps];
};
