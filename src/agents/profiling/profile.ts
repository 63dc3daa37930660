/** What is in a table, counted in as few scans as possible: one for all measures, one for exact keys and frequent values, one for each reference. */
import type { ColumnModel, Model, TableModel } from '../../model/model.ts';
import type { DataTypeNode } from '../../query/datatype.ts';
import { sqlIdentifier, sqlString } from '../../utils/sql-text.ts';
import type { Rows } from '../agent.ts';
import { isSensitive } from '../redact.ts';
import type { Engine, Input, RunResult, Stored } from '../trial/trial.ts';

export const PATTERNS = {
  email: '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$',
  uuid: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  url: '^https?://[^\\s]+$',
  code: '^[A-Z0-9]{2,4}$',
} as const;
export type Pattern = keyof typeof PATTERNS;
/** Types that texts may be of, and how Spark reads them. */
export const READABLE = { int: 'INT', bigint: 'BIGINT', 'decimal(18,6)': 'DECIMAL(18,6)', date: 'DATE', timestamp: 'TIMESTAMP', boolean: 'BOOLEAN' } as const;
export type ReadableType = keyof typeof READABLE;

export interface ColumnProfile {
  readonly name: string;
  readonly nulls: number;
  /** About; exact where it is a candidate key. */
  readonly distinct?: number;
  readonly isExact?: true;
  /** As texts; absent for sensitive columns. */
  readonly low?: string;
  readonly high?: string;
  readonly blanks?: number;
  readonly padded?: number;
  /** Of the values that are not NULL, those that look so. */
  readonly patterns?: Readonly<Partial<Record<Pattern, number>>>;
  readonly readable?: Readonly<Partial<Record<ReadableType, number>>>;
  /** The most frequent values, where there are few different ones; absent for sensitive columns. */
  readonly values?: readonly { readonly value: string; readonly count: number }[];
}
export interface TableProfile {
  readonly table: string;
  readonly rows: number;
  /** Whether there may be more rows than were looked at. */
  readonly isSample: boolean;
  readonly scans: number;
  readonly columns: readonly ColumnProfile[];
  /** Columns whose values all have a match in another table's key. */
  readonly references: readonly { readonly column: string; readonly to: string; readonly key: string }[];
}

const TEXTS: ReadonlySet<DataTypeNode['kind']> = new Set(['string', 'varchar', 'char']);
const ORDERED: ReadonlySet<DataTypeNode['kind']> = new Set([
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'decimal',
  'date',
  'timestamp',
  'timestamp_ntz',
]);
const COMPARABLE: ReadonlySet<DataTypeNode['kind']> = new Set([...TEXTS, ...ORDERED, 'boolean']);
const VIEW = 't';
const MOST_VALUES = 12;
const MOST_REFERENCES = 6;

const measures = (column: ColumnModel, i: number): readonly string[] => {
  const name = sqlIdentifier(column.name);
  const { kind } = column.type;
  return [
    `count(${name}) AS n${i}`,
    ...(COMPARABLE.has(kind) ? [`approx_count_distinct(${name}) AS d${i}`] : []),
    ...(ORDERED.has(kind) && !isSensitive(column) ? [`CAST(min(${name}) AS STRING) AS l${i}`, `CAST(max(${name}) AS STRING) AS h${i}`] : []),
    ...(TEXTS.has(kind)
      ? [
          `count_if(trim(${name}) = '') AS b${i}`,
          `count_if(${name} <> trim(${name})) AS p${i}`,
          ...Object.values(PATTERNS).map((pattern, j) => `count_if(${name} RLIKE ${sqlString(pattern)}) AS r${i}_${j}`),
          ...Object.values(READABLE).map((type, j) => `count(try_cast(${name} AS ${type})) AS c${i}_${j}`),
        ]
      : []),
  ];
};

type Row = Readonly<Record<string, unknown>>;
const counted = (row: Row, name: string): number | undefined => (row[name] === undefined || row[name] === null ? undefined : Number(row[name]));
const named = <N extends string>(names: readonly N[], count: (j: number) => number | undefined): Readonly<Partial<Record<N, number>>> =>
  Object.fromEntries(names.flatMap((name, j) => ((count(j) ?? 0) > 0 ? [[name, count(j)]] : []))) as Partial<Record<N, number>>;
const columnOf = (column: ColumnModel, i: number, row: Row, rows: number): ColumnProfile => {
  const distinct = counted(row, `d${i}`);
  const isText = TEXTS.has(column.type.kind);
  const text = (name: string): string | undefined => (typeof row[name] === 'string' ? row[name] : undefined);
  const [low, high] = [text(`l${i}`), text(`h${i}`)];
  return {
    name: column.name,
    nulls: rows - (counted(row, `n${i}`) ?? 0),
    ...(distinct === undefined ? {} : { distinct }),
    ...(low === undefined || high === undefined ? {} : { low, high }),
    ...(isText
      ? {
          blanks: counted(row, `b${i}`) ?? 0,
          padded: counted(row, `p${i}`) ?? 0,
          patterns: named(Object.keys(PATTERNS) as Pattern[], (j) => counted(row, `r${i}_${j}`)),
          readable: named(Object.keys(READABLE) as ReadableType[], (j) => counted(row, `c${i}_${j}`)),
        }
      : {}),
  };
};

/** Raised where Spark could not count. */
export class ProfileFailure extends Error {
  readonly problems: Extract<RunResult, { ok: false }>['problems'];
  constructor(result: Extract<RunResult, { ok: false }>) {
    super(result.problems[0]?.message ?? 'Spark could not count');
    this.name = 'ProfileFailure';
    this.problems = result.problems;
  }
}

/** Counts a table. `others` are tables in which its columns may have their matches. */
export const profileTable = async (engine: Engine, model: Model, table: TableModel, stored: Stored | Rows, others: Input = {}): Promise<TableProfile> => {
  let scans = 0;
  const ask = async (sql: string, names: Readonly<Record<string, string>>, input: Input): Promise<readonly Row[]> => {
    scans += 1;
    const result = await engine.run({ model, sql, reads: Object.values(names), names }, input);
    if (!result.ok) throw new ProfileFailure(result);
    return result.rows;
  };
  const own = { [table.key]: stored };
  const { columns } = table;
  const [first = {}] = await ask(`SELECT count(*) AS n, ${columns.flatMap(measures).join(', ')} FROM ${VIEW}`, { [VIEW]: table.key }, own);
  const rows = counted(first, 'n') ?? 0;
  const profiles = columns.map((column, i) => columnOf(column, i, first, rows));

  // Exactly, where an approximation says that it may be a key; values, where there are few.
  const mayBeKey = profiles.map(({ nulls, distinct }) => rows > 1 && nulls === 0 && distinct !== undefined && distinct >= rows * 0.9);
  const hasFew = profiles.map(
    ({ distinct }, i) =>
      rows > 0 && distinct !== undefined && distinct <= MOST_VALUES && TEXTS.has(columns[i]?.type.kind ?? 'error') && !isSensitive(columns[i] as ColumnModel),
  );
  const exact = columns.flatMap(({ name }, i) => [
    ...(mayBeKey[i] ? [`count(DISTINCT ${sqlIdentifier(name)}) AS e${i}`] : []),
    ...(hasFew[i] ? [`collect_list(${sqlIdentifier(name)}) AS v${i}`] : []),
  ]);
  const second = exact.length === 0 ? {} : ((await ask(`SELECT ${exact.join(', ')} FROM ${VIEW}`, { [VIEW]: table.key }, own))[0] ?? {});
  const whole = profiles.map((profile, i): ColumnProfile => {
    const known = counted(second, `e${i}`);
    const list = second[`v${i}`];
    const values = Array.isArray(list) ? frequencies(list.map(String)) : undefined;
    return { ...profile, ...(known === undefined ? {} : { distinct: known, isExact: true as const }), ...(values ? { values } : {}) };
  });

  const references: { column: string; to: string; key: string }[] = [];
  for (const { column, to, key } of plausible(model, table, others).slice(0, MOST_REFERENCES)) {
    const [left, right] = [sqlIdentifier(column), sqlIdentifier(key)];
    const missing = `SELECT count(*) AS missing, (SELECT count(${left}) FROM ${VIEW}) AS n FROM ${VIEW} LEFT ANTI JOIN o ON ${VIEW}.${left} = o.${right} WHERE ${VIEW}.${left} IS NOT NULL`;
    const [found = {}] = await ask(missing, { [VIEW]: table.key, o: to }, { ...own, [to]: others[to] ?? [] });
    if (counted(found, 'missing') === 0 && (counted(found, 'n') ?? 0) > 0) references.push({ column, to, key });
  }
  return { table: table.key, rows, isSample: 'limit' in stored && rows >= stored.limit, scans, columns: whole, references };
};

const frequencies = (values: readonly string[]): readonly { readonly value: string; readonly count: number }[] => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
};

/** Columns that are called like the key of another table, and are of its type. */
const plausible = (model: Model, table: TableModel, others: Input) =>
  model.tables.flatMap((other) => {
    const [key, ...more] = other.primaryKey;
    if (other.key === table.key || key === undefined || more.length > 0 || others[other.key] === undefined) return [];
    const type = other.columns.find(({ name }) => name === key)?.type.kind;
    const singular = other.name.toLowerCase().replace(/s$/, '');
    return table.columns
      .filter(({ name, type: own }) => own.kind === type && !table.primaryKey.includes(name))
      .filter(({ name }) => name === key || name.toLowerCase() === `${singular}_${key.toLowerCase()}` || name.toLowerCase() === singular)
      .map(({ name }) => ({ column: name, to: other.key, key }));
  });
