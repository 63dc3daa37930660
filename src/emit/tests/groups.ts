/** Groups, and the choice of one row of each, without Spark. */
import type { SortNode } from '../../query/node.ts';
import type { AggregatePlan, DropDuplicatesPlan, GroupingSetsPlan, PivotPlan } from '../../query/plan.ts';
import { arePivotedAtOnce } from '../../query/pivoted.ts';
import { keyOf, literalValue, type Row, UNKNOWN, UnfitRows, UnknownRows, type Value } from './values.ts';
import { compareBy } from './windows.ts';
import { computed, EMPTY, type Rows, scopeOf, valueIn, type Work } from './work.ts';

const grouped = (rows: Rows, key: (row: Row) => readonly Value[]): ReadonlyMap<string, readonly [Row, ...Row[]]> => {
  const groups = new Map<string, [Row, ...Row[]]>();
  for (const row of rows) {
    const of = keyOf(key(row));
    const group = groups.get(of);
    if (group) group.push(row);
    else groups.set(of, [row]);
  }
  return groups;
};
export const aggregate = (plan: AggregatePlan, work: Work): Rows => {
  const rows = work.rowsOf(plan.input);
  const made = (group: Rows): Row => {
    const scope = scopeOf(work, [group[0] ?? EMPTY], group);
    return new Map([...computed(plan.keys, scope), ...computed(plan.aggregates, scope)]);
  };
  if (plan.keys.length === 0) return [made(rows)];
  const groups = grouped(rows, (row) => plan.keys.map(({ expr }) => valueIn(expr, scopeOf(work, [row]))));
  if (groups.size > 1) work.seen?.(plan, 'two groups');
  return [...groups.values()].map((group) => {
    if (group.length > 1) work.seen?.(plan, 'a group of several');
    return made(group);
  });
};

/** The values of a pivot, as rows hold them. */
export const pivotedValues = ({ input, column, values }: PivotPlan): readonly Value[] => {
  const type = input.schema.find(({ name }) => name === column)?.type;
  return type ? values.map((value) => literalValue({ value, type })) : [];
};
/** Columns for values that no row of a group has are NULL if Spark makes all of them in one go; otherwise each is computed, over no rows. */
export const pivot = (plan: PivotPlan, work: Work): Rows => {
  const { keys, column, values, aggregates, input } = plan;
  const wanted = pivotedValues(plan);
  const atOnce = arePivotedAtOnce(aggregates);
  const rows = work.rowsOf(input);
  if (rows.some((row) => row.get(column) === UNKNOWN) || wanted.includes(UNKNOWN)) throw new UnknownRows();
  const made = (group: Rows): Row => {
    const pivoted = values.flatMap((value, i) => {
      const own = group.filter((row) => row.get(column) === wanted[i]);
      work.seen?.(plan, `${own.length > 0 ? 'some' : 'no'} ${value}`);
      const found =
        own.length === 0 && atOnce ? aggregates.map(({ name }) => [name, null] as const) : computed(aggregates, scopeOf(work, [own[0] ?? EMPTY], own));
      return found.map(([name, made]) => [`${value}_${name}`, made] as const);
    });
    return new Map([...computed(keys, scopeOf(work, [group[0] ?? EMPTY])), ...pivoted]);
  };
  if (keys.length === 0) return [made(rows)];
  const groups = grouped(rows, (row) => keys.map(({ expr }) => valueIn(expr, scopeOf(work, [row]))));
  if (groups.size > 1) work.seen?.(plan, 'two groups');
  return [...groups.values()].map(made);
};

const MOST_CUBED = 6;
const setsOf = ({ by, keys, sets = [] }: GroupingSetsPlan): readonly (readonly string[])[] => {
  if (by === 'sets') return sets;
  if (by === 'rollup') return [keys.length, ...keys.keys()].map((count) => keys.slice(0, count));
  if (keys.length > MOST_CUBED) throw new UnknownRows();
  return Array.from({ length: 2 ** keys.length }, (_, bits) => keys.filter((_, i) => (bits >> i) & 1));
};
export const groupingSets = (plan: GroupingSetsPlan, work: Work): Rows => {
  const { keys, by, aggregates } = plan;
  const rows = work.rowsOf(plan.input);
  return setsOf(plan).flatMap((set) => {
    const bit = (key: string): number => (set.includes(key) ? 0 : 1);
    const bits = keys.reduce((sum, key) => sum * 2 + bit(key), 0);
    // With sets, Spark orders the bits as it finds the keys.
    const grouping = (key: string | undefined): Value => (key !== undefined ? bit(key) : by === 'sets' ? UNKNOWN : bits);
    const groups = grouped(rows, (row) => set.map((name) => row.get(name) ?? null));
    return [...groups.values()].map((group) => {
      if (group.length > 1) work.seen?.(plan, `several in ${set.length}`);
      const own = new Map(keys.map((name) => [name, set.includes(name) ? (group[0].get(name) ?? null) : null] as const));
      return new Map([...own, ...computed(aggregates, { ...scopeOf(work, [own], group), grouping })]);
    });
  });
};

export const compareRows = (keys: readonly SortNode[], a: Row, b: Row, work: Work): number =>
  compareBy(keys, ({ expr }, row) => valueIn(expr, scopeOf(work, [row])), a, b);
export const dropDuplicates = (plan: DropDuplicatesPlan, work: Work): Rows => {
  const rows = work.rowsOf(plan.input);
  // Spark compares whole rows that tie, so it computes what is not known here.
  if (rows.some((row) => [...row.values()].includes(UNKNOWN))) throw new UnknownRows();
  return [...grouped(rows, (row) => plan.by.map((name) => row.get(name) ?? null)).values()].map((group) => {
    if (group.length > 1) work.seen?.(plan, 'a choice');
    const [first, second] = group.toSorted((a, b) => compareRows(plan.order, a, b, work));
    if (second && compareRows(plan.order, first as Row, second, work) === 0) throw new UnfitRows();
    return first as Row;
  });
};
