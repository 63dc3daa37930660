/** The rows of a relation over the test tables as `src/emit/tests` computes them, to be compared with Spark's. */
import { rowsOf } from '../../src/emit/tests/interpret.ts';
import { familyOf, isArray, literalValue, UNKNOWN, UnfitRows, UnknownRows, type Row, type Value } from '../../src/emit/tests/values.ts';
import type { PlanNode, SeedPlan } from '../../src/query/plan.ts';
import { testTables } from './sources.ts';

const rowsOfSeed = ({ rows, schema }: SeedPlan): readonly Row[] =>
  rows.map((row) => new Map(schema.map(({ name, type }, i): readonly [string, Value] => [name, literalValue({ value: row[i] ?? null, type })])));

export type Computed = { readonly kind: 'rows'; readonly rows: readonly Row[] } | { readonly kind: 'unfit' } | { readonly kind: 'unknown' };
export const computedRows = (plan: PlanNode): Computed => {
  try {
    return { kind: 'rows', rows: rowsOf(plan, { tables: new Map(testTables().map(({ key, seed }) => [key, rowsOfSeed(seed)])) }) };
  } catch (error) {
    if (error instanceof UnfitRows) return { kind: 'unfit' };
    if (error instanceof UnknownRows) return { kind: 'unknown' };
    throw error;
  }
};

const MOMENT = /^\d{4}-\d\d-\d\dT/;
const plain = (value: unknown, isNumber: boolean): unknown => {
  if (isNumber && value !== null) return Number(value);
  return typeof value === 'string' && MOMENT.test(value) ? new Date(value).toISOString() : value;
};
/** Nothing where both have the same rows, in any order, in the columns that are known; else both. */
export const differenceToSpark = (plan: PlanNode, rows: readonly Row[], spark: readonly (readonly unknown[])[]): string | undefined => {
  const known = plan.schema.flatMap(({ name, type }, at) => {
    const family = familyOf(type);
    const isKnown = family !== undefined && rows.every((row) => row.get(name) !== UNKNOWN && !isArray(row.get(name) ?? null));
    return isKnown ? [{ name, at, isNumber: family === 'number' }] : [];
  });
  const ours = rows.map((row) => JSON.stringify(known.map(({ name, isNumber }) => plain(row.get(name) ?? null, isNumber)))).toSorted();
  const theirs = spark.map((row) => JSON.stringify(known.map(({ at, isNumber }) => plain(row[at], isNumber)))).toSorted();
  return JSON.stringify(ours) === JSON.stringify(theirs)
    ? undefined
    : `${known.map(({ name }) => name).join()}\ncomputed\n${ours.join('\n')}\nSpark\n${theirs.join('\n')}`;
};
