/** The first rows of tables that were built on this machine, and of views over them. */
import type { Model, TableModel } from '../model/model.ts';
import { quarantines } from '../model/rules.ts';
import { askPython, type EventFields, isFields } from './ask-python.ts';
import type { Interruption } from './interruption.ts';
import { RunFailure, type RunProblem } from './problem.ts';
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
/** What somebody wants to see. */
export interface Asked {
  readonly root: string;
  readonly model: Model;
  /** Their keys. */
  readonly tables: readonly string[];
  /** What rules set aside, instead of the tables. */
  readonly quarantine: boolean;
  /** The query of a view, in which the tables that it reads have other names. */
  readonly viewQuery: (view: TableModel, tableName: (key: string) => string) => string | undefined;
}
export interface FirstRowsOptions {
  readonly root: string;
  /** What `requestOf` gives. */
  readonly request: ReadRequest;
  /** Rows of each, at most. */
  readonly rows: number;
  readonly prepared: Prepared;
  readonly interruption: Interruption;
  readonly report?: RunReporter;
}

/** A table in its folder, or a view: a query over relations that come before it, by their names. `table` is its key, for messages. */
export type Relation = { readonly name: string; readonly table: string } & ({ readonly folder: string } | { readonly query: string });
export interface ReadRequest {
  readonly relations: readonly Relation[];
  /** Tables and the relations that have their rows; none, where no row was ever set aside. */
  readonly shown: readonly { readonly table: string; readonly relation?: string }[];
}

/** Relations in the order in which they need each other, and what is missing. */
class Reading {
  readonly relations = new Map<string, Relation>();
  readonly missing: RunProblem[] = [];
  readonly #asked: Asked;
  readonly #seen = new Set<string>();
  readonly #byKey: ReadonlyMap<string, TableModel>;

  constructor(asked: Asked) {
    this.#asked = asked;
    this.#byKey = new Map(asked.model.tables.map((table) => [table.key, table]));
  }
  /** Its tables; of quarantines those of tables that may have one, where there are any. */
  chosen(): readonly TableModel[] {
    const all = this.#asked.tables.flatMap((key) => this.#byKey.get(key) ?? []);
    if (!this.#asked.quarantine) return all;
    const some = all.filter((table) => quarantines(table) || this.#stored(table, true) !== undefined);
    return some.length > 0 ? some : all;
  }
  add(table: TableModel): void {
    if (this.#seen.has(table.key)) return;
    this.#seen.add(table.key);
    if (this.#asked.quarantine) this.#addQuarantine(table);
    else if (table.kind === 'view') this.#addView(table);
    else this.#addFolder(table, this.#stored(table));
  }
  #stored(table: TableModel, quarantine = false): string | undefined {
    return storedFolder(this.#asked.root, this.#asked.model, table, quarantine);
  }
  get #nextName(): string {
    return `relation_${this.relations.size}`;
  }
  #addFolder(table: TableModel, folder: string | undefined): void {
    if (folder === undefined) this.missing.push({ kind: 'nothing-stored', table: table.key, what: table.kind === 'external' ? 'external' : 'table' });
    else this.relations.set(table.key, { name: this.#nextName, table: table.key, folder });
  }
  #addQuarantine(table: TableModel): void {
    const folder = this.#stored(table, true);
    if (folder !== undefined) this.#addFolder(table, folder);
    else if (!quarantines(table)) this.missing.push({ kind: 'nothing-stored', table: table.key, what: 'quarantine' });
    else if (this.#stored(table) === undefined) this.#addFolder(table, undefined);
  }
  #addView(view: TableModel): void {
    for (const key of view.reads) {
      const read = this.#byKey.get(key);
      if (read) this.add(read);
    }
    if (!view.reads.every((key) => this.relations.has(key))) return;
    const query = this.#asked.viewQuery(view, (key) => this.relations.get(key)?.name ?? key);
    if (query !== undefined) this.relations.set(view.key, { name: this.#nextName, table: view.key, query });
  }
}
/** What is to be read. Throws a `RunFailure` that names all that is not there. */
export const requestOf = (asked: Asked): ReadRequest => {
  const reading = new Reading(asked);
  const chosen = reading.chosen();
  for (const table of chosen) reading.add(table);
  if (reading.missing.length > 0) throw new RunFailure(...reading.missing);
  const shown = chosen.map(({ key }) => {
    const relation = reading.relations.get(key)?.name;
    return { table: key, ...(relation === undefined ? {} : { relation }) };
  });
  return { relations: [...reading.relations.values()], shown };
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
export const firstRows = async ({ root, request, rows, prepared, interruption, report }: FirstRowsOptions): Promise<readonly FirstRows[]> => {
  const read = request.shown.flatMap(({ table, relation }) => (relation === undefined ? [] : [{ table, relation }]));
  const found = new Map<string, FirstRows>();
  if (read.length > 0) {
    report?.({ kind: 'session-starting' });
    await askPython({
      module: 'databricks_utils.show',
      request: { relations: request.relations, shown: read.map(({ relation }) => relation), rows },
      cwd: root,
      prepared,
      interruption,
      onEvent: (event) => {
        const table = read[Number(event['index'])]?.table;
        if (event['event'] === 'session_started') report?.({ kind: 'session-started', seconds: Number(event['seconds']) });
        if (event['event'] === 'rows_read' && table !== undefined) found.set(table, readRows(event, table));
      },
    });
  }
  return request.shown.map(({ table }) => found.get(table) ?? { table, columns: [], rows: [], count: 0 });
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
    ...(columns.length === 0
      ? []
      : columnsText(
          titles,
          rows.map((_, at) => cells.slice(0, most).map((column) => column[at] ?? '')),
          paint,
        )),
    ...(hidden.length > 0 ? [paint('dim', `not shown, as the terminal is too narrow: ${hidden.join(', ')}`)] : []),
  ].join('\n');
};
