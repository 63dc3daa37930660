/** Remembers between runs which tables are done, so that a run that failed can be resumed, even after a kill. */
import { appendFileSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Model } from '../model/model.ts';
import { onDisk } from './problem.ts';
import { type TableResult, writeWhole } from './results.ts';
import type { Selection } from './select.ts';

/** One line of the journal. A round begins with a fresh run and is over when all its tables are done. */
type Entry =
  | {
      readonly entry: 'round';
      readonly format: 1;
      readonly id?: string;
      readonly select: readonly string[];
      readonly exclude: readonly string[];
      readonly tables: readonly string[];
    }
  | { readonly entry: 'started'; readonly table: string }
  | { readonly entry: 'done'; readonly fingerprint: string; readonly result: TableResult };
type Round = Extract<Entry, { entry: 'round' }>;

export interface Journal {
  /** The run that began the round: what one run of a round has appended, the others do not append again. */
  readonly round: string;
  /** Results of the tables that need not be built again. */
  readonly done: ReadonlyMap<string, TableResult>;
  readonly started: (table: string) => void;
  readonly finished: (result: TableResult) => void;
  /** Ends the round if none of it is left to do. */
  readonly close: () => void;
}

export interface JournalOptions {
  readonly path: string;
  readonly model: Model;
  readonly selection: Required<Selection>;
  /** Keys of the tables of this run. */
  readonly tables: readonly string[];
  readonly fingerprints: ReadonlyMap<string, string>;
  /** The id of this run. */
  readonly run: string;
  /** Whether to begin a new round. */
  readonly fresh: boolean;
}

/**
 * Opens the journal of an environment. The same selection again resumes an unfinished round; another one is built whole, and
 * what it builds counts for the round.
 */
export function openJournal(options: JournalOptions): Journal {
  const { path, selection, fingerprints } = options;
  const entries = options.fresh ? [] : readEntries(path);
  const old = entries.find((entry) => entry.entry === 'round');
  const isOver = ({ tables }: Round, done: ReadonlyMap<string, TableResult>): boolean => tables.every((table) => done.has(table) || !fingerprints.has(table));
  const oldDone = doneIn(entries, old?.tables ?? [], options);
  const isOpen = old !== undefined && !isOver(old, oldDone);
  const round: Round = isOpen ? old : { entry: 'round', format: 1, id: options.run, ...selection, tables: options.tables };
  const kept: Entry[] = isOpen ? entries.filter((entry) => entry.entry !== 'round') : [];
  const isSame = isOpen && sameTerms(old.select, selection.select) && sameTerms(old.exclude, selection.exclude);

  const wanted = new Set(options.tables);
  writeWhole(path, [round, ...kept].map(line).join(''));
  const note = (entry: Entry): void => {
    kept.push(entry);
    onDisk(dirname(path), () => appendFileSync(path, line(entry)));
  };
  return {
    // A table of another selection is built whole, although the round stays open: that appends.
    round: isSame ? (round.id ?? options.run) : options.run,
    done: isSame ? new Map([...oldDone].filter(([table]) => wanted.has(table))) : new Map(),
    started: (table) => note({ entry: 'started', table }),
    finished: (result) => {
      const fingerprint = fingerprints.get(result.table);
      if (result.status === 'succeeded' && fingerprint !== undefined) note({ entry: 'done', fingerprint, result });
    },
    close: () => {
      const done = doneIn(kept, round.tables, options);
      if (isOver(round, done)) writeWhole(path, '');
    },
  };
}

const line = (entry: Entry): string => `${JSON.stringify(entry)}\n`;
const sameTerms = (a: readonly string[], b: readonly string[]): boolean => JSON.stringify(terms(a)) === JSON.stringify(terms(b));
const terms = (texts: readonly string[]): readonly string[] =>
  texts
    .flatMap((text) => text.split(/\s+/))
    .filter((term) => term !== '')
    .sort();

/**
 * Tables that are done, unchanged, were begun after all that they read was begun for the last time, and read nothing that is
 * still to be done in the round.
 */
function doneIn(entries: readonly Entry[], round: readonly string[], { model, fingerprints }: JournalOptions): ReadonlyMap<string, TableResult> {
  const begun = new Map<string, number>();
  const done = new Map<string, Extract<Entry, { entry: 'done' }>>();
  for (const [index, entry] of entries.entries()) {
    if (entry.entry === 'started') {
      begun.set(entry.table, index);
      done.delete(entry.table);
    } else if (entry.entry === 'done') {
      done.set(entry.result.table, entry);
    }
  }
  const result = new Map<string, TableResult>();
  const inRound = new Set(round);
  const latest = new Map<string, number>();
  for (const { key, reads } of model.tables) {
    const below = reads.reduce((most, read) => Math.max(most, latest.get(read) ?? -1), -1);
    const own = begun.get(key) ?? -1;
    latest.set(key, Math.max(own, below));
    const entry = done.get(key);
    const isReady = reads.every((read) => !inRound.has(read) || result.has(read) || !fingerprints.has(read));
    if (entry && isReady && own > below && entry.fingerprint === fingerprints.get(key)) result.set(key, entry.result);
  }
  return result;
}

/** A line that a kill cut off, or that is not ours, is ignored, and so are all after it. */
function readEntries(path: string): readonly Entry[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  const entries: Entry[] = [];
  for (const part of text.split('\n')) {
    if (part === '') continue;
    try {
      const entry = JSON.parse(part) as Entry;
      if (entries.length === 0 && (entry.entry !== 'round' || entry.format !== 1)) return [];
      entries.push(entry);
    } catch {
      return entries;
    }
  }
  return entries;
}
