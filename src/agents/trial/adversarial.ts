/** Rows made to break a body: from schemas, keys, what texts mention, and the plan where there is one. The same for the same seed. */
import { Chance } from '../../emit/tests/chance.ts';
import { planExample } from '../../emit/tests/plan-rows.ts';
import { originOf, poolsOf } from '../../emit/tests/pools.ts';
import type { Value } from '../../emit/tests/values.ts';
import { declaredKey } from '../../model/keys.ts';
import type { ColumnModel, Model, TableModel } from '../../model/model.ts';
import { type DataTypeNode, isText } from '../../query/datatype.ts';
import type { PlanNode } from '../../query/plan.ts';
import type { Rows } from '../agent.ts';
import { extremeValues, hardValues, type Json, mentioned, mentions, valueAt } from './hard-values.ts';

export interface Dataset {
  /** One word or two. */
  readonly name: string;
  /** Rows by the key of the table. */
  readonly input: Readonly<Record<string, Rows>>;
  /** Rows of one group are the same in all columns that could order them: which comes first is chance, unless the body decides. */
  readonly hasTies?: true;
  /** Values at the ends of their types, whose sums overflow. */
  readonly isExtreme?: true;
}
export interface AdversarialOptions {
  readonly model: Model;
  /** Keys of the tables that are read. */
  readonly reads: readonly string[];
  /** What mentions values worth trying: the intent, a text of SQL. @default none */
  readonly texts?: readonly string[];
  /** Of a relation, to reach its branches. @default none */
  readonly plan?: PlanNode;
  /** @default the keys of the tables */
  readonly seed?: string;
}

type Row = Readonly<Record<string, Json>>;
interface Source {
  readonly table: TableModel;
  /** Columns whose values together tell its rows apart; empty where nothing is declared. */
  readonly key: readonly string[];
}
const DRAWS = 150;

class Maker {
  readonly #chance: Chance;
  readonly #mentions: readonly string[];
  readonly #pools: ReturnType<typeof poolsOf> | undefined;
  constructor({ texts = [], plan }: AdversarialOptions, seed: string) {
    this.#chance = new Chance(seed);
    this.#mentions = [...new Set(texts.flatMap(mentions))];
    this.#pools = plan && poolsOf(plan);
  }

  /** Values that the texts and the plan speak of, for a column. */
  near({ table }: Source, { name, type }: ColumnModel): readonly Json[] {
    const planned = this.#pools?.(originOf(table.key, name), type).near ?? [];
    return [...planned.map((value) => jsonOf(value, type)), ...this.#mentions.flatMap((text) => mentioned(text, type))];
  }

  /** One of the first few ordinary values: the same in all tables, some without a match. */
  usual({ type }: ColumnModel, most = 4): Json {
    return valueAt(type, this.#chance.next() < 0.1 ? most + 2 : Math.floor(this.#chance.next() * most));
  }
  pick<T>(items: readonly T[]): T | undefined {
    return items.length === 0 ? undefined : this.#chance.pick(items);
  }
  isLucky(share: number): boolean {
    return this.#chance.next() < share;
  }

  /** Rows, each column by `value`; those that would break the table's key are left out. */
  rows(source: Source, count: number, value: (column: ColumnModel, i: number) => Json): readonly Row[] {
    const made = Array.from(
      { length: count },
      (_, i): Row => Object.fromEntries(source.table.columns.map((column) => [column.name, this.#fit(source, column, value(column, i), i)])),
    );
    return lawful(source, made);
  }
  #fit({ key }: Source, column: ColumnModel, value: Json, i: number): Json {
    // A key of one column counts up, so that rows stay.
    if (key.length === 1 && key[0] === column.name) return valueAt(column.type, i);
    return value === null && (!column.nullable || key.includes(column.name)) ? this.usual(column) : value;
  }
}

/** Without rows that have the key of an earlier one. */
const lawful = ({ key }: Source, rows: readonly Row[]): readonly Row[] => {
  if (key.length === 0) return rows;
  const seen = new Set<string>();
  return rows.filter((row) => {
    const text = JSON.stringify(key.map((name) => row[name] ?? null));
    return !seen.has(text) && seen.add(text);
  });
};

/** Whether rows are what the tables are declared to hold: keys are unique, and nothing is NULL that must not be. */
export const isLawful = (model: Model, input: Readonly<Record<string, Rows>>): boolean =>
  model.tables.every((table) => {
    const rows = input[table.key] as readonly Row[] | undefined;
    if (!rows || rows.length === 0) return true;
    const required = table.columns.filter(({ nullable }) => !nullable);
    if (rows.some((row) => required.some(({ name }) => (row[name] ?? null) === null))) return false;
    return lawful({ table, key: declaredKey(table) }, rows).length === rows.length;
  });

/** The value of a plan's example as JSON of its type. */
const jsonOf = (value: Value, type: DataTypeNode): Json => {
  if (typeof value === 'symbol' || value === null) return null;
  if (typeof value === 'number' && type.kind === 'decimal') return value.toFixed(type.scale);
  if (type.kind === 'timestamp_ntz') return String(value).replace(/Z$/, '');
  return value;
};

const ORDERING = new Set<DataTypeNode['kind']>(['date', 'timestamp', 'timestamp_ntz']);
const isOrdering = ({ type }: ColumnModel): boolean => ORDERING.has(type.kind);

/** A handful of inputs, the simplest first. */
export const adversarialInputs = (options: AdversarialOptions): readonly Dataset[] => {
  const { model, reads, plan } = options;
  const byKey = new Map(model.tables.map((table) => [table.key, table]));
  const sources = [...new Set(reads)].flatMap((key): readonly Source[] => {
    const table = byKey.get(key);
    return table ? [{ table, key: declaredKey(table) }] : [];
  });
  if (sources.length === 0) return [{ name: 'nothing read', input: {} }];
  const seed = options.seed ?? sources.map(({ table }) => table.key).join(' ');
  const make = new Maker(options, seed);
  const all = (rows: (source: Source) => readonly Row[]): Dataset['input'] => Object.fromEntries(sources.map((source) => [source.table.key, rows(source)]));
  const few = (source: Source, count = 10): readonly Row[] => make.rows(source, count, (column) => make.usual(column, 3));

  const datasets: Dataset[] = [
    { name: 'one row', input: all((source) => make.rows(source, 1, ({ type }) => valueAt(type, 0))) },
    { name: 'few rows', input: all((source) => make.rows(source, 6, ({ type }, i) => valueAt(type, i))) },
    { name: 'many to many', input: all((source) => few(source, 14)) },
    { name: 'nulls', input: all((source) => nulls(make, source)) },
    { name: 'duplicates', input: all((source) => lawful(source, twice(few(source, 7), source, make))), hasTies: true },
    { name: 'ties', input: all((source) => ties(make, source)), hasTies: true },
    { name: 'hard values', input: all((source) => hard(make, source)) },
    { name: 'late rows', input: all((source) => late(make, source)) },
  ];
  if (sources.some((source) => source.table.columns.some((column) => make.near(source, column).length > 0)))
    datasets.push({ name: 'mentioned', input: all((source) => near(make, source)) });
  const example =
    plan &&
    planExample(
      plan,
      sources.map(({ table, key }) => ({ key: table.key, columns: table.columns, unique: key })),
      seed,
      DRAWS,
    );
  if (example) datasets.push({ name: 'branches', input: all((source) => rowsOf(source, example.tables.get(source.table.key) ?? [])) });
  for (const left of sources.length > 1 ? sources.slice(0, 4) : [])
    datasets.push({ name: `no ${left.table.name}`, input: all((source) => (source === left ? [] : few(source, 6))) });
  for (const i of [1, 2]) datasets.push({ name: `mixed ${i}`, input: all((source) => mixed(make, source)), hasTies: true });
  datasets.push({
    name: 'extremes',
    input: all((source) => make.rows(source, 4, ({ type }, i) => extremeValues(type)[i % Math.max(1, extremeValues(type).length)] ?? null)),
    isExtreme: true,
  });
  datasets.push({ name: 'empty', input: all(() => []) });
  return datasets.map((dataset) => ({
    ...dataset,
    input: Object.fromEntries(sources.map(({ table }) => [table.key, inZones(table, dataset.input[table.key] ?? [])])),
  }));
};

const ZONES = ['America/New_York', 'Europe/Berlin', 'UTC', 'Asia/Kolkata', 'Australia/Lord_Howe'];
const isZone = ({ name, type }: ColumnModel): boolean => isText(type) && /(?:^|_)(?:time_?zone|tz)$/i.test(name);
/** Spark has no function that tries a zone: other texts in their columns would fail every right body. */
const inZones = (table: TableModel, rows: Rows): Rows => {
  const zones = table.columns.filter(isZone);
  if (zones.length === 0) return rows;
  const known = new Map<unknown, string>();
  const zoneOf = (value: unknown): string | null => {
    if (value === null) return null;
    const zone = known.get(value) ?? (ZONES[known.size % ZONES.length] as string);
    known.set(value, zone);
    return zone;
  };
  return rows.map((row) => ({ ...row, ...Object.fromEntries(zones.map(({ name }) => [name, zoneOf(row[name] ?? null)])) }));
};

const rowsOf = ({ table }: Source, rows: readonly ReadonlyMap<string, Value>[]): readonly Row[] =>
  rows.map((row): Row => Object.fromEntries(table.columns.map(({ name, type }) => [name, jsonOf(row.get(name) ?? null, type)])));

/** Each nullable column once NULL in an otherwise ordinary row, and a row with only NULLs. */
const nulls = (make: Maker, source: Source): readonly Row[] => {
  const nullable = source.table.columns.filter((column) => column.nullable).slice(0, 40);
  return make.rows(source, nullable.length + 3, (column, i) => (i === nullable.length || nullable[i] === column ? null : make.usual(column, 3)));
};
/** Rows twice, and rows that are the same except for one column. */
const twice = (rows: readonly Row[], { table }: Source, make: Maker): readonly Row[] =>
  rows.flatMap((row) => {
    const column = make.pick(table.columns.slice(1));
    return column ? [row, row, { ...row, [column.name]: make.usual(column, 9) }] : [row, row];
  });
/** Groups that are the same in what could order them. */
const ties = (make: Maker, source: Source): readonly Row[] =>
  make.rows(source, 9, (column, i) => (isOrdering(column) ? valueAt(column.type, 0) : i % 3 === 0 ? make.usual(column, 2) : make.usual(column, 6)));
const hard = (make: Maker, source: Source): readonly Row[] => {
  const most = Math.max(...source.table.columns.map(({ type }) => hardValues(type).length));
  return make.rows(source, Math.min(26, most), (column, i) => {
    const values = hardValues(column.type);
    // Columns move at different speeds, so that odd values meet ordinary ones.
    return make.isLucky(0.75) ? (values[i % Math.max(1, values.length)] ?? null) : make.usual(column, 3);
  });
};
/** Later moments come first. */
const late = (make: Maker, source: Source): readonly Row[] => {
  const rows = make.rows(source, 8, (column, i) => (isOrdering(column) ? valueAt(column.type, (i * 5) % 8) : make.usual(column, 2)));
  return rows.toReversed();
};
const MOST_NEAR = 40;
/** Both sides of what texts and the plan compare with, each at least once; columns are shifted, so that they do not all meet in one row. */
const near = (make: Maker, source: Source): readonly Row[] => {
  const values = new Map(source.table.columns.map((column, shift) => [column, { all: make.near(source, column), shift: shift * 3 }] as const));
  const most = Math.max(6, ...[...values.values()].map(({ all }) => all.length));
  return make.rows(source, Math.min(MOST_NEAR, most), (column, i) => {
    const { all = [], shift = 0 } = values.get(column) ?? {};
    return all[(i + shift) % most] ?? make.usual(column, 3);
  });
};
const mixed = (make: Maker, source: Source): readonly Row[] =>
  make.rows(source, 40, (column) => {
    if (make.isLucky(0.12)) return null;
    if (make.isLucky(0.3)) return make.pick(make.near(source, column)) ?? make.usual(column, 5);
    return make.isLucky(0.3) ? (make.pick(hardValues(column.type)) ?? null) : make.usual(column, 5);
  });
