/** dashboards/: a Lakeview file per dashboard, or one per environment if names of tables differ. The Databricks CLI checks nothing in them, so everything is checked here. */
import type { DashboardModel, EnvironmentModel, LayerModel, Model, TableModel } from '../../model/model.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { sqlIdentifier, sqlName } from '../../utils/sql-text.ts';
import { addressIn } from '../address.ts';
import { catalogVariable } from '../databricks/keys.ts';
import { catalogIn, shortIdentifier } from '../physical.ts';
import { COLUMNS, positionsOf } from './layout.ts';
import { type Json, columnsOf, widgetJson } from './widgets.ts';

const TITLE_HEIGHT = 1;

/**
 * The layer whose catalog a dashboard's tables are looked up in: the one with most of its tables. The bundle says that
 * catalog (`dataset_catalog`), so that the file can be the same in every environment.
 */
export const dashboardLayer = (model: Model, dashboard: DashboardModel): LayerModel | undefined => {
  const byKey = new Map(model.tables.map((table) => [table.key, table]));
  const counts = new Map<string, number>();
  for (const { table: key } of dashboard.widgets) {
    const table = byKey.get(key);
    if (table && table.kind !== 'external') counts.set(table.layer, (counts.get(table.layer) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return model.layers.find(({ name }) => name === most?.[0]);
};

/** An environment, or undefined in a project that has none. */
type Target = EnvironmentModel | undefined;
type TableName = (table: TableModel) => string;
/** Tables in the dashboard's catalog are named by schema and table, which are the same in every environment; others by their catalog too. */
const namesIn = (model: Model, dashboard: DashboardModel, environment: Target): TableName => {
  const home = catalogVariable(dashboardLayer(model, dashboard));
  return (table) => {
    const { catalog, path } = addressIn(model, table, environment?.name ?? '');
    if (catalog.kind === 'other') return sqlName(catalog.name, ...path);
    const isHere = environment === undefined || catalogVariable(catalog.layer) === home;
    return isHere ? sqlName(...path) : sqlName(catalogIn(environment, catalog.layer), ...path);
  };
};
/** Whether names of its tables make a dashboard differ in some environment. */
const differs = (model: Model, dashboard: DashboardModel): boolean => {
  const keys = new Set(dashboard.widgets.map(({ table }) => table));
  const tables = model.tables.filter(({ key }) => keys.has(key));
  return new Set(model.environments.map((environment) => tables.map(namesIn(model, dashboard, environment)).join('\n'))).size > 1;
};

/** A query over the columns that the widgets of one table need, in the table's order. */
const datasetJson = (table: TableModel, tableName: string, name: string, needed: ReadonlySet<string>): Json => {
  const columns = table.columns.filter((column) => needed.has(column.name)).map((column) => sqlIdentifier(column.name));
  const list = columns.length === 0 ? ['SELECT *'] : ['SELECT', ...columns.map((column, i) => `  ${column}${i < columns.length - 1 ? ',' : ''}`)];
  return { name, displayName: table.key, queryLines: [...list, `FROM ${tableName}`].map((text) => `${text}\n`) };
};

/** A heading is Markdown; the title is not. */
const headingOf = (title: string): string =>
  `# ${title
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>()#+.!|~-]/g, '\\$&')}`;

/** Names in a file have at most 60 characters of a small set, so they are numbers with a hint of what they are. */
const label = (kind: string, i: number, hint: string): string => `${kind}_${i + 1}_${shortIdentifier(hint, 40)}`;

const dashboardJson = (dashboard: DashboardModel, byKey: ReadonlyMap<string, TableModel>, nameOf: TableName): Json => {
  const keys = [...new Set(dashboard.widgets.map(({ table }) => table))];
  const tables = keys.map((key) => {
    const table = byKey.get(key);
    if (!table) throw new Error(`${key} is shown but not in the model`);
    return table;
  });
  const datasets = new Map(tables.map((table, i) => [table.key, label('data', i, table.name)]));
  const needed = new Map(keys.map((key) => [key, new Set(dashboard.widgets.filter(({ table }) => table === key).flatMap(columnsOf))]));
  const positions = positionsOf(dashboard.widgets, TITLE_HEIGHT);
  const heading = {
    position: { x: 0, y: 0, width: COLUMNS, height: TITLE_HEIGHT },
    widget: { name: 'heading', multilineTextboxSpec: { lines: [headingOf(dashboard.title)] } },
  };
  const layout = dashboard.widgets.map(
    (widget, i): Json => ({
      position: { ...(positions[i] as (typeof positions)[number]) },
      widget: widgetJson(widget, byKey.get(widget.table) as TableModel, label(widget.kind, i, widget.table), datasets.get(widget.table) as string),
    }),
  );
  return {
    datasets: tables.map((table) => datasetJson(table, nameOf(table), datasets.get(table.key) as string, needed.get(table.key) ?? new Set())),
    pages: [{ name: 'overview', displayName: 'Overview', pageType: 'PAGE_TYPE_CANVAS', layoutVersion: 'GRID_V1', layout: [heading, ...layout] }],
  };
};

/** JSON in which the Databricks CLI finds no `${…}` to fill in: it looks at the text of the file, not at what the JSON says. */
const jsonText = (value: Json): string => `${JSON.stringify(value, undefined, 2).replace(/\$(?=\{)/g, '\\u0024')}\n`;

/** The file of a dashboard: one for all environments, or one for each. */
export const dashboardFile = (model: Model, dashboard: DashboardModel, environment: Target): string => {
  const end = environment !== undefined && differs(model, dashboard) ? `.${environment.name}` : '';
  return `dashboards/${shortIdentifier(dashboard.name)}${end}.lvdash.json`;
};
export const emitDashboards = (model: Model): readonly OutputFile[] => {
  const byKey = new Map(model.tables.map((table) => [table.key, table]));
  return model.dashboards.flatMap((dashboard) => {
    const targets: readonly Target[] = differs(model, dashboard) ? model.environments : [model.environments[0]];
    return targets.map((environment) => ({
      path: dashboardFile(model, dashboard, environment),
      content: jsonText(dashboardJson(dashboard, byKey, namesIn(model, dashboard, environment))),
    }));
  });
};
