/** Rows that get through all steps of a relation: if none does, what stops them first is repaired, again and again. */
import { type ColumnNode, type ExprNode, walk } from '../../query/node.ts';
import type { DataTypeNode } from '../../query/datatype.ts';
import { type FilterJoinPlan, inputsOf, type JoinPlan, type PlanNode, stepsOf } from '../../query/plan.ts';
import type { Chance } from './chance.ts';
import type { Drawer, Source, Tables } from './draws.ts';
import { evaluate, isSmall, type Scope } from './evaluate.ts';
import { rowsOf } from './interpret.ts';
import { around, comparedBy, type Origin, originOf, originsIn, suited, trace } from './pools.ts';
import { familyOf, isArray, type Row, UNKNOWN, UnfitRows, unless, type Value } from './values.ts';

/** One more step is worth more than all rows of others, of which more than this many are no better. */
const STEP = 1000;
const ENOUGH = 2;
/** How often a value is one that the condition mentions, else any. */
const ON_PURPOSE = 0.8;
/** How often a change that reaches less far is kept, so as not to get stuck where nothing near helps. */
const DETOUR = 0.05;
/** After this many changes that reach no further, it starts over, each time with one more row of each table, up to a limit. */
const PATIENCE = 30;
const MOST_MORE = 2;
/** What is done now and then instead of repairing, by how often: some conditions compare rows with each other, and want more of them, or others that match. */
const BESIDE: readonly (readonly [number, (drawer: Drawer, tables: Tables) => Tables])[] = [
  [0.05, (drawer, tables) => drawer.paired(tables)],
  [0.05, (drawer, tables) => drawer.more(tables)],
  [0.1, (drawer, tables) => drawer.rewired(tables)],
  [0.2, (drawer, tables) => drawer.turned(tables)],
];

interface State {
  readonly tables: Tables;
  /** What each step makes from them. */
  readonly made: ReadonlyMap<PlanNode, readonly Row[]>;
  /** How many steps make rows; among equals, how many rows. */
  readonly reached: number;
}
const run = (plan: PlanNode, tables: Tables): State | undefined => {
  const made = new Map<PlanNode, readonly Row[]>();
  if (!unless(UnfitRows, () => rowsOf(plan, { tables, keep: (step, rows) => made.set(step, rows) }))) return undefined;
  const counts = [...made.values()].map((rows) => Math.min(rows.length, ENOUGH));
  return { tables, made, reached: counts.reduce((sum, count) => sum + (count === 0 ? 0 : STEP + count), 0) };
};

/** Spark may fail on a part of a condition although it does not fail on the whole. */
const valueFor = (expr: ExprNode, scope: Scope): Value => {
  const value = unless(UnfitRows, () => evaluate(expr, scope));
  return value === undefined ? UNKNOWN : value;
};
const leftColumns = (condition: ExprNode): readonly string[] => {
  const names = new Set<string>();
  walk([condition], (node) => {
    if (node.kind === 'column' && node.input === 0) names.add(node.name);
  });
  return [...names];
};

type Changed = Map<string, readonly Row[]>;

class Mender {
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #of: ReturnType<typeof trace>;
  readonly #drawer: Drawer;
  readonly #chance: Chance;
  constructor(plan: PlanNode, sources: readonly Source[], drawer: Drawer, chance: Chance) {
    this.#sources = new Map(sources.map((source) => [source.key, source]));
    this.#of = trace(plan);
    this.#drawer = drawer;
    this.#chance = chance;
  }

  /** The rows with other values where a step stops them. */
  mend(step: PlanNode, { tables, made }: State): Tables {
    const changed = new Map(tables);
    const [left, right] = inputsOf(step).map((input) => {
      const rows = made.get(input) ?? [];
      return rows.length > 0 ? this.#chance.pick(rows) : undefined;
    });
    if (!left) return this.#drawer.turned(tables);
    const rowsOf = (plan: PlanNode): readonly Row[] => made.get(plan) ?? [];
    switch (step.kind) {
      case 'where':
        this.#hold(step.condition, step, { rows: [left], rowsOf }, changed);
        return this.#drawer.lawful(changed);
      case 'join':
      case 'semiJoin':
        if (!right) break;
        if (step.on?.kind === 'names') this.#agree(step.on.names, step, [left, right], changed);
        else if (step.on) this.#hold(step.on.condition, step, { rows: [left, right], rowsOf }, changed);
        return this.#drawer.lawful(changed);
      case 'antiJoin':
        this.#leave(step, left, changed);
        return this.#drawer.lawful(changed);
      case 'explode':
        if (step.items.kind !== 'column') break;
        this.#put(changed, this.#of(step.input, step.items.name), null, [[null]]);
        return this.#drawer.lawful(changed);
      default:
    }
    return this.#drawer.turned(tables);
  }

  /** Two rows get the same values in these columns. */
  #agree(names: readonly string[], { left, right }: JoinPlan | FilterJoinPlan, [a, b]: readonly [Row, Row], changed: Changed): void {
    for (const name of names) {
      const [one, other]: readonly [Value, Value] = [a.get(name) ?? null, b.get(name) ?? null];
      if (one === other && one !== null) continue;
      const [mine, theirs] = [this.#of(left, name), this.#of(right, name)];
      if (one !== null && (other === null || this.#chance.next() < 0.5)) this.#put(changed, theirs, other, [one]);
      else this.#put(changed, mine, one, other === null ? [] : [other]);
    }
  }
  /** Changes values so that a condition may hold for a row, or for two that should match. */
  #hold(condition: ExprNode, step: PlanNode, scope: Scope, changed: Changed): void {
    if (!isSmall(condition) || valueFor(condition, scope) === true) return;
    const [fn, args] = condition.kind === 'call' ? [condition.fn, condition.args] : [undefined, []];
    if (fn === 'and') {
      for (const arg of args) this.#hold(arg, step, scope, changed);
      return;
    }
    if (fn === 'or') {
      this.#hold(this.#chance.pick(args), step, scope, changed);
      return;
    }
    const inputs = inputsOf(step);
    const seenIn = ({ input, name }: ColumnNode): Value => scope.rows[input]?.get(name) ?? null;
    const [one, other] = args;
    // Of two sides, a column is changed to fit the other one as it is.
    const [a, b] = one && other && args.length === 2 ? this.#chance.either([one, other]) : [];
    const [target, from] = a?.kind === 'column' ? [a, b] : [b, a];
    if (target?.kind === 'column' && from && from.kind !== 'literal') {
      const beside = fn !== 'eq' && this.#chance.next() >= ON_PURPOSE ? [] : this.#beside(valueFor(from, scope), from.type, fn === 'eq');
      this.#put(changed, this.#of(inputs[target.input] as PlanNode, target.name), seenIn(target), beside);
      return;
    }
    const origins = originsIn([condition], inputs, this.#of);
    const values = comparedBy(condition, inputs, this.#of)?.values ?? [];
    // A value computed from several columns seldom equals one of them.
    this.#put(changed, origins, one?.kind === 'column' ? seenIn(one) : null, this.#chance.next() < ON_PURPOSE / origins.size ? values : []);
  }
  /** Values for what is compared with this one; NULL says nothing about it. */
  #beside(value: Value, type: DataTypeNode, isSame: boolean): readonly Value[] {
    const family = familyOf(type);
    if (value === null || value === UNKNOWN) return [];
    return isSame || !family || isArray(value) ? [value] : around(value, family);
  }
  /** So that a row matches none of the other side. */
  #leave(step: FilterJoinPlan, left: Row, changed: Changed): void {
    const names = step.on.kind === 'names' ? step.on.names : leftColumns(step.on.condition);
    if (names.length === 0) return;
    const name = this.#chance.pick(names);
    const origins = this.#of(step.left, name);
    this.#put(changed, origins, left.get(name) ?? null, []);
  }
  /** Puts one of the values into one of the columns, in a row that holds the value that was seen, if there is one. If none fits, any that it may hold. */
  #put(changed: Changed, origins: ReadonlySet<Origin>, seen: Value, values: readonly Value[]): void {
    const columns = [...this.#sources.values()].flatMap(({ key, columns: own }) =>
      own.filter(({ name }) => origins.has(originOf(key, name)) && changed.get(key)?.length).map((column) => ({ key, column })),
    );
    if (columns.length === 0) return;
    const { key, column } = this.#chance.pick(columns);
    const { name, type, nullable } = column;
    const fitting = [...values.filter((value) => (value === null ? nullable : isArray(value))), ...suited(values, type)];
    const value = fitting.length > 0 ? this.#chance.pick(fitting) : this.#drawer.value(key, column);
    const rows = changed.get(key) ?? [];
    const own = [...rows.keys()].filter((i) => rows[i]?.get(name) === seen);
    const at = this.#chance.pick(own.length > 0 ? own : [...rows.keys()]);
    changed.set(key, rows.with(at, new Map(rows[at] as Row).set(name, value)));
  }
}

/** Rows of which all steps make rows, else the last of which the whole relation does. Undefined if this many changes were not enough. Throws UnknownRows if only Spark can tell. */
export const reachingRows = (plan: PlanNode, sources: readonly Source[], drawer: Drawer, chance: Chance, mends: number): Tables | undefined => {
  const mender = new Mender(plan, sources, drawer, chance);
  const steps = stepsOf(plan);
  const changed = (from: State, stop: PlanNode | undefined): Tables => {
    let share = chance.next();
    for (const [often, change] of BESIDE) {
      if (share < often) return change(drawer, from.tables);
      share -= often;
    }
    return stop ? mender.mend(stop, from) : drawer.turned(from.tables);
  };
  let state: State | undefined;
  let found: Tables | undefined;
  let futile = 0;
  let begun = 0;
  for (let i = 0; i < mends; i++) {
    if (!state || futile > PATIENCE) {
      state = run(plan, drawer.first(Math.min(begun++, MOST_MORE)));
      futile = 0;
      continue;
    }
    const { made } = state;
    const isEmpty = (step: PlanNode): boolean => made.get(step)?.length === 0;
    const stop = steps.find((step) => isEmpty(step) && !inputsOf(step).some(isEmpty));
    if (!isEmpty(plan)) {
      if (!stop) return state.tables;
      found = state.tables;
    }
    const next = run(plan, changed(state, stop));
    futile = next && next.reached > state.reached ? 0 : futile + 1;
    if (next && (next.reached >= state.reached || chance.next() < DETOUR)) state = next;
  }
  return found;
};
