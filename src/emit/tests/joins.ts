/** Joins without Spark. */
import { type ExprNode, walk } from '../../query/node.ts';
import type { AsOfJoinPlan, FilterJoinPlan, JoinOn, JoinPlan } from '../../query/plan.ts';
import { equalities } from './equalities.ts';
import { familyOf, keyOf, order, type Row, UNKNOWN, UnfitRows, UnknownRows, type Value } from './values.ts';
import { computed, EMPTY, holds, type Rows, scopeOf, valueIn, type Work } from './work.ts';

const areKnownToDiffer = (a: Value, b: Value): boolean => a !== UNKNOWN && b !== UNKNOWN && (a === null || a !== b);

/** Whether two rows have the same values in these columns; NULL equals nothing. */
const agree = (names: readonly string[], left: Row, right: Row): boolean =>
  names.every((name) => {
    const [a, b]: readonly Value[] = [left.get(name) ?? null, right.get(name) ?? null];
    if (a === undefined || b === undefined || a === UNKNOWN || b === UNKNOWN) throw new UnknownRows();
    return a !== null && a === b;
  });
const meets = (on: JoinOn | undefined, left: Row, right: Row, work: Work): boolean => {
  if (!on) return true;
  if (on.kind === 'condition') {
    const { equal, nodes } = equalities(on.condition);
    const isMet = equal.every(([a, b]) => !areKnownToDiffer(left.get(a) ?? null, right.get(b) ?? null));
    return (isMet || nodes.has(work.change?.target as ExprNode)) && holds(on.condition, scopeOf(work, [left, right]));
  }
  return agree(on.names, left, right);
};
/** The columns of the right side in which rows must differ, so that no left row can match two. */
const rightKeys = (on: JoinOn): readonly string[] => {
  if (on.kind === 'names') return on.names;
  const names = new Set<string>();
  walk([on.condition], (node) => {
    if (node.kind === 'column' && node.input === 1) names.add(node.name);
  });
  return [...names];
};
export const join = (plan: JoinPlan, work: Work): Rows => {
  const { on, how, expect } = plan;
  const [lefts, rights] = [work.rowsOf(plan.left), work.rowsOf(plan.right)];
  if (expect === 'one' && on) {
    const keys = rights.map((row) => keyOf(rightKeys(on).map((name) => row.get(name) ?? null)));
    if (new Set(keys).size < keys.length) throw new UnfitRows();
  }
  const matched = new Set<Row>();
  const made: Row[] = [];
  const add = (left: Row, right: Row): void => {
    // The common key of a join by names is that of the side that has a row.
    const common = on?.kind === 'names' && left === EMPTY ? new Map(on.names.map((name) => [name, right.get(name) ?? null] as const)) : left;
    made.push(new Map(computed(plan.columns, scopeOf(work, [common, right]))));
  };
  for (const left of lefts) {
    const found = rights.filter((right) => meets(on, left, right, work));
    if (expect === 'one' && found.length > 1) throw new UnfitRows();
    work.seen?.(plan, found.length === 0 ? 'left alone' : found.length > 1 ? 'several' : 'met');
    for (const right of found) {
      matched.add(right);
      add(left, right);
    }
    if (found.length === 0 && (how === 'left' || how === 'full')) add(left, EMPTY);
  }
  for (const right of rights) {
    if (matched.has(right)) continue;
    work.seen?.(plan, 'right alone');
    if (how === 'right' || how === 'full') add(EMPTY, right);
  }
  return made;
};
export const filterJoin = (plan: FilterJoinPlan, work: Work): Rows => {
  const rights = work.rowsOf(plan.right);
  return work.rowsOf(plan.left).filter((left) => {
    const met = rights.some((right) => meets(plan.on, left, right, work));
    work.seen?.(plan, String(met));
    return met === (plan.kind === 'semiJoin');
  });
};

/** In milliseconds. */
const timeOf = (value: Value): number | null => {
  if (value === null) return null;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new UnknownRows();
  return time;
};
/** The greatest of rows, their columns compared one after the other; NULL is the smallest. */
const greatest = ({ right: { schema } }: AsOfJoinPlan, rows: Rows): Row | undefined => {
  const compare = (a: Row, b: Row): number => {
    for (const { name, type } of schema) {
      const [x, y]: readonly Value[] = [a.get(name) ?? null, b.get(name) ?? null];
      if (x === undefined || y === undefined || x === UNKNOWN || y === UNKNOWN || familyOf(type) === undefined) throw new UnknownRows();
      const found = x === null || y === null ? Number(y === null) - Number(x === null) : order(x, y);
      if (found !== 0) return found;
    }
    return 0;
  };
  return rows.length < 2 ? rows[0] : rows.toSorted(compare).at(-1);
};
const SECOND = 1000;
/** Whether a row this long before the left one is on the side, and as near, as the join asks. */
const isWithin = ({ direction, tolerance = Number.POSITIVE_INFINITY }: AsOfJoinPlan, before: number): boolean =>
  Math.abs(before) <= tolerance * SECOND && (direction === 'nearest' || (direction === 'backward' ? before >= 0 : before <= 0));

export const joinAsOf = (plan: AsOfJoinPlan, work: Work): Rows => {
  const [mine, theirs] = plan.time;
  const rights = work.rowsOf(plan.right).map((row) => ({ row, time: timeOf(valueIn(theirs, scopeOf(work, [EMPTY, row]))) }));
  return work.rowsOf(plan.left).map((left) => {
    const time = timeOf(valueIn(mine, scopeOf(work, [left])));
    const near = rights.flatMap(({ row, time: other }) => {
      const before = time === null || other === null ? undefined : time - other;
      return before !== undefined && agree(plan.on, left, row) && isWithin(plan, before) ? [{ row, before }] : [];
    });
    const least = Math.min(...near.map(({ before }) => Math.abs(before)));
    const nearest = near.filter(({ before }) => Math.abs(before) === least);
    // Of two that are equally near, the earlier one.
    const earlier = nearest.filter(({ before }) => before >= 0);
    const found = (earlier.length > 0 ? earlier : nearest).map(({ row }) => row);
    work.seen?.(plan, near.length === 0 ? 'left alone' : near.length > 1 ? 'several' : 'met');
    return new Map(computed(plan.columns, scopeOf(work, [left, greatest(plan, found) ?? EMPTY])));
  });
};
