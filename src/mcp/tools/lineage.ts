import { z } from 'zod';
import { lineageOf } from '../../emit/describe.ts';
import type { ColumnSource } from '../../model/lineage.ts';
import { readersOf } from '../../model/graph.ts';
import type { Model, TableModel } from '../../model/model.ts';
import { memo } from '../../utils/memo.ts';
import { type Answer, cell, pageEnd, pageOf } from '../answer.ts';
import { cursor, mcpTool, project, table } from '../tool.ts';
import { columnOf, projectOf, tableOf, tablesByKey } from '../workspace.ts';

type Edges = ReadonlyMap<string, readonly string[]>;
/** Keys hold no line ends: names of tables and columns are checked. */
const id = ({ table: key, column }: ColumnSource): string => `${key}\n${column}`;
const shown = (node: string): string => cell(node.replace('\n', '.'), 200);

const columnsUp: (model: Model) => Edges = memo(
  (model) =>
    new Map([...lineageOf(model)].flatMap(([key, columns]) => [...columns].map(([column, sources]) => [`${key}\n${column}`, sources.map(id)] as const))),
);
const columnsDown: (model: Model) => Edges = memo((model) => {
  const down = new Map<string, string[]>();
  for (const [node, sources] of columnsUp(model))
    for (const source of sources) {
      const known = down.get(source);
      if (known) known.push(node);
      else down.set(source, [node]);
    }
  return down;
});
const tablesUp: (model: Model) => Edges = memo((model) => new Map(model.tables.map((one) => [one.key, one.reads])));
const tablesDown: (model: Model) => Edges = memo((model) => readersOf(model.tables));

/** All that can be reached, step by step; each once, with how far it is away and what led to it. */
const reached = (from: string, edges: Edges, depth: number): readonly { readonly node: string; readonly steps: number; readonly by: string }[] => {
  const seen = new Set([from]);
  const found: { readonly node: string; readonly steps: number; readonly by: string }[] = [];
  let front: readonly string[] = [from];
  for (let steps = 1; steps <= depth && front.length > 0; steps++) {
    const next: string[] = [];
    for (const node of front)
      for (const other of edges.get(node) ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        next.push(other);
        found.push({ node: other, steps, by: node });
      }
    front = next;
  }
  return found;
};

const isOpaque = ({ body }: TableModel): boolean => body.kind === 'sql' || body.kind === 'python';

export const lineage = mcpTool({
  name: 'lineage',
  title: 'Lineage of a table or a column',
  description:
    'Where a table, or one of its columns, comes from (`up`) or what is made from it (`down`), over all steps. Columns are traced through typed queries; SQL and Python bodies end a trace, and the answer names them. Paged.',
  input: z.strictObject({
    project,
    table,
    column: z.string().max(300).optional().describe('Trace this column; without it, whole tables'),
    direction: z.enum(['up', 'down']).optional().describe('Default: up'),
    depth: z.number().int().min(1).max(1_000).optional().describe('Steps to follow; default: all'),
    cursor,
  }),
  run: async (args, { workspace }): Promise<Answer> => {
    const checked = await projectOf(workspace, args.project);
    const { model } = checked;
    const start = tableOf(checked, args.table);
    if (args.column !== undefined) columnOf(start, args.column);
    const up = args.direction !== 'down';
    const from = args.column === undefined ? start.key : id({ table: start.key, column: args.column });
    const edges = args.column === undefined ? (up ? tablesUp : tablesDown)(model) : (up ? columnsUp : columnsDown)(model);
    const found = reached(from, edges, args.depth ?? Number.MAX_SAFE_INTEGER);
    const page = pageOf(
      found.map(({ node, steps, by }) => `- ${steps}: ${shown(node)}${steps === 1 ? '' : ` (${up ? 'into' : 'from'} ${shown(by)})`}`),
      args.cursor,
    );
    const byKey = tablesByKey(model);
    const ends = new Set<string>();
    if (args.column !== undefined) {
      for (const { node } of [{ node: from }, ...found]) {
        const key = node.split('\n', 1)[0] ?? '';
        const at = byKey.get(key);
        if (up && at && isOpaque(at)) ends.add(key);
        if (!up)
          for (const reader of tablesDown(model).get(key) ?? [])
            if (byKey.get(reader)?.body.kind === 'sql' || byKey.get(reader)?.body.kind === 'python') ends.add(reader);
      }
    }
    const opaque = [...ends].slice(0, 20).map((key) => cell(key, 120));
    return {
      text: [
        `${shown(from)}: ${up ? 'comes from' : 'goes into'} ${found.length} ${args.column === undefined ? 'tables' : 'columns'} (number of steps first)`,
        ...page.items,
        pageEnd(page, 'steps'),
        opaque.length > 0
          ? `Not traced through SQL or Python: ${opaque.join(', ')}${ends.size > opaque.length ? ` and ${ends.size - opaque.length} more` : ''}`
          : '',
      ]
        .filter((line) => line !== '')
        .join('\n'),
    };
  },
});
