/** Rows as their tables may hold them: declared keys are unique. */
import type { DataTypeNode } from '../../query/datatype.ts';
import type { Schema } from '../../query/plan.ts';
import type { Source, Tables } from './draws.ts';
import { fits, type Origin, originOf } from './pools.ts';
import { familyOf, keyOf, type Row, type Value } from './values.ts';

const DAY = 86_400_000;
const FIRST = Date.UTC(2026, 0, 3);
/** The i-th value of a column that no draw gives by itself; undefined if its type has none. */
const unusual = (type: DataTypeNode, i: number): Value | undefined => {
  const family = familyOf(type);
  const day = new Date(FIRST + i * DAY).toISOString();
  const value = family === 'number' ? 3 + i : family === 'text' ? `k${i}` : family === 'date' ? day.slice(0, 10) : family === 'boolean' ? undefined : day;
  return value !== undefined && fits(value, type) ? value : undefined;
};

/** A value that a column has in none of these rows, if its type has one. */
export const unused = ({ name, type }: Schema[number], rows: readonly Row[]): Value | undefined => {
  for (let i = 0; i <= rows.length; i++) {
    const value = unusual(type, i);
    if (value === undefined || !rows.some((row) => row.get(name) === value)) return value;
  }
  return undefined;
};

/** Of rows with the same key, the later ones get a different key: in a column on which nothing else depends, if there is one. */
const apart = ({ key: table, columns, unique = [] }: Source, rows: readonly Row[], needed: ReadonlySet<Origin>): readonly Row[] => {
  if (unique.length === 0) return rows;
  const seen = new Set<string>();
  const key = (row: Row): string => keyOf(unique.map((name) => row.get(name) ?? null));
  const own = columns.filter(({ name }) => unique.includes(name));
  const varied = own.find(({ name }) => !needed.has(originOf(table, name))) ?? own.at(-1);
  return rows.flatMap((row) => {
    for (let other: Row | undefined = row, i = 0; other; i++) {
      const text = key(other);
      if (!seen.has(text)) {
        seen.add(text);
        return [other];
      }
      const value = varied && unusual(varied.type, i);
      other = varied && value !== undefined ? new Map(row).set(varied.name, value) : undefined;
    }
    return [];
  });
};
export const lawful = (tables: Tables, sources: readonly Source[], needed: ReadonlySet<Origin>): Tables =>
  sources.some(({ unique = [] }) => unique.length > 0)
    ? new Map(sources.map((source) => [source.key, apart(source, tables.get(source.key) ?? [], needed)] as const))
    : tables;
