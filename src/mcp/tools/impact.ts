import { z } from 'zod';
import { lineageOf } from '../../emit/describe.ts';
import { readersOf } from '../../model/graph.ts';
import type { Model, TableModel } from '../../model/model.ts';
import { bodyUse, type ColumnUse, declaredUses } from '../../model/uses.ts';
import { type Answer, cell, pageEnd, pageOf } from '../answer.ts';
import { cursor, mcpTool, project, table } from '../tool.ts';
import { columnOf, projectOf, tableOf, tablesByKey } from '../workspace.ts';

const CHANGES = ['rename', 'drop', 'retype'] as const;
type ChangeKind = (typeof CHANGES)[number];
interface Reached {
  readonly uses: readonly ColumnUse[];
  /** Columns that change with it, e.g. `silver.orders.amount`. */
  readonly columns: readonly string[];
}

const placed = ({ at }: TableModel): Pick<ColumnUse, 'at'> => (at === undefined ? {} : { at });

/** Follows a column through the tables that read it. A rename goes on only where the name is passed on; other changes also where it is computed with. */
const ofColumn = (model: Model, start: TableModel, column: string, change: ChangeKind): Reached => {
  const byKey = tablesByKey(model);
  const readers = readersOf(model.tables);
  const uses: ColumnUse[] = [];
  const seen = new Set([`${start.key}\n${column}`]);
  const columns: string[] = [];
  const queue: { readonly table: TableModel; readonly column: string }[] = [{ table: start, column }];
  for (const at of queue) {
    const { key } = at.table;
    uses.push(...declaredUses(model, at.table, at.column));
    for (const readerKey of readers.get(key) ?? []) {
      const reader = byKey.get(readerKey);
      if (!reader) continue;
      const { uses: how, carried } = bodyUse(reader, key, at.column);
      uses.push(...how.map((word) => ({ by: reader.key, how: `${word} on ${key}.${at.column}`, ...placed(reader) })));
      const derived =
        change === 'rename'
          ? []
          : [...(lineageOf(model).get(reader.key) ?? [])]
              .filter(([, sources]) => sources.some((s) => s.table === key && s.column === at.column))
              .map(([name]) => name);
      for (const name of new Set([...carried, ...derived])) {
        const node = `${reader.key}\n${name}`;
        if (seen.has(node)) continue;
        seen.add(node);
        columns.push(`${reader.key}.${name}`);
        queue.push({ table: reader, column: name });
      }
    }
  }
  return { uses, columns };
};

/** Everything built on a table. */
const ofTable = (model: Model, start: TableModel): readonly ColumnUse[] => {
  const byKey = tablesByKey(model);
  const readers = readersOf(model.tables);
  const seen = new Set([start.key]);
  const uses: ColumnUse[] = [];
  const queue = [start.key];
  for (const key of queue)
    for (const reader of readers.get(key) ?? []) {
      if (seen.has(reader)) continue;
      seen.add(reader);
      queue.push(reader);
      const table = byKey.get(reader);
      uses.push({ by: reader, how: `reads ${key}`, ...(table ? placed(table) : {}) });
    }
  const { key } = start;
  const named = (by: string, how: string, at: ColumnUse['at']): ColumnUse => ({ by, how, ...(at === undefined ? {} : { at }) });
  return [
    ...uses,
    ...start.rules.map((rule) => named(`rule ${rule.name} of ${key}`, `${rule.kind} rule`, rule.at)),
    ...model.tables.flatMap((other) =>
      other.rules.flatMap((rule) =>
        rule.kind === 'reference' && rule.to === key ? [named(`rule ${rule.name} of ${other.key}`, 'refers to it', rule.at)] : [],
      ),
    ),
    ...model.dashboards
      .filter(({ widgets }) => widgets.some((widget) => widget.table === key))
      .map(({ name, at }) => named(`dashboard ${name}`, 'shows it', at)),
    ...model.monitors.filter((one) => one.table === key).map(({ name, at }) => named(`monitor ${name}`, 'watches it', at)),
    ...model.masks.filter((one) => one.table === key).map(({ name, at }) => named(`mask ${name}`, 'masks a column of it', at)),
    ...model.rowFilters.filter((one) => one.table === key).map(({ name, at }) => named(`row filter ${name}`, 'filters its rows', at)),
    ...model.grants.filter(({ on }) => on.kind === 'table' && on.table === key).map(({ name, at }) => named(`grant ${name}`, 'is on it', at)),
    ...model.jobs
      .filter(({ refreshes }) => refreshes.some((one) => one.kind === 'table' && one.table === key))
      .map(({ name, at }) => named(`job ${name}`, 'refreshes it', at)),
    ...model.apps.filter(({ reads, writes }) => [...reads, ...writes].includes(key)).map(({ name, at }) => named(`app ${name}`, 'uses it', at)),
  ];
};

const lineOf = ({ by, how, at }: ColumnUse): string => `- ${cell(by, 200)}: ${cell(how, 200)}${at === undefined ? '' : ` (${cell(at.file, 200)}:${at.line})`}`;
const MEANS: Readonly<Record<ChangeKind, string>> = {
  rename: 'uses that name it; columns that are renamed with it are followed',
  drop: 'uses that lose it; what is computed from it is followed',
  retype: 'uses that may no longer fit; what is computed from it is followed',
};

export const impact = mcpTool({
  name: 'impact',
  title: 'What a change would break',
  description:
    'What uses a table, or one column of it, over all steps: queries, keys, rules, dashboards, monitors, masks, with their places. Call it before renaming, dropping or retyping. Typed queries are followed exactly; SQL by the names in its text, Python is not. Nothing is changed. Paged.',
  input: z.strictObject({
    project,
    table,
    column: z.string().max(300).optional().describe('Omitted: what is built on the whole table'),
    change: z.enum(CHANGES).optional().describe('What happens to the column; default: rename'),
    cursor,
  }),
  run: async (args, { workspace }): Promise<Answer> => {
    const checked = await projectOf(workspace, args.project);
    const start = tableOf(checked, args.table);
    const change = args.change ?? 'rename';
    if (args.column === undefined) {
      const uses = ofTable(checked.model, start);
      const page = pageOf(uses.map(lineOf), args.cursor);
      return { text: `${cell(start.key, 200)}: ${uses.length} uses\n${page.items.join('\n')}\n${pageEnd(page, 'uses')}`.trimEnd() };
    }
    columnOf(start, args.column);
    const { uses, columns } = ofColumn(checked.model, start, args.column, change);
    const page = pageOf(
      [...uses.map(lineOf), ...columns.map((name) => `- column ${cell(name, 200)}: ${change === 'rename' ? 'is the same column' : 'is made from it'}`)],
      args.cursor,
    );
    return {
      text: `${cell(`${start.key}.${args.column}`, 300)}, ${change}: ${uses.length} uses, ${columns.length} further columns (${MEANS[change]})\n${page.items.join('\n')}\n${pageEnd(page, 'uses')}`.trimEnd(),
    };
  },
});
