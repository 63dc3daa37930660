/** Values worth trying in each column: those around the constants with which it is compared, and a few of its type. */
import type { DataTypeNode } from '../../query/datatype.ts';
import { type ExprNode, type FrameNode, walk } from '../../query/node.ts';
import { type AsOfJoinPlan, exprsOf, inputsOf, type PlanNode, stepsOf } from '../../query/plan.ts';
import { memo } from '../../utils/memo.ts';
import { commonNames } from './equalities.ts';
import { evaluate, isSmall } from './evaluate.ts';
import { pivotedValues } from './groups.ts';
import { likeExamples, regexExamples } from './patterns.ts';
import { type Family, familyOf, fitted, isArray, literalValue, UNKNOWN, UnfitRows, unless, type Value } from './values.ts';

const USUAL: { readonly [F in Family]: readonly Value[] } = {
  number: [1, 2, 0, 10, -1],
  text: ['a', 'b', ''],
  boolean: [true, false],
  date: ['2026-01-01', '2026-01-02'],
  timestamp: ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z', '2026-01-02T00:00:00.000Z'],
  timestamp_ntz: ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'],
};
const SECOND = 1000;
const DAY = 86_400_000;
/** A value and its neighbours. */
export const around = (value: Value, family: Family): readonly Value[] => {
  switch (family) {
    case 'number':
      return [value, (value as number) + 1, (value as number) - 1];
    case 'text':
      return [value, `${String(value)}x`, `${String(value)}y`, `x${String(value)}`];
    case 'date':
      return [0, DAY, -DAY].map((by) => new Date(Date.parse(String(value)) + by).toISOString().slice(0, 10));
    case 'timestamp':
    case 'timestamp_ntz':
      return [0, SECOND, -SECOND].map((by) => new Date(Date.parse(String(value)) + by).toISOString());
    default:
      return [value];
  }
};
/** Texts that are read as values, and one that is not. */
const TEXTS: { readonly [F in Family]?: readonly Value[] } = {
  number: ['1', '2', 'a'],
  date: ['2026-01-01', '2026-01-02', 'a'],
  boolean: ['true', 'false', 'a'],
};
const examples: Readonly<Record<string, (pattern: string) => readonly string[]>> = { like: likeExamples, ilike: likeExamples, rlike: regexExamples };

/** A column of a table, as `<table>\n<name>`. */
export type Origin = string;
export const originOf = (table: string, column: string): Origin => `${table}\n${column}`;
type Origins = ReadonlySet<Origin>;
const NONE: Origins = new Set();

/** For each column of a plan, the columns of tables from which it is made. */
export const trace = memo((root: PlanNode): ((plan: PlanNode, name: string) => Origins) => {
  const known = new Map<PlanNode, Map<string, Origins>>();
  const of = (plan: PlanNode, name: string): Origins => known.get(plan)?.get(name) ?? NONE;
  for (const plan of stepsOf(root)) {
    const inputs = inputsOf(plan);
    const named = new Map('columns' in plan && plan.kind !== 'unpivot' ? plan.columns.map(({ name, expr }) => [name, expr] as const) : []);
    if (plan.kind === 'aggregate' || plan.kind === 'pivot') for (const { name, expr } of [...plan.keys, ...plan.aggregates]) named.set(name, expr);
    known.set(
      plan,
      new Map(
        plan.schema.map(({ name }) => {
          if (plan.kind === 'read' || plan.kind === 'readStream') return [name, new Set([originOf(plan.table, name)])] as const;
          const expr = named.get(name);
          if (expr) return [name, originsIn([expr], inputs, of)] as const;
          return [name, new Set(inputs.flatMap((input) => [...of(input, name)]))] as const;
        }),
      ),
    );
  }
  return of;
});

/** Columns that are compared with each other share their values. */
class Pools {
  readonly #parents = new Map<Origin, Origin>();
  readonly #values = new Map<Origin, Set<Value>>();
  #root(origin: Origin): Origin {
    let root = origin;
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root)) root = next;
    return root;
  }
  join(origins: Iterable<Origin>): void {
    const [first, ...others] = [...origins].map((origin) => this.#root(origin));
    for (const other of others) {
      if (first === undefined || other === first || this.#root(other) === first) continue;
      this.#parents.set(other, first);
      const values = this.#of(first);
      for (const value of this.#of(other)) values.add(value);
    }
  }
  #of(origin: Origin): Set<Value> {
    const root = this.#root(origin);
    const values = this.#values.get(root) ?? new Set();
    this.#values.set(root, values);
    return values;
  }
  add(origin: Origin, values: readonly Value[]): void {
    for (const value of values) this.#of(origin).add(value);
  }
  get(origin: Origin): ReadonlySet<Value> {
    return this.#of(origin);
  }
}

const COMPARISONS = new Set([
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'eqNullSafe',
  'between',
  'isIn',
  'startsWith',
  'endsWith',
  'contains',
  'like',
  'ilike',
  'rlike',
  'coalesce',
]);
const DATE = /^[+-]?\d{4,}-\d\d-\d\d$/;
const MOMENT = /^[+-]?\d{4,}-\d\d-\d\dT[\d:.]+Z$/;
export const fits = (value: Value, type: DataTypeNode): boolean => {
  if (value === UNKNOWN) return false;
  const family = familyOf(type);
  // A unit such as 'month' may occur in a comparison with a day, but is not a day.
  if (family === 'date') return typeof value === 'string' && DATE.test(value);
  if (family === 'timestamp' || family === 'timestamp_ntz') return typeof value === 'string' && MOMENT.test(value);
  if (family !== 'number') return typeof value === (family === 'boolean' ? 'boolean' : 'string');
  return typeof value === 'number' && unless(UnfitRows, () => fitted(value, type)) === value;
};

/** Those of the values that a column may hold; a day is compared with a moment at its midnight, and a moment with its day. */
export const suited = (values: Iterable<Value>, type: DataTypeNode): readonly Value[] => {
  const family = familyOf(type);
  const turned = (value: Value): Value => {
    if (family === 'date' && typeof value === 'string' && MOMENT.test(value)) return value.slice(0, 10);
    return (family === 'timestamp' || family === 'timestamp_ntz') && typeof value === 'string' && DATE.test(value) ? `${value}T00:00:00.000Z` : value;
  };
  return [...new Set([...values].map(turned))].filter((value) => fits(value, type));
};

/** The columns of tables that expressions over a step's inputs are made of. */
export const originsIn = (exprs: readonly ExprNode[], inputs: readonly PlanNode[], of: ReturnType<typeof trace>): ReadonlySet<Origin> => {
  const found = new Set<Origin>();
  walk(exprs, (node) => {
    const input = node.kind === 'column' ? inputs[node.input] : undefined;
    if (node.kind === 'column' && input) for (const origin of of(input, node.name)) found.add(origin);
  });
  return found;
};
/** Times as far apart as joined rows may be. */
export const timesApart = ({ time: [mine], tolerance }: AsOfJoinPlan): readonly Value[] => {
  const family = familyOf(mine.type);
  const [first] = family === undefined ? [] : USUAL[family];
  return typeof first === 'string' && tolerance !== undefined ? [first, ...around(movedBy(first, tolerance * SECOND, family), family as Family)] : [];
};
const movedBy = (time: string, by: number, family: Family | undefined): string =>
  new Date(Date.parse(time) + by).toISOString().slice(0, family === 'date' ? 10 : undefined);
/** Values as far apart as a frame reaches. */
const distances = (frame: FrameNode, family: Family | undefined): readonly Value[] => {
  const bounds = [frame.start, frame.end].filter((bound) => typeof bound === 'number');
  if (frame.unit !== 'range' || bounds.length === 0) return [];
  if (!frame.seconds) return [0, ...bounds.flatMap((bound) => around(Math.abs(bound), 'number'))];
  const [first] = family === undefined ? [] : USUAL[family];
  if (typeof first !== 'string') return [];
  const step = family === 'date' ? DAY : SECOND;
  return [first, ...bounds.flatMap((bound) => [0, step, -step].map((by) => movedBy(first, Math.abs(bound) * SECOND + by, family)))];
};

/** The value of an expression that reads no row, such as a day some months after another. */
const constantOf = (node: ExprNode): Value => {
  if (node.kind === 'literal') return literalValue(node);
  if ((node.kind !== 'call' && node.kind !== 'cast') || !isSmall(node)) return UNKNOWN;
  let readsRows = false;
  walk([node], ({ kind }) => {
    readsRows ||= kind !== 'literal' && kind !== 'call' && kind !== 'cast';
    return !readsRows;
  });
  const value = readsRows ? undefined : unless(UnfitRows, () => evaluate(node, { rows: [new Map()] }));
  return value === undefined ? UNKNOWN : value;
};

/** What a comparison compares: the columns of tables, and values around its constants. */
export interface Compared {
  readonly origins: ReadonlySet<Origin>;
  readonly values: readonly Value[];
  readonly family: Family | undefined;
}
/** Undefined if a node compares nothing. */
export const comparedBy = (node: ExprNode, inputs: readonly PlanNode[], of: ReturnType<typeof trace>): Compared | undefined => {
  if (node.kind !== 'call' || !COMPARISONS.has(node.fn)) return undefined;
  const origins = originsIn(node.args, inputs, of);
  const values: Value[] = [];
  const family = node.args[0] ? familyOf(node.args[0].type) : undefined;
  walk(node.args, (inner) => {
    const value = constantOf(inner);
    const kind = familyOf(inner.type);
    if (value === null || value === UNKNOWN || isArray(value) || !kind) return;
    values.push(...(examples[node.fn]?.(String(value)) ?? around(value, kind)));
  });
  // A value computed from several columns equals a constant if all but one of them add nothing.
  if (origins.size > 1 && family === 'number' && values.length > 0) values.push(0);
  return { origins, values, family };
};

export interface Pool {
  /** Around constants of the definition. */
  readonly near: readonly Value[];
  readonly usual: readonly Value[];
}
const NO_POOL: Pool = { near: [], usual: [] };
/** The values for columns of tables, by origin and type. */
export const poolsOf = (root: PlanNode): ((origin: Origin, type: DataTypeNode) => Pool) => {
  const of = trace(root);
  const pools = new Pools();
  for (const plan of stepsOf(root)) {
    const inputs = inputsOf(plan);
    for (const name of commonNames(plan)) pools.join(inputs.flatMap((input) => [...of(input, name)]));
    if (plan.kind === 'pivot') for (const origin of of(plan.input, plan.column)) pools.add(origin, pivotedValues(plan));
    if (plan.kind === 'joinAsOf') {
      const times = originsIn(plan.time, inputs, of);
      pools.join(times);
      for (const origin of times) pools.add(origin, timesApart(plan));
    }
    walk(exprsOf(plan), (node) => {
      if (node.kind === 'cast' && node.expr.kind === 'column') {
        const input = inputs[node.expr.input];
        const texts = TEXTS[familyOf(node.type) ?? 'text'] ?? [];
        if (input && familyOf(node.expr.type) === 'text') for (const origin of of(input, node.expr.name)) pools.add(origin, texts);
        return;
      }
      const [key] = node.kind === 'window' ? node.orderBy : [];
      if (node.kind === 'window' && node.frame && key) {
        const values = distances(node.frame, familyOf(key.expr.type));
        for (const origin of originsIn([key.expr], inputs, of)) pools.add(origin, values);
      }
      const compared = comparedBy(node, inputs, of);
      if (!compared) return;
      const { origins, values, family } = compared;
      for (const origin of origins) pools.add(origin, values);
      // A part of a text is not a value of its column.
      if (node.kind === 'call' && family && node.args.length >= 2 && node.args.slice(0, 2).every((arg) => arg.kind === 'column')) pools.join(origins);
    });
  }
  const known = new Map<Origin, Pool>();
  return (origin, type) => {
    const family = familyOf(type);
    if (!family) return NO_POOL;
    const pool = known.get(origin) ?? {
      near: suited(pools.get(origin), type),
      usual: suited(USUAL[family], type),
    };
    known.set(origin, pool);
    return pool;
  };
};
