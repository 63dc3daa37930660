/** The first rows of tables that were built on this machine. */
import type { Model } from '../model/model.ts';
import { quarantines } from '../model/rules.ts';
import { askPython, type EventFields, isFields } from './ask-python.ts';
import type { Interruption } from './interruption.ts';
import { RunFailure } from './problem.ts';
import type { RunReporter } from './report.ts';
import type { Prepared } from './run-session.ts';
import { storedFolder } from './stored.ts';
import { type Column, clip, columnsText, countText, type Paint, textWidth } from './text.ts';

export interface ShownColumn {
  readonly name: string;
  readonly type: string;
}
export interface FirstRows {
  readonly table: string;
  readonly columns: readonly ShownColumn[];
  /** In the order of the columns; what JSON cannot hold exactly is text. */
  readonly rows: readonly (readonly unknown[])[];
  /** How many the table has. */
  readonly count: number;
}
export interface FirstRowsOptions {
  readonly root: string;
  readonly model: Model;
  /** Their keys. */
  readonly tables: readonly string[];
  /** Rows of each, at most. */
  readonly rows: number;
  /** What rules set aside, instead of the tables. */
  readonly quarantine: boolean;
  readonly prepared: Prepared;
  readonly interruption: Interruption;
  readonly report?: RunReporter;
}

/** Where they are. Throws a `RunFailure` that names all that are not there. */
export const foldersOf = ({ root, model, tables, quarantine }: Pick<FirstRowsOptions, 'root' | 'model' | 'tables' | 'quarantine'>): readonly string[] => {
  const byKey = new Map(model.tables.map((table) => [table.key, table]));
  const chosen = tables.flatMap((key) => byKey.get(key) ?? []);
  const found = chosen.map((table) => ({ table, folder: storedFolder(root, model, table, quarantine) }));
  const missing = found.filter(({ folder }) => folder === undefined);
  if (missing.length > 0) {
    throw new RunFailure(
      ...missing.map(({ table }) => ({
        kind: 'nothing-stored' as const,
        table: table.key,
        what: table.kind === 'view' ? ('view' as const) : quarantine ? ('quarantine' as const) : ('table' as const),
        quarantines: quarantines(table),
      })),
    );
  }
  return found.flatMap(({ folder }) => folder ?? []);
};

const readRows = (event: EventFields, table: string): FirstRows => {
  const { columns, rows, count } = event;
  return {
    table,
    columns: (Array.isArray(columns) ? columns : []).filter(isFields).map(({ name, type }) => ({ name: String(name), type: String(type) })),
    rows: (Array.isArray(rows) ? rows : []).filter(Array.isArray),
    count: Number(count),
  };
};
export const firstRows = async (options: FirstRowsOptions): Promise<readonly FirstRows[]> => {
  const { root, tables, rows, prepared, interruption, report } = options;
  const folders = foldersOf(options);
  const found: FirstRows[] = [];
  report?.({ kind: 'session-starting' });
  await askPython({
    module: 'databricks_utils.show',
    request: { folders, rows },
    cwd: root,
    prepared,
    interruption,
    onEvent: (event) => {
      const table = tables[Number(event['index'])];
      if (event['event'] === 'session_started') report?.({ kind: 'session-started', seconds: Number(event['seconds']) });
      if (event['event'] === 'rows_read' && table !== undefined) found.push(readRows(event, table));
    },
  });
  return found;
};

const WIDEST = 40;
const GAP = 2;
const NUMBER = /^(?:tinyint|smallint|int|bigint|float|double|decimal.*)$/;
const shown = (value: unknown): string => (value === null ? 'NULL' : typeof value === 'string' ? value : JSON.stringify(value));

/** Why rows were set aside is what is looked for. */
const FIRST = '_violated_rules';
/** As a table of at most `width` columns of a terminal; what does not fit is named below. */
export const firstRowsText = ({ table, columns: stored, rows, count }: FirstRows, paint: Paint, width = Number.POSITIVE_INFINITY): string => {
  const columns = stored.map((column, at) => ({ ...column, at })).toSorted((a, b) => Number(b.name === FIRST) - Number(a.name === FIRST));
  const cells = columns.map(({ at }) => rows.map((row) => clip(shown(row[at] ?? null), WIDEST)));
  const widths = columns.map(({ name }, i) => Math.max(textWidth(name), ...(cells[i] ?? []).map(textWidth)) + GAP);
  let most = 0;
  for (let used = -GAP; most < widths.length && used + (widths[most] ?? 0) <= width; most++) used += widths[most] ?? 0;
  most = Math.max(1, most);
  const titles = columns.slice(0, most).map(({ name, type }): Column => ({ title: name, align: NUMBER.test(type) ? 'right' : 'left' }));
  const hidden = columns.slice(most).map(({ name }) => name);
  return [
    `${paint('bold', table)}  ${countText(rows.length)} of ${countText(count)} rows`,
    ...columnsText(
      titles,
      rows.map((_, at) => cells.slice(0, most).map((column) => column[at] ?? '')),
      paint,
    ),
    ...(hidden.length > 0 ? [paint('dim', `not shown, as the terminal is too narrow: ${hidden.join(', ')}`)] : []),
  ].join('\n');
};
