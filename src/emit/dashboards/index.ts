/** dashboards/: one Lakeview file per dashboard. The Databricks CLI checks nothing in them, so that all care is taken here. */
import type { DashboardModel, LayerModel, Model, TableModel } from '../../model/model.ts';
import { schemaOf } from '../../model/names.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { sqlIdentifier, sqlName } from '../../utils/sql-text.ts';
import { shortIdentifier } from '../physical.ts';
import { layerOf, nameParts } from '../sql/names.ts';
import { COLUMNS, positionsOf } from './layout.ts';
import { type Json, columnsOf, widgetJson } from './widgets.ts';

const TITLE_HEIGHT = 1;

/**
 * The layer whose catalog a dashboard's tables are looked up in: the one with most of its tables. The bundle says that
 * catalog (`dataset_catalog`), because the file is the same in every environment.
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

/** Schema and table: the schema is called the same in every environment, its catalog is not. */
const tableName = (model: Model, table: TableModel): string =>
  table.body.kind === 'external' ? sqlName(...nameParts(table.body.name.value)) : sqlName(schemaOf(model, layerOf(model, table)), table.name);

/** A query over the columns that the widgets of one table need, in the table's order. */
const datasetJson = (model: Model, table: TableModel, name: string, needed: ReadonlySet<string>): Json => {
  const columns = table.columns.filter((column) => needed.has(column.name)).map((column) => sqlIdentifier(column.name));
  const list = columns.length === 0 ? ['SELECT *'] : ['SELECT', ...columns.map((column, i) => `  ${column}${i < columns.length - 1 ? ',' : ''}`)];
  return { name, displayName: table.key, queryLines: [...list, `FROM ${tableName(model, table)}`].map((text) => `${text}\n`) };
};

/** A heading is Markdown; the title is not. */
const headingOf = (title: string): string =>
  `# ${title
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>()#+.!|~-]/g, '\\$&')}`;

/** Names in a file have at most 60 characters of a small set, so that they are numbers with a hint of what they are. */
const label = (kind: string, i: number, hint: string): string => `${kind}_${i + 1}_${shortIdentifier(hint, 40)}`;

const dashboardJson = (model: Model, dashboard: DashboardModel, byKey: ReadonlyMap<string, TableModel>): Json => {
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
    datasets: tables.map((table) => datasetJson(model, table, datasets.get(table.key) as string, needed.get(table.key) ?? new Set())),
    pages: [{ name: 'overview', displayName: 'Overview', pageType: 'PAGE_TYPE_CANVAS', layoutVersion: 'GRID_V1', layout: [heading, ...layout] }],
  };
};

/** JSON in which the Databricks CLI finds no `${…}` to fill in: it looks at the text of the file, not at what the JSON says. */
const jsonText = (value: Json): string => `${JSON.stringify(value, undefined, 2).replace(/\$(?=\{)/g, '\\u0024')}\n`;

export const dashboardFile = (dashboard: DashboardModel): string => `dashboards/${shortIdentifier(dashboard.name)}.lvdash.json`;
export const emitDashboards = (model: Model): readonly OutputFile[] => {
  const byKey = new Map(model.tables.map((table) => [table.key, table]));
  return model.dashboards.map((dashboard) => ({ path: dashboardFile(dashboard), content: jsonText(dashboardJson(model, dashboard, byKey)) }));
};
