/** The rows of a relation, computed without Spark from the rows of the tables that it reads. */
import type { ExplodePlan, LimitPlan, PlanNode, SetPlan, UnionPlan, UnpivotPlan } from '../../query/plan.ts';
import { aggregate, compareRows, dropDuplicates, groupingSets, pivot } from './groups.ts';
import { filterJoin, join, joinAsOf } from './joins.ts';
import { familyOf, isArray, keyOf, literalValue, type Row, UNKNOWN, UnfitRows, UnknownRows, type Value } from './values.ts';
import { computed, holds, type Rows, scopeOf, valueIn, type Work, type World } from './work.ts';

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
  // Values of several types get a common type by casts that only Spark knows.
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

/** Without an order, or if rows tie at the cut, chance decides which remain. */
const limit = (plan: LimitPlan, work: Work): Rows => {
  const { input, rows: most, offset = 0 } = plan;
  const rows = work.rowsOf(input);
  if (offset === 0 && rows.length <= most) return rows;
  const borders = [offset, offset + most].filter((border) => border > 0 && border < rows.length);
  const tie = (border: number): boolean =>
    input.kind !== 'orderBy' || work.change?.target === input || compareRows(input.keys, rows[border - 1] as Row, rows[border] as Row, work) === 0;
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
    // All rows of a frame are new; what a change feed adds to them is not known.
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
    case 'joinAsOf':
      return joinAsOf(plan, work);
    case 'semiJoin':
    case 'antiJoin':
      return filterJoin(plan, work);
    case 'aggregate':
      return aggregate(plan, work);
    case 'groupingSets':
      return groupingSets(plan, work);
    case 'pivot':
      return pivot(plan, work);
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
      return work.rowsOf(plan.input).toSorted((a, b) => compareRows(plan.keys, a, b, work));
    case 'limit':
      return limit(plan, work);
    default:
      throw new UnknownRows();
  }
};

/** Each step once, however many read it. Throws UnknownRows if only Spark can tell, UnfitRows if these rows will not do. */
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
