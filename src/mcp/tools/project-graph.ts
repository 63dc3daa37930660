import { z } from 'zod';
import { aboutText } from '../../emit/describe.ts';
import type { TableModel } from '../../model/model.ts';
import { type Answer, cell, pageEnd, pageOf, tableHead, tableRow } from '../answer.ts';
import { cursor, mcpTool, project } from '../tool.ts';
import { type Checked, projectOf } from '../workspace.ts';
import { found } from '../search.ts';
import { ToolFailure } from '../diagnostics.ts';

const MOST_READS = 8;
const readsText = ({ reads }: TableModel): string =>
  `${reads
    .slice(0, MOST_READS)
    .map((key) => cell(key, 80))
    .join(', ')}${reads.length > MOST_READS ? ` and ${reads.length - MOST_READS} more` : ''}`;
const kindText = (table: TableModel): string => (table.body.kind === 'unwritten' ? 'to be written' : table.kind === 'table' ? table.body.kind : table.kind);
const rowOf = (table: TableModel): string => tableRow([cell(table.key, 120), kindText(table), cell(aboutText(table), 120), readsText(table)]);

const head = ({ name, model }: Checked): string => {
  const layers = model.layers.map((layer) => `${cell(layer.name, 60)} (${model.tables.filter((table) => table.layer === layer.name).length})`);
  const others = [
    ['dashboards', model.dashboards.length],
    ['monitors', model.monitors.length],
    ['jobs', model.jobs.length],
  ] as const;
  return [
    `Project ${cell(name, 80)}: ${model.tables.length} tables${model.project.description === undefined ? '' : `. ${cell(model.project.description)}`}`,
    `Layers, in the order of data: ${layers.join(', ')}`,
    `Beside them: ${others.map(([what, n]) => `${n} ${what}`).join(', ')}`,
  ].join('\n');
};

export const projectGraph = mcpTool({
  name: 'project_graph',
  title: 'Tables of the project',
  description:
    'Lists the tables of the lakewright project with what a row of each is and what it reads; by layer, or those that match a search over names, intents, columns and comments (best first). Begin here. Paged.',
  input: z.strictObject({
    project,
    layer: z.string().max(200).optional().describe('Only the tables of this layer'),
    search: z.string().max(500).optional().describe('Words to look for, e.g. `revenue per customer`'),
    unwritten: z.boolean().optional().describe('Only tables whose body is still to be written from their intent'),
    cursor,
  }),
  run: async (args, { workspace }): Promise<Answer> => {
    const checked = await projectOf(workspace, args.project);
    const { model } = checked;
    const layers = model.layers.map(({ name }) => name);
    if (args.layer !== undefined && !layers.includes(args.layer))
      throw new ToolFailure({ kind: 'unknown-construct', name: args.layer, known: layers }, checked.name);
    const among = args.search === undefined ? model.tables : await found(model, args.search);
    const tables = among.filter(
      (table) => (args.layer === undefined || table.layer === args.layer) && (args.unwritten !== true || table.body.kind === 'unwritten'),
    );
    const page = pageOf(tables.map(rowOf), args.cursor);
    if (tables.length === 0) return { text: `${head(checked)}\n\nNo table matches.` };
    const list = `${tableHead(['Table', 'Made by', 'What it holds', 'Reads'])}\n${page.items.join('\n')}`;
    return { text: `${page.from === 0 ? `${head(checked)}\n\n` : ''}${list}\n${pageEnd(page, 'tables')}`.trimEnd() };
  },
});
