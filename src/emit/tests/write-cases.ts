/** Rows that a table's write must treat as declared: keys, order, deletes, ignored columns, what is replaced. */
import { END_AT, START_AT, type ColumnModel, type TableModel, type WriteModel } from '../../model/model.ts';
import type { ExprNode } from '../../query/node.ts';
import { exprChanges } from './changes.ts';
import { isSmall } from './evaluate.ts';
import { fits } from './pools.ts';
import { candidatesOf, columnsIn, poolsFor, valueIn } from './rule-rows.ts';
import { type Family, familyOf, type Row, UNKNOWN, type Value } from './values.ts';
import { written } from './writing.ts';

export interface WriteCase {
  /** What is stored before, among what the write leaves alone. */
  readonly stored: readonly Row[];
  readonly batches: readonly (readonly Row[])[];
  /** The columns of the table whose values are known. */
  readonly columns: readonly ColumnModel[];
  readonly rows: readonly Row[];
}
type Keyed = Extract<WriteModel, { readonly keys: readonly string[] }>;

const MOST_CANDIDATES = 6;
const DAY = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00.000Z');
const NUMBERED: { readonly [F in Family]: (i: number) => Value } = {
  number: (i) => i + 1,
  text: (i) => String.fromCharCode('a'.charCodeAt(0) + i),
  boolean: (i) => i % 2 === 1,
  date: (i) => new Date(START + i * DAY).toISOString().slice(0, 10),
  timestamp: (i) => new Date(START + i * DAY).toISOString(),
  timestamp_ntz: (i) => new Date(START + i * DAY).toISOString(),
};

/** There is no way to make rows for this table here. */
class NoRows extends Error {}

/** Makes rows of a table, each of which says what differs from others. */
class Maker {
  readonly #columns: readonly ColumnModel[];
  constructor(columns: readonly ColumnModel[]) {
    this.#columns = columns;
  }
  value(name: string, i: number): Value {
    const type = this.#columns.find((column) => column.name === name)?.type;
    const family = type && familyOf(type);
    const value = family ? NUMBERED[family](i) : UNKNOWN;
    if (!type || !fits(value, type)) throw new NoRows();
    return value;
  }
  /** All columns with their i-th value, save for those that are given. */
  row(i: number, given: Iterable<readonly [string, Value]>): Row {
    const fixed = new Map(given);
    return new Map(
      this.#columns.map(({ name, type, nullable }): readonly [string, Value] => {
        const own = fixed.get(name);
        if (own !== undefined) return [name, own];
        if (familyOf(type) !== undefined) return [name, this.value(name, i)];
        // NULL is known even for types that are not computed here.
        if (!nullable) throw new NoRows();
        return [name, null];
      }),
    );
  }
}

/** Values of a condition's columns: those for which it holds or does not, and those that uncover a mistake in it. */
interface Sides {
  readonly columns: ReadonlySet<string>;
  readonly inside: readonly Row[];
  readonly outside: readonly Row[];
  /** Others for which it does not hold, which uncover nothing. */
  readonly spare: readonly Row[];
}
const sidesOf = (table: TableModel, condition: ExprNode): Sides => {
  if (!isSmall(condition)) throw new NoRows();
  const columns = columnsIn(condition);
  const changes = new Set(exprChanges(condition));
  const [inside, outside, spare]: [Row[], Row[], Row[]] = [[], [], []];
  for (const row of candidatesOf(table, poolsFor(condition, table), columns, `${table.key}.write`)) {
    if (table.columns.some(({ name, nullable }) => !nullable && row.get(name) === null)) continue;
    const value = valueIn(condition, row);
    if (value === 'fails' || value === UNKNOWN) continue;
    const side = value === true ? inside : outside;
    const shown = [...changes].filter((change) => {
      const other = valueIn(condition, row, change);
      return other !== UNKNOWN && (other === true) !== (value === true);
    });
    if (side.length > 0 && (shown.length === 0 || side.length >= MOST_CANDIDATES)) {
      if (value !== true) spare.push(row);
      continue;
    }
    for (const change of shown) changes.delete(change);
    side.push(row);
  }
  if (inside.length === 0) throw new NoRows();
  return { columns, inside, outside, spare };
};

type Batches = readonly [readonly Row[], readonly Row[]];
/** Keys of their own for each thing that is tried, so that none hides another. */
class Keys {
  readonly #maker: Maker;
  readonly #wide: string;
  readonly #names: readonly string[];
  #next = 0;
  constructor(maker: Maker, columns: readonly ColumnModel[], names: readonly string[]) {
    this.#maker = maker;
    this.#names = names;
    const wide = names.find((name) => !['boolean', undefined].includes(familyOf(columns.find((column) => column.name === name)?.type ?? { kind: 'binary' })));
    if (wide === undefined) throw new NoRows();
    this.#wide = wide;
  }
  next(): readonly (readonly [string, Value])[] {
    const i = this.#next++;
    return this.#names.map((name) => [name, this.#maker.value(name, name === this.#wide ? i : 0)] as const);
  }
  /** Those that agree with the first one's key in all but one column. */
  neighbours(): readonly (readonly (readonly [string, Value])[])[] {
    const others = this.#names.filter((name) => name !== this.#wide);
    return others.map((other) => this.#names.map((name) => [name, this.#maker.value(name, name === other ? 1 : 0)] as const));
  }
}

const keyedBatches = (write: Keyed, columns: readonly ColumnModel[], sides: Sides | undefined): Batches => {
  const maker = new Maker(columns);
  const keys = new Keys(maker, columns, write.keys);
  const sequence = write.strategy === 'insertOnly' ? undefined : write.sequenceBy;
  const fixed = new Set([...write.keys, ...(sequence === undefined ? [] : [sequence])]);
  if (sides && [...sides.columns].some((name) => fixed.has(name))) throw new NoRows();
  const stays = sides?.outside[0] ?? new Map<string, Value>();
  if (sides && sides.outside.length === 0) throw new NoRows();
  const snapshots = write.strategy === 'scd2' && write.snapshots === true;
  const [before, after]: [Row[], Row[]] = [[], []];
  const row = (key: readonly (readonly [string, Value])[], moment: number, i: number, given: Iterable<readonly [string, Value]> = []): Row =>
    maker.row(i, [...stays, ...given, ...key, ...(sequence === undefined ? [] : [[sequence, maker.value(sequence, moment)] as const])]);

  const first = keys.next();
  before.push(row(first, 1, 0));
  for (const neighbour of keys.neighbours()) before.push(row(neighbour, 1, 1));
  // What comes late has no effect on what is newer.
  if (sequence !== undefined && !snapshots) {
    before.push(row(first, 0, 1));
    const late = keys.next();
    before.push(row(late, 2, 0));
    after.push(row(late, 1, 1));
  }
  after.push(row(first, 3, 2));
  if (snapshots) for (const neighbour of keys.neighbours()) after.push(row(neighbour, 3, 1));
  const same = keys.next();
  before.push(row(same, 1, 0));
  after.push(row(same, 3, 0), row(keys.next(), 3, 0));
  // A snapshot ends it, other writes leave it as it is.
  before.push(row(keys.next(), 1, 0));

  for (const name of write.strategy === 'scd2' ? write.ignoreChangesIn : []) {
    const other = sides?.columns.has(name)
      ? [...sides.outside, ...sides.spare].find((one) => one.get(name) !== stays.get(name))?.get(name)
      : maker.value(name, 1);
    if (other === undefined) continue;
    const key = keys.next();
    before.push(row(key, 1, 0));
    after.push(row(key, 3, 0, [...stays, [name, other] as const]));
  }
  if (write.strategy === 'merge' && write.ignoreNullUpdates) {
    const key = keys.next();
    before.push(row(key, 1, 0));
    const nulls = columns.filter(({ name, nullable }) => nullable && !fixed.has(name) && !sides?.columns.has(name));
    after.push(
      row(
        key,
        3,
        1,
        nulls.map(({ name }) => [name, null] as const),
      ),
    );
  }
  for (const [i, one] of [...(sides?.inside ?? []), ...(sides?.outside ?? [])].entries()) {
    const key = keys.next();
    before.push(row(key, 1, 0));
    after.push(row(key, 3, 1, one));
    if (i > 0) continue;
    // A delete before what it deletes.
    const early = keys.next();
    before.push(row(early, 2, 0, one));
    after.push(row(early, 1, 0));
  }
  return snapshots ? [before.map((one) => moved(one, sequence, maker.value(sequence ?? '', 1))), after] : [before, after];
};
const moved = (row: Row, sequence: string | undefined, value: Value): Row => new Map([...row, ...(sequence === undefined ? [] : [[sequence, value] as const])]);

const madeOf = (table: TableModel): Pick<WriteCase, 'stored' | 'batches'> => {
  const { write } = table;
  const columns = table.columns.filter(({ name }) => write.strategy !== 'scd2' || (name !== START_AT && name !== END_AT));
  const maker = new Maker(columns);
  switch (write.strategy) {
    case 'append':
      return { stored: [], batches: [[maker.row(0, []), maker.row(1, []), maker.row(0, [])]] };
    case 'replaceWhere': {
      const sides = sidesOf(table, write.where);
      const [one] = sides.inside;
      return {
        stored: sides.outside.map((given) => maker.row(0, given)),
        batches: [sides.inside.map((given) => maker.row(0, given)), [maker.row(1, one ?? [])]],
      };
    }
    case 'replacePartitions': {
      const keys = new Keys(maker, columns, table.partitionBy);
      const [a, b, c] = [keys.next(), keys.next(), keys.next()];
      const stay = [a, ...keys.neighbours()];
      return { stored: [], batches: [[...stay, b].map((key) => maker.row(0, key)), [b, c].map((key) => maker.row(1, key))] };
    }
    case 'insertOnly':
    case 'merge':
    case 'scd2': {
      const condition = write.strategy === 'insertOnly' ? undefined : write.deleteWhen;
      const sides = condition && sidesOf(table, condition);
      return { stored: [], batches: keyedBatches(write, columns, sides) };
    }
    case 'overwrite':
      throw new NoRows();
  }
};

/** Undefined if the write needs only the frame, or if rows cannot be made here. */
export const writeCase = (table: TableModel): WriteCase | undefined => {
  const { write } = table;
  try {
    const { stored, batches } = madeOf(table);
    const condition = write.strategy === 'replaceWhere' ? write.where : 'deleteWhen' in write ? write.deleteWhen : undefined;
    const rows = written(batches, write, (row) => condition !== undefined && valueIn(condition, row) === true, table.partitionBy, stored);
    return { stored, batches, columns: table.columns.filter(({ type }) => familyOf(type) !== undefined), rows };
  } catch (error) {
    if (error instanceof NoRows) return undefined;
    throw error;
  }
};
