/** The rows of a relation, computed without Spark from the rows of the tables that it reads. */
import { type ExprNode, type NamedExpr, type SortNode, walk } from '../../query/node.ts';
import type {
  AggregatePlan,
  DropDuplicatesPlan,
  ExplodePlan,
  FilterJoinPlan,
  JoinOn,
  JoinPlan,
  LimitPlan,
  PlanNode,
  SetPlan,
  UnionPlan,
} from '../../query/plan.ts';
import { type Change, evaluate, isSmall, type Scope } from './evaluate.ts';
import { compareBy } from './windows.ts';
import { isArray, keyOf, literalValue, type Row, UNKNOWN, UnfitRows, UnknownRows, type Value } from './values.ts';

/** A step is taken for another. */
export interface StepChange {
  readonly target: PlanNode;
  readonly by: PlanNode;
}
export interface World {
  /** By the key of the table. */
  readonly tables: ReadonlyMap<string, readonly Row[]>;
  readonly change?: Change | StepChange | undefined;
  readonly seen?: Scope['seen'];
  /** The rows of a step where they are known already. */
  readonly known?: (step: PlanNode) => Rows | undefined;
  readonly keep?: (step: PlanNode, rows: Rows) => void;
}
type Rows = readonly Row[];

const scopeOf = ({ change, seen }: World, rows: Scope['rows'], group?: Rows, all?: Rows): Scope => ({
  rows,
  ...(group ? { group } : {}),
  ...(all ? { all } : {}),
  change: change as Change | undefined,
  seen,
});
const valueIn = (expr: ExprNode, scope: Scope): Value => (isSmall(expr) ? evaluate(expr, scope) : UNKNOWN);
const computed = (columns: readonly NamedExpr[], scope: Scope): readonly (readonly [string, Value])[] =>
  columns.map(({ name, expr }) => [name, valueIn(expr, scope)] as const);
/** Whether a condition is TRUE. */
const holds = (condition: ExprNode, scope: Scope): boolean => {
  const value = valueIn(condition, scope);
  if (value === UNKNOWN) throw new UnknownRows();
  return value === true;
};

const meets = (on: JoinOn | undefined, left: Row, right: Row, world: World): boolean => {
  if (!on) return true;
  if (on.kind === 'condition') return holds(on.condition, scopeOf(world, [left, right]));
  return on.names.every((name) => {
    const [a, b]: readonly Value[] = [left.get(name) ?? null, right.get(name) ?? null];
    if (a === undefined || b === undefined || a === UNKNOWN || b === UNKNOWN) throw new UnknownRows();
    return a !== null && a === b;
  });
};
/** The columns of the right side in which rows must differ, so that no left row can meet two. */
const rightKeys = (on: JoinOn): readonly string[] => {
  if (on.kind === 'names') return on.names;
  const names = new Set<string>();
  walk([on.condition], (node) => {
    if (node.kind === 'column' && node.input === 1) names.add(node.name);
  });
  return [...names];
};
const EMPTY: Row = new Map();

const join = (plan: JoinPlan, world: World): Rows => {
  const { on, how, expect } = plan;
  const [lefts, rights] = [rowsOf(plan.left, world), rowsOf(plan.right, world)];
  if (expect === 'one' && on) {
    const keys = rights.map((row) => keyOf(rightKeys(on).map((name) => row.get(name) ?? null)));
    if (new Set(keys).size < keys.length) throw new UnfitRows();
  }
  const matched = new Set<Row>();
  const made: Row[] = [];
  const add = (left: Row, right: Row): void => {
    // The common key of a join by names is that of the side that is there.
    const common = on?.kind === 'names' && left === EMPTY ? new Map(on.names.map((name) => [name, right.get(name) ?? null] as const)) : left;
    made.push(new Map(computed(plan.columns, scopeOf(world, [common, right]))));
  };
  for (const left of lefts) {
    const found = rights.filter((right) => meets(on, left, right, world));
    if (expect === 'one' && found.length > 1) throw new UnfitRows();
    world.seen?.(plan, found.length === 0 ? 'left alone' : found.length > 1 ? 'several' : 'met');
    for (const right of found) {
      matched.add(right);
      add(left, right);
    }
    if (found.length === 0 && (how === 'left' || how === 'full')) add(left, EMPTY);
  }
  for (const right of rights) {
    if (matched.has(right)) continue;
    world.seen?.(plan, 'right alone');
    if (how === 'right' || how === 'full') add(EMPTY, right);
  }
  return made;
};
const filterJoin = (plan: FilterJoinPlan, world: World): Rows => {
  const rights = rowsOf(plan.right, world);
  return rowsOf(plan.left, world).filter((left) => {
    const met = rights.some((right) => meets(plan.on, left, right, world));
    world.seen?.(plan, String(met));
    return met === (plan.kind === 'semiJoin');
  });
};

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
const aggregate = (plan: AggregatePlan, world: World): Rows => {
  const rows = rowsOf(plan.input, world);
  const made = (group: Rows): Row => {
    const scope = scopeOf(world, [group[0] ?? EMPTY], group);
    return new Map([...computed(plan.keys, scope), ...computed(plan.aggregates, scope)]);
  };
  if (plan.keys.length === 0) return [made(rows)];
  const groups = grouped(rows, (row) => plan.keys.map(({ expr }) => valueIn(expr, scopeOf(world, [row]))));
  if (groups.size > 1) world.seen?.(plan, 'two groups');
  return [...groups.values()].map((group) => {
    if (group.length > 1) world.seen?.(plan, 'a group of several');
    return made(group);
  });
};

const compare = (keys: readonly SortNode[], a: Row, b: Row, world: World): number =>
  compareBy(keys, ({ expr }, row) => valueIn(expr, scopeOf(world, [row])), a, b);
const dropDuplicates = (plan: DropDuplicatesPlan, world: World): Rows => {
  const rows = rowsOf(plan.input, world);
  // Spark compares whole rows where they tie, so that it computes what is not known here.
  if (rows.some((row) => [...row.values()].includes(UNKNOWN))) throw new UnknownRows();
  return [...grouped(rows, (row) => plan.by.map((name) => row.get(name) ?? null)).values()].map((group) => {
    if (group.length > 1) world.seen?.(plan, 'a choice');
    const [first, second] = group.toSorted((a, b) => compare(plan.order, a, b, world));
    if (second && compare(plan.order, first as Row, second, world) === 0) throw new UnfitRows();
    return first as Row;
  });
};

const explode = (plan: ExplodePlan, world: World): Rows =>
  rowsOf(plan.input, world).flatMap((row) => {
    const value = valueIn(plan.items, scopeOf(world, [row]));
    if (value === UNKNOWN) throw new UnknownRows();
    const items = isArray(value) ? value : [];
    world.seen?.(plan, items.length > 1 ? 'several' : items.length === 1 ? 'one' : 'none');
    const made = (item: Value, place: number | null): Row =>
      new Map([...row, ...(plan.position === undefined ? [] : [[plan.position, place] as const]), [plan.name, item]]);
    return items.length === 0 && plan.keepEmpty ? [made(null, null)] : items.map(made);
  });

const wholeKey = (plan: PlanNode, row: Row): string => keyOf(plan.schema.map(({ name }) => row.get(name) ?? null));
const distinct = (plan: PlanNode, rows: Rows): Rows => [...new Map(rows.map((row) => [wholeKey(plan, row), row] as const)).values()];
const union = (plan: UnionPlan, world: World): Rows => [...rowsOf(plan.left, world), ...rowsOf(plan.right, world)];
const setOperation = (plan: SetPlan, world: World): Rows => {
  const counts = new Map<string, number>();
  for (const row of rowsOf(plan.right, world)) {
    const key = wholeKey(plan, row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const left = rowsOf(plan.left, world);
  const kept = (plan.all ? left : distinct(plan, left)).filter((row) => {
    const key = wholeKey(plan, row);
    const left = counts.get(key) ?? 0;
    if (plan.all && left > 0) counts.set(key, left - 1);
    return left > 0 === (plan.kind === 'intersect');
  });
  return kept;
};

/** Without an order, or where rows tie at the border, chance decides which remain. */
const limit = (plan: LimitPlan, world: World): Rows => {
  const { input, rows: most, offset = 0 } = plan;
  const rows = rowsOf(input, world);
  if (offset === 0 && rows.length <= most) return rows;
  const borders = [offset, offset + most].filter((border) => border > 0 && border < rows.length);
  const tie = (border: number): boolean =>
    input.kind !== 'orderBy' || world.change?.target === input || compare(input.keys, rows[border - 1] as Row, rows[border] as Row, world) === 0;
  if (borders.some(tie)) throw new UnfitRows();
  world.seen?.(plan, 'cut');
  return rows.slice(offset, offset + most);
};

/** Throws UnknownRows where only Spark can tell, UnfitRows where these rows will not do. */
export const rowsOf = (step: PlanNode, world: World): Rows => {
  const known = world.known?.(step);
  if (known) return known;
  const rows = madeBy(step, world);
  world.keep?.(step, rows);
  return rows;
};
const madeBy = (given: PlanNode, world: World): Rows => {
  const { change } = world;
  const plan = change?.target === given ? (change.by as PlanNode) : given;
  switch (plan.kind) {
    case 'read':
      return world.tables.get(plan.table) ?? [];
    // Of a frame, all rows are new; what a change feed adds to them is not known.
    case 'readStream':
      if (plan.changes) throw new UnknownRows();
      return world.tables.get(plan.table) ?? [];
    case 'withWatermark':
      return rowsOf(plan.input, world);
    case 'explode':
      return explode(plan, world);
    case 'seed':
      return plan.rows.map((row) => new Map(plan.schema.map(({ name, type }, i) => [name, literalValue({ value: row[i] ?? null, type })] as const)));
    case 'where': {
      const rows = rowsOf(plan.input, world);
      return rows.filter((row) => holds(plan.condition, scopeOf(world, [row], undefined, rows)));
    }
    case 'select': {
      const rows = rowsOf(plan.input, world);
      return rows.map((row) => new Map(computed(plan.columns, scopeOf(world, [row], undefined, rows))));
    }
    case 'withColumns': {
      const rows = rowsOf(plan.input, world);
      return rows.map((row) => new Map([...row, ...computed(plan.columns, scopeOf(world, [row], undefined, rows))]));
    }
    case 'drop':
      return rowsOf(plan.input, world).map((row) => new Map([...row].filter(([name]) => !plan.names.includes(name))));
    case 'join':
      return join(plan, world);
    case 'semiJoin':
    case 'antiJoin':
      return filterJoin(plan, world);
    case 'aggregate':
      return aggregate(plan, world);
    case 'dropDuplicates':
      return dropDuplicates(plan, world);
    case 'distinct':
      return distinct(plan, rowsOf(plan.input, world));
    case 'unionByName':
      return union(plan, world);
    case 'intersect':
    case 'except':
      return setOperation(plan, world);
    case 'orderBy':
      return rowsOf(plan.input, world).toSorted((a, b) => compare(plan.keys, a, b, world));
    case 'limit':
      return limit(plan, world);
    default:
      throw new UnknownRows();
  }
};
