/** Rows as their tables may hold them: what is declared to tell rows apart does. */
import type { DataTypeNode } from '../../query/datatype.ts';
import type { Schema } from '../../query/plan.ts';
import type { Source, Tables } from './draws.ts';
import { fits } from './pools.ts';
import { familyOf, keyOf, type Row, type Value } from './values.ts';

const DAY = 86_400_000;
const FIRST = Date.UTC(2026, 0, 3);
/** The i-th value of a column that no draw gives by itself; undefined where its type has none. */
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

/** Of rows with one key, the later get another one where it is a single column, and are left out else. */
const apart = ({ columns, unique = [] }: Source, rows: readonly Row[]): readonly Row[] => {
  if (unique.length === 0) return rows;
  const seen = new Set<string>();
  const key = (row: Row): string => keyOf(unique.map((name) => row.get(name) ?? null));
  const single = unique.length === 1 ? columns.find(({ name }) => name === unique[0]) : undefined;
  return rows.flatMap((row) => {
    for (let own: Row | undefined = row, i = 0; own; i++) {
      const text = key(own);
      if (!seen.has(text)) {
        seen.add(text);
        return [own];
      }
      const value = single && unusual(single.type, i);
      own = single && value !== undefined ? new Map(row).set(single.name, value) : undefined;
    }
    return [];
  });
};
export const lawful = (tables: Tables, sources: readonly Source[]): Tables =>
  sources.some(({ unique = [] }) => unique.length > 0)
    ? new Map(sources.map((source) => [source.key, apart(source, tables.get(source.key) ?? [])] as const))
    : tables;
