import { readersOf } from '../../model/graph.ts';
import type { TableLineage } from '../../model/lineage.ts';
import { type ExampleRows, plainRows } from '../../model/examples.ts';
import type { ColumnModel, LayerModel, Model, RuleModel, TableModel } from '../../model/model.ts';
import { typeText } from '../../query/datatype.ts';
import { markdownCode, markdownTable, markdownText } from '../../utils/markdown-text.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { aboutText, checkText, factsOf, limitText, lineageOf, nullText, tablesByLayer } from '../describe.ts';
import { dictionaryFile, markdownPage, tableLink } from './page.ts';

const columnsTable = (table: TableModel, lineage: TableLineage | undefined): string =>
  markdownTable(
    ['Column', 'Type', 'NULL', 'Meaning', 'Comes from'],
    table.columns.map((column) => [
      markdownCode(column.name),
      markdownCode(typeText(column.type)),
      column.nullable ? '' : 'never',
      markdownText(column.comment ?? ''),
      (lineage?.get(column.name) ?? []).map((source) => markdownCode(`${source.table}.${source.column}`)).join(', '),
    ]),
  );

export const rulesTable = (rules: readonly RuleModel[]): string =>
  markdownTable(
    ['Rule', 'On violation', 'Severity', 'NULL', 'Run fails above', 'Check', 'Meaning'],
    rules.map((rule) => [
      markdownCode(rule.name),
      rule.onViolation,
      rule.severity,
      nullText(rule),
      rule.failAbove ? limitText(rule.failAbove) : '',
      markdownCode(checkText(rule)),
      markdownText(rule.description ?? ''),
    ]),
  );

const rowsText = (rows: ExampleRows, columns: readonly ColumnModel[]): string =>
  rows.rows.length === 0
    ? 'no rows'
    : plainRows(rows, columns)
        .map((row) => markdownCode(JSON.stringify(row)))
        .join(' ');
const decisionsTable = (model: Model, table: TableModel): string => {
  const columnsOf = new Map(model.tables.map(({ key, columns }) => [key, columns]));
  return markdownTable(
    ['Decided', 'Asked', 'Of these rows', 'it gives'],
    (table.decisions ?? []).map(({ says, question, given, gives }) => [
      markdownText(says),
      markdownText(question ?? ''),
      given.map(({ table: key, rows }) => `${markdownCode(key)}: ${rowsText(rows, columnsOf.get(key) ?? [])}`).join('; '),
      rowsText(gives, table.columns),
    ]),
  ).trimEnd();
};

const tableSection = (model: Model, table: TableModel, lineage: TableLineage | undefined, readers: readonly string[]): string => {
  const links = (keys: readonly string[]): string => keys.map((key) => tableLink(model, key, '../')).join(', ');
  return [
    `## ${markdownText(table.key)}`,
    markdownText(table.intent ?? ''),
    [
      ...factsOf(table).map(([name, value]) => `- ${markdownText(name)}: ${markdownText(value)}`),
      ...(table.reads.length > 0 ? [`- Reads: ${links(table.reads)}`] : []),
      ...(readers.length > 0 ? [`- Read by: ${links(readers)}`] : []),
    ].join('\n'),
    (table.decisions ?? []).length > 0 ? decisionsTable(model, table) : '',
    columnsTable(table, lineage).trimEnd(),
    table.rules.length > 0 ? rulesTable(table.rules) : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
};

const overview = (model: Model, layer: LayerModel, tables: readonly TableModel[]): readonly string[] => [
  `# Data dictionary: ${markdownText(layer.name)}`,
  markdownText(layer.comment ?? ''),
  tables.length === 0
    ? 'This layer has no tables.'
    : markdownTable(
        ['Table', 'What it holds', 'Columns', 'Rules'],
        tables.map((table) => [tableLink(model, table.key, '../'), markdownText(aboutText(table)), String(table.columns.length), String(table.rules.length)]),
      ),
];

/** docs/data-dictionary/: a page per layer with every table and column. */
export const dictionaryPages = (model: Model): readonly OutputFile[] => {
  const lineage = lineageOf(model);
  const readers = readersOf(model.tables);
  const byLayer = tablesByLayer(model);
  return model.layers.map((layer) => {
    const tables = byLayer.get(layer.name) ?? [];
    return markdownPage(`docs/${dictionaryFile(layer)}`, [
      ...overview(model, layer, tables),
      ...tables.map((table) => tableSection(model, table, lineage.get(table.key), readers.get(table.key) ?? [])),
    ]);
  });
};
