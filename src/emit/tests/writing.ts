/** What a table holds after batches of rows were written to it, computed without Spark. */
import { END_AT, START_AT, type WriteModel } from '../../model/model.ts';
import { keyOf, order, type Row, type Value } from './values.ts';

type Rows = readonly Row[];
type Of<S extends WriteModel['strategy']> = Extract<WriteModel, { strategy: S }>;
/** How to tell that a row deletes, or is one of those that are replaced. */
export type Holds = (row: Row) => boolean;

const at = (row: Row, name: string): Value => row.get(name) ?? null;
const keyIn = (row: Row, names: readonly string[]): string => keyOf(names.map((name) => at(row, name)));
const later = (a: Row, b: Row, sequence: string): boolean => order(at(a, sequence), at(b, sequence)) > 0;

const inserted = (batches: readonly Rows[], { keys }: Of<'insertOnly'>): Rows => {
  const table = new Map<string, Row>();
  for (const row of batches.flat()) {
    const key = keyIn(row, keys);
    if (!table.has(key)) table.set(key, row);
  }
  return [...table.values()];
};

const newestOf = (batch: Rows, keys: readonly string[], sequence: string | undefined): ReadonlyMap<string, Row> => {
  const newest = new Map<string, Row>();
  for (const row of batch) {
    const key = keyIn(row, keys);
    const other = newest.get(key);
    if (!other || sequence === undefined || later(row, other, sequence)) newest.set(key, row);
  }
  return newest;
};
const merged = (batches: readonly Rows[], { keys, sequenceBy, ignoreNullUpdates }: Of<'merge'>, deletes: Holds): Rows => {
  const table = new Map<string, Row>();
  const deleted = new Map<string, Row>();
  for (const batch of batches) {
    for (const [key, row] of newestOf(batch, keys, sequenceBy)) {
      const [stored, gone] = [table.get(key), deleted.get(key)];
      const isDelete = deletes(row);
      if (sequenceBy !== undefined) {
        if (isDelete && !(gone && later(gone, row, sequenceBy))) deleted.set(key, row);
        if ((stored && later(stored, row, sequenceBy)) || (gone && later(gone, row, sequenceBy))) continue;
      }
      if (isDelete) table.delete(key);
      else table.set(key, stored && ignoreNullUpdates ? new Map([...row].map(([name, value]) => [name, value ?? at(stored, name)])) : row);
    }
  }
  return [...table.values()];
};

interface Change {
  readonly row: Row;
  readonly deletes: boolean;
}
/** What the changes of one key, in order, result in. */
const versions = (changes: readonly Change[], { keys, sequenceBy, ignoreChangesIn }: Of<'scd2'>): Rows => {
  const ignored = new Set([...keys, sequenceBy, ...ignoreChangesIn]);
  const tracked = ({ row }: Change): string => keyOf([...row].filter(([name]) => !ignored.has(name)).map(([, value]) => value));
  const starts = changes.map((change, i) => {
    const before = changes[i - 1];
    return !change.deletes && (!before || before.deletes || tracked(before) !== tracked(change));
  });
  let start: Value = null;
  return changes.flatMap((change, i) => {
    if (starts[i]) start = at(change.row, sequenceBy);
    const next = changes[i + 1];
    if (change.deletes || (next && !next.deletes && !starts[i + 1])) return [];
    return [new Map([...change.row, [START_AT, start], [END_AT, next ? at(next.row, sequenceBy) : null]])];
  });
};
const versioned = (batches: readonly Rows[], write: Of<'scd2'>, deletes: Holds): Rows => {
  const { keys, sequenceBy, snapshots } = write;
  const changes = new Map<string, Change[]>();
  const note = (change: Change): void => {
    const key = keyIn(change.row, keys);
    const known = changes.get(key) ?? [];
    // Among changes of the same moment, the last to arrive counts.
    const others = known.filter(({ row }) => at(row, sequenceBy) !== at(change.row, sequenceBy));
    changes.set(
      key,
      [...others, change].toSorted((a, b) => order(at(a.row, sequenceBy), at(b.row, sequenceBy))),
    );
  };
  const whole = (row: Row): string => keyOf([...row].filter(([name]) => name !== sequenceBy).map(([, value]) => value));
  for (const batch of batches) {
    const present = new Set(batch.map((row) => keyIn(row, keys)));
    for (const row of batch) {
      const last = changes.get(keyIn(row, keys))?.at(-1);
      if (snapshots && last && !last.deletes && whole(last.row) === whole(row)) continue;
      note({ row, deletes: deletes(row) });
    }
    const [first] = batch;
    if (!snapshots || !first) continue;
    for (const [key, known] of changes) {
      const last = known.at(-1);
      if (last && !last.deletes && !present.has(key)) note({ row: new Map([...last.row, [sequenceBy, at(first, sequenceBy)]]), deletes: true });
    }
  }
  return [...changes.values()].flatMap((known) => versions(known, write));
};

const replaced = (batches: readonly Rows[], isReplaced: (row: Row, batch: Rows) => boolean, stored: Rows): Rows =>
  batches.reduce((table, batch) => [...table.filter((row) => !isReplaced(row, batch)), ...batch], stored);

/** `holds` is the condition of the write, if it has one; `partitions` are the columns by which the table is partitioned. */
export const written = (batches: readonly Rows[], write: WriteModel, holds: Holds, partitions: readonly string[], stored: Rows): Rows => {
  switch (write.strategy) {
    case 'overwrite':
      return batches.at(-1) ?? [];
    case 'append':
      return [...stored, ...batches.flat()];
    case 'replaceWhere':
      return replaced(batches, holds, stored);
    case 'replacePartitions':
      return replaced(batches, (row, batch) => batch.some((other) => keyIn(other, partitions) === keyIn(row, partitions)), stored);
    case 'insertOnly':
      return inserted(batches, write);
    case 'merge':
      return merged(batches, write, holds);
    case 'scd2':
      return versioned(batches, write, holds);
  }
};
