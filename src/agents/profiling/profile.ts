/** What is in a table, counted in as few scans as possible: one for all measures, one for exact keys, one for frequent values, one for each reference. */
import type { ColumnModel, Model, TableModel } from '../../model/model.ts';
import { type DataTypeNode, isNumeric, isText, isTime } from '../../query/datatype.ts';
import { sqlIdentifier, sqlString } from '../../utils/sql-text.ts';
import type { Rows } from '../agent.ts';
import { isSensitive } from '../redact.ts';
import { TrialFailure } from '../trial/diagnostics.ts';
import type { Engine, Input, Stored } from '../trial/trial.ts';

export const PATTERNS = {
  email: '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$',
  uuid: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  url: '^https?://[^\\s]+$',
  code: '^[A-Z0-9]{2,4}$',
} as const;
export type Pattern = keyof typeof PATTERNS;
/** Leading zeros would be lost, as in postcodes and telephone numbers. */
const whole = (type: 'INT' | 'BIGINT') => (text: string) => `CAST(try_cast(${text} AS ${type}) AS STRING) = trim(${text})`;
const isLike = (text: string, pattern: string): string => `trim(${text}) RLIKE ${sqlString(pattern)}`;
/** Types that texts may hold, and when nothing of a text is lost in one. */
const READABLE = {
  int: whole('INT'),
  bigint: whole('BIGINT'),
  'decimal(18,6)': (text) => `${isLike(text, '^-?(0|[1-9][0-9]{0,11})([.][0-9]{1,6})?$')}`,
  date: (text) => `${isLike(text, '^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$')} AND try_cast(${text} AS DATE) IS NOT NULL`,
  timestamp: (text) =>
    `${isLike(text, '^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[T ]')} AND NOT ${isLike(text, '[.][0-9]{7}')} AND try_cast(${text} AS TIMESTAMP) IS NOT NULL`,
  boolean: (text) => `try_cast(${text} AS BOOLEAN) IS NOT NULL`,
} as const satisfies Readonly<Record<string, (text: string) => string>>;
export type ReadableType = keyof typeof READABLE;

export interface ColumnProfile {
  readonly name: string;
  readonly nulls: number;
  /** Approximate; exact for a candidate key. */
  readonly distinct?: number;
  readonly isExact?: true;
  /** As texts; absent for sensitive columns. */
  readonly low?: string;
  readonly high?: string;
  readonly blanks?: number;
  readonly padded?: number;
  /** How many of the values that are not NULL match it. */
  readonly patterns?: Readonly<Partial<Record<Pattern, number>>>;
  readonly readable?: Readonly<Partial<Record<ReadableType, number>>>;
  /** The most frequent values, if there are few distinct ones; absent for sensitive columns. */
  readonly values?: readonly { readonly value: string; readonly count: number }[];
}
export interface TableProfile {
  readonly table: string;
  readonly rows: number;
  /** Whether there may be more rows than were read. */
  readonly isSample: boolean;
  readonly scans: number;
  readonly columns: readonly ColumnProfile[];
  /** Columns whose values all have a match in another table's key. */
  readonly references: readonly { readonly column: string; readonly to: string; readonly key: string }[];
}

const isOrdered = (type: DataTypeNode): boolean => isNumeric(type) || isTime(type);
const isComparable = (type: DataTypeNode): boolean => isText(type) || isOrdered(type) || type.kind === 'boolean' || type.kind === 'binary';
/** The name of the table in a question. */
export const VIEW = 't';
const MOST_VALUES = 12;
const MOST_REFERENCES = 6;

/** The values of a column; those of sized text without the blanks that Spark fills them with. */
const valuesOf = ({ name, type }: ColumnModel): string => (type.kind === 'char' ? `rtrim(${sqlIdentifier(name)})` : sqlIdentifier(name));
const measures = (column: ColumnModel, i: number): readonly string[] => {
  const name = valuesOf(column);
  const { type } = column;
  return [
    `count(${name}) AS n${i}`,
    ...(isComparable(type) ? [`approx_count_distinct(${name}) AS d${i}`] : []),
    ...(isOrdered(type) && !isSensitive(column) ? [`CAST(min(${name}) AS STRING) AS l${i}`, `CAST(max(${name}) AS STRING) AS h${i}`] : []),
    ...(isText(type)
      ? [
          `count_if(trim(${name}) = '') AS b${i}`,
          `count_if(${name} <> trim(${name})) AS p${i}`,
          ...Object.values(PATTERNS).map((pattern, j) => `count_if(${name} RLIKE ${sqlString(pattern)}) AS r${i}_${j}`),
          ...Object.values(READABLE).map((isRead, j) => `count_if(${isRead(name)}) AS c${i}_${j}`),
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
  const text = (name: string): string | undefined => (typeof row[name] === 'string' ? row[name] : undefined);
  const [low, high] = [text(`l${i}`), text(`h${i}`)];
  return {
    name: column.name,
    nulls: rows - (counted(row, `n${i}`) ?? 0),
    ...(distinct === undefined ? {} : { distinct }),
    ...(low === undefined || high === undefined ? {} : { low, high }),
    ...(isText(column.type)
      ? {
          blanks: counted(row, `b${i}`) ?? 0,
          padded: counted(row, `p${i}`) ?? 0,
          patterns: named(Object.keys(PATTERNS) as Pattern[], (j) => counted(row, `r${i}_${j}`)),
          readable: named(Object.keys(READABLE) as ReadableType[], (j) => counted(row, `c${i}_${j}`)),
        }
      : {}),
  };
};

/** All measures of all columns in one scan. */
export const measuresSql = (columns: readonly ColumnModel[]): string => `SELECT count(*) AS n, ${columns.flatMap(measures).join(', ')} FROM ${VIEW}`;
/** What its row says. */
export const readMeasures = (columns: readonly ColumnModel[], row: Row): Pick<TableProfile, 'rows' | 'columns'> => {
  const rows = counted(row, 'n') ?? 0;
  return { rows, columns: columns.map((column, i) => columnOf(column, i, row, rows)) };
};

/** Counts a table; throws a `TrialFailure` if Spark cannot. `others` are tables in which its columns may have matches. */
export const profileTable = async (engine: Engine, model: Model, table: TableModel, stored: Stored | Rows, others: Input = {}): Promise<TableProfile> => {
  let scans = 0;
  const ask = async (sql: string, names: Readonly<Record<string, string>>, input: Input): Promise<readonly Row[]> => {
    scans += 1;
    const result = await engine.run({ model, sql, reads: Object.values(names), names }, input);
    if (!result.ok) throw new TrialFailure(...result.problems);
    return result.rows;
  };
  const own = { [table.key]: stored };
  const { columns } = table;
  const [measured = {}] = await ask(measuresSql(columns), { [VIEW]: table.key }, own);
  const { rows, columns: profiles } = readMeasures(columns, measured);

  // Exactly, if an approximation says that it may be a key.
  const keys = profiles.flatMap(({ nulls, distinct }, i) => (rows > 1 && nulls === 0 && distinct !== undefined && distinct >= rows * 0.9 ? [i] : []));
  const exactly = keys.map((i) => `count(DISTINCT ${sqlIdentifier(columns[i]?.name ?? '')}) AS e${i}`);
  const [exact = {}] = keys.length === 0 ? [] : await ask(`SELECT ${exactly.join(', ')} FROM ${VIEW}`, { [VIEW]: table.key }, own);

  // Values, if there are few: counted by Spark, all columns in one scan.
  const few = columns.flatMap((column, i) => {
    const { distinct = Number.POSITIVE_INFINITY } = profiles[i] ?? {};
    return rows > 0 && distinct <= MOST_VALUES && isText(column.type) && !isSensitive(column) ? [{ column, i }] : [];
  });
  const pairs = few.map(({ column, i }) => `struct(${i} AS i, CAST(${valuesOf(column)} AS STRING) AS v)`);
  const values =
    few.length === 0
      ? []
      : await ask(
          `SELECT p.i AS i, p.v AS v, count(*) AS n FROM (SELECT explode(array(${pairs.join(', ')})) AS p FROM ${VIEW}) WHERE p.v IS NOT NULL GROUP BY p.i, p.v`,
          { [VIEW]: table.key },
          own,
        );
  const byColumn = Map.groupBy(values, (row) => Number(row['i']));
  const counts = profiles.map((profile, i): ColumnProfile => {
    const known = counted(exact, `e${i}`);
    const own = byColumn.get(i)?.map((row) => ({ value: String(row['v']), count: counted(row, 'n') ?? 0 }));
    return { ...profile, ...(known === undefined ? {} : { distinct: known, isExact: true as const }), ...(own ? { values: own.toSorted(byCount) } : {}) };
  });

  const references: { column: string; to: string; key: string }[] = [];
  for (const { column, to, key } of plausible(model, table, others).slice(0, MOST_REFERENCES)) {
    const [left, right] = [sqlIdentifier(column), sqlIdentifier(key)];
    const missing = `SELECT count(*) AS missing, (SELECT count(${left}) FROM ${VIEW}) AS n FROM ${VIEW} LEFT ANTI JOIN o ON ${VIEW}.${left} = o.${right} WHERE ${VIEW}.${left} IS NOT NULL`;
    const [found = {}] = await ask(missing, { [VIEW]: table.key, o: to }, { ...own, [to]: others[to] ?? [] });
    if (counted(found, 'missing') === 0 && (counted(found, 'n') ?? 0) > 0) references.push({ column, to, key });
  }
  return { table: table.key, rows, isSample: 'limit' in stored && rows >= stored.limit, scans, columns: counts, references };
};

const byCount = (a: { readonly value: string; readonly count: number }, b: { readonly value: string; readonly count: number }): number =>
  b.count - a.count || (a.value < b.value ? -1 : 1);

/** Columns that have the name and the type of another table's key; every table may have an `id`. */
const plausible = (model: Model, table: TableModel, others: Input) =>
  model.tables.flatMap((other) => {
    const [key, ...more] = other.primaryKey;
    if (other.key === table.key || key === undefined || more.length > 0 || others[other.key] === undefined) return [];
    const type = other.columns.find(({ name }) => name === key)?.type.kind;
    const singular = other.name.toLowerCase().replace(/s$/, '');
    return table.columns
      .filter(({ name, type: own }) => own.kind === type && !table.primaryKey.includes(name))
      .filter(
        ({ name }) =>
          (name === key && key.toLowerCase() !== 'id') || name.toLowerCase() === `${singular}_${key.toLowerCase()}` || name.toLowerCase() === singular,
      )
      .map(({ name }) => ({ column: name, to: other.key, key }));
  });
