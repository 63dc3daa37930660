import type { ColumnSource, TableLineage } from '../../model/lineage.ts';
import type { Model, TableModel } from '../../model/model.ts';
import { markdownCode, markdownTable, mermaidLabel } from '../../utils/markdown-text.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { lineageOf, tablesByLayer } from '../describe.ts';
import { count, markdownPage, tableLink } from './page.ts';

// Mermaid gives up on larger graphs, and so do readers.
const MOST_TABLES = 80;
const MOST_EDGES = 300;
const MOST_COLUMNS = 2000;

const fenced = (lines: readonly string[]): string => `\`\`\`mermaid\n${lines.join('\n')}\n\`\`\``;

const SHAPES: Readonly<Record<TableModel['kind'], readonly [string, string]>> = { table: ['["', '"]'], view: ['(["', '"])'], external: ['[("', '")]'] };

const tableGraph = (model: Model): string => {
  const ids = new Map(model.tables.map((table, i) => [table.key, `t${i}`]));
  const groups = [...tablesByLayer(model)].filter(([, tables]) => tables.length > 0);
  return fenced([
    'flowchart LR',
    ...groups.flatMap(([layer, tables], i) => [
      `  subgraph g${i}["${mermaidLabel(layer)}"]`,
      ...tables.map(({ key, kind, name }) => `    ${ids.get(key)}${SHAPES[kind][0]}${mermaidLabel(name)}${SHAPES[kind][1]}`),
      '  end',
    ]),
    ...model.tables.flatMap(({ key, reads }) => reads.map((read) => `  ${ids.get(read)} --> ${ids.get(key)}`)),
  ]);
};

const layerGraph = (model: Model): string => {
  const layerOf = new Map(model.tables.map(({ key, layer }) => [key, layer]));
  const ids = new Map(model.layers.map(({ name }, i) => [name, `l${i}`]));
  const edges = new Map<string, number>();
  for (const { layer, reads } of model.tables) {
    for (const read of reads) {
      const edge = `${ids.get(layerOf.get(read) ?? '')} -->|{n}| ${ids.get(layer)}`;
      edges.set(edge, (edges.get(edge) ?? 0) + 1);
    }
  }
  return fenced([
    'flowchart LR',
    ...[...tablesByLayer(model)].map(([layer, tables]) => `  ${ids.get(layer)}["${mermaidLabel(`${layer}: ${count(tables.length, 'table')}`)}"]`),
    ...[...edges].map(([edge, n]) => `  ${edge.replace('{n}', String(n))}`),
  ]);
};

type Origins = ReadonlyMap<string, readonly ColumnSource[]>;

/** For every table, the original columns that each of its columns comes from: in files, other systems, or code that is not analyzed. */
const originsOf = (model: Model, lineage: ReadonlyMap<string, TableLineage>): ReadonlyMap<string, Origins> => {
  const origins = new Map<string, Origins>();
  const derived = new Set(model.tables.flatMap(({ key, body }) => (body.kind === 'relation' ? [key] : [])));
  for (const { key, columns } of model.tables) {
    const ofTable = new Map<string, readonly ColumnSource[]>();
    for (const { name } of columns) {
      const found = new Map<string, ColumnSource>();
      for (const source of lineage.get(key)?.get(name) ?? []) {
        const before = derived.has(source.table) ? (origins.get(source.table)?.get(source.column) ?? []) : [source];
        for (const origin of before) found.set(`${origin.table}\n${origin.column}`, origin);
      }
      ofTable.set(name, [...found.values()]);
    }
    origins.set(key, ofTable);
  }
  return origins;
};

const columnPart = (model: Model): string => {
  const derived = model.tables.filter(({ body }) => body.kind === 'relation');
  const total = derived.reduce((sum, { columns }) => sum + columns.length, 0);
  if (total > MOST_COLUMNS) return `${count(total, 'column')} are too many for one page: the data dictionary shows for each column the columns it comes from.`;
  const origins = originsOf(model, lineageOf(model));
  const rows = derived.flatMap(({ key, columns }) =>
    columns.map(({ name }) => [
      tableLink(model, key, ''),
      markdownCode(name),
      (origins.get(key)?.get(name) ?? []).map((origin) => markdownCode(`${origin.table}.${origin.column}`)).join(', '),
    ]),
  );
  return [
    'The original columns from which each column comes: those of files and of other systems; none where a value is made here, such as a count of rows. SQL and Python are not analyzed, so their columns count as original too.',
    rows.length === 0 ? 'No table is made by a typed query.' : markdownTable(['Table', 'Column', 'Comes from'], rows).trimEnd(),
  ].join('\n\n');
};

/** docs/lineage.md: which table reads which, and where columns come from. */
export const lineagePage = (model: Model): OutputFile => {
  const edges = model.tables.reduce((sum, { reads }) => sum + reads.length, 0);
  const small = model.tables.length <= MOST_TABLES && edges <= MOST_EDGES;
  return markdownPage('docs/lineage.md', [
    '# Lineage',
    `${count(model.tables.length, 'table')}, ${count(edges, 'dependency', 'dependencies')}. Data flows from left to right.`,
    small ? tableGraph(model) : layerGraph(model),
    small ? '' : 'A number on an arrow is how many dependencies it stands for. The data dictionary shows those of each table.',
    '## Columns',
    columnPart(model),
  ]);
};
