/** The rows of a relation, computed without Spark from the rows of the tables that it reads. */
import { type ExprNode, type NamedExpr, type SortNode, walk } from '../../query/node.ts';
import type {
  AggregatePlan,
  DropDuplicatesPlan,
  ExplodePlan,
  FilterJoinPlan,
  GroupingSetsPlan,
  JoinOn,
  JoinPlan,
  LimitPlan,
  PlanNode,
  SetPlan,
  UnionPlan,
  UnpivotPlan,
} from '../../query/plan.ts';
import { equalities } from './equalities.ts';
import { type Change, evaluate, isSmall, type Scope } from './evaluate.ts';
import { compareBy } from './windows.ts';
import { familyOf, isArray, keyOf, literalValue, type Row, UNKNOWN, UnfitRows, UnknownRows, type Value } from './values.ts';

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
/** What all steps of one computation share. */
interface Work extends World {
  readonly rowsOf: (plan: PlanNode) => Rows;
}

const scopeOf = ({ change, seen, rowsOf }: Work, rows: Scope['rows'], group?: Rows, all?: Rows): Scope => ({
  rows,
  group,
  all,
  change: change as Change | undefined,
  seen,
  rowsOf,
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

const areKnownToDiffer = (a: Value, b: Value): boolean => a !== UNKNOWN && b !== UNKNOWN && (a === null || a !== b);

const meets = (on: JoinOn | undefined, left: Row, right: Row, work: Work): boolean => {
  if (!on) return true;
  if (on.kind === 'condition') {
    const { equal, nodes } = equalities(on.condition);
    const isMet = equal.every(([a, b]) => !areKnownToDiffer(left.get(a) ?? null, right.get(b) ?? null));
    return (isMet || nodes.has(work.change?.target as ExprNode)) && holds(on.condition, scopeOf(work, [left, right]));
  }
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

const join = (plan: JoinPlan, work: Work): Rows => {
  const { on, how, expect } = plan;
  const [lefts, rights] = [work.rowsOf(plan.left), work.rowsOf(plan.right)];
  if (expect === 'one' && on) {
    const keys = rights.map((row) => keyOf(rightKeys(on).map((name) => row.get(name) ?? null)));
    if (new Set(keys).size < keys.length) throw new UnfitRows();
  }
  const matched = new Set<Row>();
  const made: Row[] = [];
  const add = (left: Row, right: Row): void => {
    // The common key of a join by names is that of the side that is there.
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
const filterJoin = (plan: FilterJoinPlan, work: Work): Rows => {
  const rights = work.rowsOf(plan.right);
  return work.rowsOf(plan.left).filter((left) => {
    const met = rights.some((right) => meets(plan.on, left, right, work));
    work.seen?.(plan, String(met));
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
const aggregate = (plan: AggregatePlan, work: Work): Rows => {
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

const MOST_CUBED = 6;
const setsOf = ({ by, keys, sets = [] }: GroupingSetsPlan): readonly (readonly string[])[] => {
  if (by === 'sets') return sets;
  if (by === 'rollup') return [keys.length, ...keys.keys()].map((count) => keys.slice(0, count));
  if (keys.length > MOST_CUBED) throw new UnknownRows();
  return Array.from({ length: 2 ** keys.length }, (_, bits) => keys.filter((_, i) => (bits >> i) & 1));
};
const groupingSets = (plan: GroupingSetsPlan, work: Work): Rows => {
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

const compare = (keys: readonly SortNode[], a: Row, b: Row, work: Work): number =>
  compareBy(keys, ({ expr }, row) => valueIn(expr, scopeOf(work, [row])), a, b);
const dropDuplicates = (plan: DropDuplicatesPlan, work: Work): Rows => {
  const rows = work.rowsOf(plan.input);
  // Spark compares whole rows where they tie, so that it computes what is not known here.
  if (rows.some((row) => [...row.values()].includes(UNKNOWN))) throw new UnknownRows();
  return [...grouped(rows, (row) => plan.by.map((name) => row.get(name) ?? null)).values()].map((group) => {
    if (group.length > 1) work.seen?.(plan, 'a choice');
    const [first, second] = group.toSorted((a, b) => compare(plan.order, a, b, work));
    if (second && compare(plan.order, first as Row, second, work) === 0) throw new UnfitRows();
    return first as Row;
  });
};

const explode = (plan: ExplodePlan, work: Work): Rows =>
  work.rowsOf(plan.input).flatMap((row) => {
    const value = valueIn(plan.items, scopeOf(work, [row]));
    if (value === UNKNOWN) throw new UnknownRows();
    const items = isArray(value) ? value : [];
    work.seen?.(plan, items.length > 1 ? 'several' : items.length === 1 ? 'one' : 'none');
    const made = (item: Value, place: number | null): Row =>
      new Map([...row, ...(plan.position === undefined ? [] : [[plan.position, place] as const]), [plan.name, item]]);
    return items.length === 0 && plan.keepEmpty ? [made(null, null)] : items.map(made);
  });

const unpivot = (plan: UnpivotPlan, work: Work): Rows => {
  const types = plan.columns.map((name) => familyOf(plan.input.schema.find((column) => column.name === name)?.type ?? { kind: 'binary' }));
  // Values of several types meet by casts that only Spark knows.
  if (new Set(types).size > 1) throw new UnknownRows();
  return work.rowsOf(plan.input).flatMap((row) => {
    const kept = [...row].filter(([name]) => !plan.columns.includes(name));
    const made = plan.columns.map((name) => [name, row.get(name) ?? null] as const).filter(([, value]) => plan.keepNulls || value !== null);
    work.seen?.(plan, made.length < plan.columns.length ? 'a NULL' : 'all');
    return made.map(([name, value]) => new Map([...kept, [plan.nameColumn, name], [plan.valueColumn, value]]));
  });
};

const wholeKey = (plan: PlanNode, row: Row): string => keyOf(plan.schema.map(({ name }) => row.get(name) ?? null));
const distinct = (plan: PlanNode, rows: Rows): Rows => [...new Map(rows.map((row) => [wholeKey(plan, row), row] as const)).values()];
const union = (plan: UnionPlan, work: Work): Rows => [...work.rowsOf(plan.left), ...work.rowsOf(plan.right)];
const setOperation = (plan: SetPlan, work: Work): Rows => {
  const counts = new Map<string, number>();
  for (const row of work.rowsOf(plan.right)) {
    const key = wholeKey(plan, row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const left = work.rowsOf(plan.left);
  const kept = (plan.all ? left : distinct(plan, left)).filter((row) => {
    const key = wholeKey(plan, row);
    const left = counts.get(key) ?? 0;
    if (plan.all && left > 0) counts.set(key, left - 1);
    return left > 0 === (plan.kind === 'intersect');
  });
  return kept;
};

/** Without an order, or where rows tie at the border, chance decides which remain. */
const limit = (plan: LimitPlan, work: Work): Rows => {
  const { input, rows: most, offset = 0 } = plan;
  const rows = work.rowsOf(input);
  if (offset === 0 && rows.length <= most) return rows;
  const borders = [offset, offset + most].filter((border) => border > 0 && border < rows.length);
  const tie = (border: number): boolean =>
    input.kind !== 'orderBy' || work.change?.target === input || compare(input.keys, rows[border - 1] as Row, rows[border] as Row, work) === 0;
  if (borders.some(tie)) throw new UnfitRows();
  work.seen?.(plan, 'cut');
  return rows.slice(offset, offset + most);
};

const madeBy = (given: PlanNode, work: Work): Rows => {
  const { change } = work;
  const plan = change?.target === given ? (change.by as PlanNode) : given;
  switch (plan.kind) {
    case 'read':
      return work.tables.get(plan.table) ?? [];
    // Of a frame, all rows are new; what a change feed adds to them is not known.
    case 'readStream':
      if (plan.changes) throw new UnknownRows();
      return work.tables.get(plan.table) ?? [];
    case 'withWatermark':
      return work.rowsOf(plan.input);
    case 'explode':
      return explode(plan, work);
    case 'seed':
      return plan.rows.map((row) => new Map(plan.schema.map(({ name, type }, i) => [name, literalValue({ value: row[i] ?? null, type })] as const)));
    case 'where': {
      const rows = work.rowsOf(plan.input);
      return rows.filter((row) => holds(plan.condition, scopeOf(work, [row], undefined, rows)));
    }
    case 'select': {
      const rows = work.rowsOf(plan.input);
      return rows.map((row) => new Map(computed(plan.columns, scopeOf(work, [row], undefined, rows))));
    }
    case 'withColumns': {
      const rows = work.rowsOf(plan.input);
      return rows.map((row) => new Map([...row, ...computed(plan.columns, scopeOf(work, [row], undefined, rows))]));
    }
    case 'drop':
      return work.rowsOf(plan.input).map((row) => new Map([...row].filter(([name]) => !plan.names.includes(name))));
    case 'join':
      return join(plan, work);
    case 'semiJoin':
    case 'antiJoin':
      return filterJoin(plan, work);
    case 'aggregate':
      return aggregate(plan, work);
    case 'groupingSets':
      return groupingSets(plan, work);
    case 'unpivot':
      return unpivot(plan, work);
    case 'dropDuplicates':
      return dropDuplicates(plan, work);
    case 'distinct':
      return distinct(plan, work.rowsOf(plan.input));
    case 'unionByName':
      return union(plan, work);
    case 'intersect':
    case 'except':
      return setOperation(plan, work);
    case 'orderBy':
      return work.rowsOf(plan.input).toSorted((a, b) => compare(plan.keys, a, b, work));
    case 'limit':
      return limit(plan, work);
    default:
      throw new UnknownRows();
  }
};

/** Each step once, however many read it. Throws UnknownRows where only Spark can tell, UnfitRows where these rows will not do. */
export const rowsOf = (plan: PlanNode, world: World): Rows => {
  const made = new Map<PlanNode, Rows>();
  const madeOnce = (step: PlanNode): Rows => {
    const known = made.get(step) ?? world.known?.(step);
    if (known) return known;
    const rows = madeBy(step, work);
    made.set(step, rows);
    world.keep?.(step, rows);
    return rows;
  };
  const work: Work = { ...world, rowsOf: madeOnce };
  return madeOnce(plan);
};
