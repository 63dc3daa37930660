/** Whether rows from JSON are the same, ignoring order and counting repetitions. */
import type { Rows } from '../agent.ts';

const NUMBER = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;
/** Numbers by value, whether JSON has them as numbers or as texts. */
const plain = (value: unknown): unknown => {
  if (typeof value === 'number' || (typeof value === 'string' && NUMBER.test(value))) return Number(Number(value).toPrecision(9)).toString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) return comparableRow(value as Readonly<Record<string, unknown>>);
  return value ?? null;
};
const comparableRow = (row: Readonly<Record<string, unknown>>): readonly unknown[] =>
  Object.entries(row)
    .map(([name, value]) => [name.toLowerCase(), plain(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

export const sameRows = (left: Rows | undefined, right: Rows): boolean => {
  if (left?.length !== right.length) return false;
  const texts = (rows: Rows): readonly string[] => rows.map((row) => JSON.stringify(comparableRow(row))).toSorted();
  const others = texts(right);
  return texts(left).every((text, i) => text === others[i]);
};
