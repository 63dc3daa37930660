import type { DataTypeNode } from './datatype.ts';
import { type ExprNode, type NamedExpr, type SortNode, walk } from './node.ts';
import type { Problem } from './problem.ts';

/** A column as readers see it. */
export interface SchemaColumn {
  readonly name: string;
  readonly type: DataTypeNode;
  readonly nullable: boolean;
  readonly comment?: string;
  readonly tags?: Readonly<Record<string, string>>;
}
export type Schema = readonly SchemaColumn[];

interface Step {
  /** What this step gives, in order. */
  readonly schema: Schema;
  /** Mistakes found in this step; those inside expressions ride in their error nodes. */
  readonly problems?: readonly Problem[];
}
export interface ReadPlan extends Step {
  readonly kind: 'read';
  /** `<layer>.<table>`, e.g. `silver.flights`. */
  readonly table: string;
}
/** Reads what was added to a table since the last run. */
export interface ReadStreamPlan extends Step {
  readonly kind: 'readStream';
  readonly table: string;
  /** Skips commits that change or delete rows. */
  readonly skipChangeCommits?: true;
  /** Reads what happened to rows, with the columns of a change feed. */
  readonly changes?: true;
  /** Reads the rows that are new by a column, whatever commit they are in. */
  readonly newBy?: NewBy;
}
/** The column that tells new rows. */
export interface NewBy {
  readonly column: string;
  /** How far below the highest value of earlier runs: seconds of a time, units of a number. */
  readonly lookBack?: number;
}
export interface SeedPlan extends Step {
  readonly kind: 'seed';
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}
export interface WherePlan extends Step {
  readonly kind: 'where';
  readonly input: PlanNode;
  readonly condition: ExprNode;
}
export interface SelectPlan extends Step {
  readonly kind: 'select';
  readonly input: PlanNode;
  readonly columns: readonly NamedExpr[];
}
export interface WithColumnsPlan extends Step {
  readonly kind: 'withColumns';
  readonly input: PlanNode;
  readonly columns: readonly NamedExpr[];
}
export interface DropPlan extends Step {
  readonly kind: 'drop';
  readonly input: PlanNode;
  readonly names: readonly string[];
}
export type JoinOn = { readonly kind: 'names'; readonly names: readonly string[] } | { readonly kind: 'condition'; readonly condition: ExprNode };
/** How Spark is asked to join; `range`: the length of the pieces into which Databricks cuts a range. */
export type JoinHint = 'broadcast' | 'merge' | 'shuffle_hash' | 'shuffle_replicate_nl' | { readonly range: number };
export interface JoinPlan extends Step {
  readonly kind: 'join';
  readonly left: PlanNode;
  readonly right: PlanNode;
  readonly how: 'inner' | 'left' | 'right' | 'full' | 'cross';
  /** Absent for a cross join. */
  readonly on?: JoinOn;
  /** `one`: the run fails where a left row finds more than one right row. */
  readonly expect: 'one' | 'many';
  readonly hint?: JoinHint;
  /** In a join by names, the left side's key column stands for the coalesced key. */
  readonly columns: readonly NamedExpr[];
}
export interface FilterJoinPlan extends Step {
  readonly kind: 'semiJoin' | 'antiJoin';
  readonly left: PlanNode;
  readonly right: PlanNode;
  readonly on: JoinOn;
  readonly hint?: JoinHint;
}
/** Each left row with the right row of its keys that is nearest in time. */
export interface AsOfJoinPlan extends Step {
  readonly kind: 'joinAsOf';
  readonly left: PlanNode;
  readonly right: PlanNode;
  readonly on: readonly string[];
  /** Of the left row, and of the right one. */
  readonly time: readonly [ExprNode, ExprNode];
  readonly direction: 'backward' | 'forward' | 'nearest';
  /** In seconds. */
  readonly tolerance?: number;
  readonly columns: readonly NamedExpr[];
}
export interface AggregatePlan extends Step {
  readonly kind: 'aggregate';
  readonly input: PlanNode;
  /** Empty for one row over everything. */
  readonly keys: readonly NamedExpr[];
  readonly aggregates: readonly NamedExpr[];
}
export type PivotValue = string | number | boolean;
/** One row per group, with columns `<value>_<aggregate>`. */
export interface PivotPlan extends Step {
  readonly kind: 'pivot';
  readonly input: PlanNode;
  readonly keys: readonly NamedExpr[];
  readonly column: string;
  /** As literals have them: big integers as text. */
  readonly values: readonly PivotValue[];
  readonly aggregates: readonly NamedExpr[];
}
/** Groups by several sets of keys; a key that is not in a row's set is NULL there. */
export interface GroupingSetsPlan extends Step {
  readonly kind: 'groupingSets';
  readonly input: PlanNode;
  readonly by: 'rollup' | 'cube' | 'sets';
  readonly keys: readonly string[];
  /** Only if `by` is `sets`. */
  readonly sets?: readonly (readonly string[])[];
  readonly aggregates: readonly NamedExpr[];
}
/** One row for each element of an array. */
export interface ExplodePlan extends Step {
  readonly kind: 'explode';
  readonly input: PlanNode;
  /** The column of the elements, which may replace another. */
  readonly name: string;
  readonly items: ExprNode;
  /** A row without elements stays, with NULL. */
  readonly keepEmpty: boolean;
  /** A column with the element's place, from 0. */
  readonly position?: string;
}
/** One row for each of these columns. */
export interface UnpivotPlan extends Step {
  readonly kind: 'unpivot';
  readonly input: PlanNode;
  readonly columns: readonly string[];
  readonly nameColumn: string;
  readonly valueColumn: string;
  readonly keepNulls: boolean;
}
export interface SamplePlan extends Step {
  readonly kind: 'sample';
  readonly input: PlanNode;
  readonly fraction: number;
  readonly seed: number;
}
export interface DropDuplicatesPlan extends Step {
  readonly kind: 'dropDuplicates';
  readonly input: PlanNode;
  readonly by: readonly string[];
  /** The row that stays is the first in this order. */
  readonly order: readonly SortNode[];
  readonly ties: 'compare-all' | 'fail';
}
export interface DistinctPlan extends Step {
  readonly kind: 'distinct';
  readonly input: PlanNode;
}
export interface UnionPlan extends Step {
  readonly kind: 'unionByName';
  readonly left: PlanNode;
  readonly right: PlanNode;
  /** A column that a side lacks is NULL in its rows. */
  readonly allowMissing?: true;
}
/** Rows that are in both, or in the left one only; columns are matched by name. */
export interface SetPlan extends Step {
  readonly kind: 'intersect' | 'except';
  readonly left: PlanNode;
  readonly right: PlanNode;
  /** A row counts as often as it occurs, instead of once. */
  readonly all: boolean;
}
export interface OrderByPlan extends Step {
  readonly kind: 'orderBy';
  readonly input: PlanNode;
  readonly keys: readonly SortNode[];
}
export interface LimitPlan extends Step {
  readonly kind: 'limit';
  readonly input: PlanNode;
  readonly rows: number;
  /** How many rows are skipped first. */
  readonly offset?: number;
}
/** How late rows of a stream may be. */
export interface WithWatermarkPlan extends Step {
  readonly kind: 'withWatermark';
  readonly input: PlanNode;
  readonly column: string;
  readonly seconds: number;
}
/** One row for each of these values among those that arrive within the watermark's delay. */
export interface WatermarkDuplicatesPlan extends Step {
  readonly kind: 'dropDuplicatesWithinWatermark';
  readonly input: PlanNode;
  readonly by: readonly string[];
}
export type PlanNode =
  | ReadPlan
  | ReadStreamPlan
  | SeedPlan
  | WherePlan
  | SelectPlan
  | WithColumnsPlan
  | DropPlan
  | JoinPlan
  | FilterJoinPlan
  | AsOfJoinPlan
  | AggregatePlan
  | PivotPlan
  | GroupingSetsPlan
  | ExplodePlan
  | UnpivotPlan
  | SamplePlan
  | DropDuplicatesPlan
  | DistinctPlan
  | UnionPlan
  | SetPlan
  | OrderByPlan
  | LimitPlan
  | WithWatermarkPlan
  | WatermarkDuplicatesPlan;
export type PlanKind = PlanNode['kind'];

/** The plans directly below one, left before right. */
export const inputsOf = (plan: PlanNode): readonly PlanNode[] => {
  switch (plan.kind) {
    case 'read':
    case 'readStream':
    case 'seed':
      return [];
    case 'join':
    case 'semiJoin':
    case 'antiJoin':
    case 'joinAsOf':
    case 'unionByName':
    case 'intersect':
    case 'except':
      return [plan.left, plan.right];
    default:
      return [plan.input];
  }
};

const onExprs = (on: JoinOn | undefined): readonly ExprNode[] => (on?.kind === 'condition' ? [on.condition] : []);
const named = (columns: readonly NamedExpr[]): readonly ExprNode[] => columns.map((c) => c.expr);
const sorts = (keys: readonly SortNode[]): readonly ExprNode[] => keys.map((k) => k.expr);

/** The expressions in one step, not those of its inputs. */
export const exprsOf = (plan: PlanNode): readonly ExprNode[] => {
  switch (plan.kind) {
    case 'read':
    case 'readStream':
    case 'withWatermark':
    case 'dropDuplicatesWithinWatermark':
    case 'seed':
    case 'drop':
    case 'distinct':
    case 'unionByName':
    case 'intersect':
    case 'except':
    case 'unpivot':
    case 'sample':
    case 'limit':
      return [];
    case 'where':
      return [plan.condition];
    case 'select':
    case 'withColumns':
      return named(plan.columns);
    case 'join':
      return [...onExprs(plan.on), ...named(plan.columns)];
    case 'joinAsOf':
      return [...plan.time, ...named(plan.columns)];
    case 'semiJoin':
    case 'antiJoin':
      return onExprs(plan.on);
    case 'aggregate':
    case 'pivot':
      return [...named(plan.keys), ...named(plan.aggregates)];
    case 'groupingSets':
      return named(plan.aggregates);
    case 'explode':
      return [plan.items];
    case 'dropDuplicates':
      return sorts(plan.order);
    case 'orderBy':
      return sorts(plan.keys);
  }
};

const VALUES = new WeakMap<PlanNode, readonly PlanNode[]>();
const NO_VALUES: readonly PlanNode[] = Object.freeze([]);
/** The relations whose single value is used in an expression of a step. */
export const valuesOf = (plan: PlanNode): readonly PlanNode[] => {
  const known = VALUES.get(plan);
  if (known) return known;
  const found = new Set<PlanNode>();
  walk(exprsOf(plan), (node) => {
    if (node.kind === 'scalar') found.add(node.plan);
  });
  const values = found.size === 0 ? NO_VALUES : Object.freeze([...found]);
  VALUES.set(plan, values);
  return values;
};
/** All that a step reads: its inputs, then the relations whose value it uses. */
export const readsOf = (plan: PlanNode): readonly PlanNode[] => {
  const values = valuesOf(plan);
  return values.length === 0 ? inputsOf(plan) : [...inputsOf(plan), ...values];
};

/** All steps of a plan, each once, what is read before its readers. No recursion: chains may be 10,000 long. */
export const stepsOf = (root: PlanNode): readonly PlanNode[] => {
  const seen = new Set<PlanNode>();
  const stack: { plan: PlanNode; open: boolean }[] = [{ plan: root, open: false }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    if (top.open) {
      seen.add(top.plan);
      continue;
    }
    if (seen.has(top.plan)) continue;
    stack.push({ plan: top.plan, open: true });
    for (const input of readsOf(top.plan).toReversed()) if (!seen.has(input)) stack.push({ plan: input, open: false });
  }
  return [...seen];
};

/** The tables that a plan reads, each once, in order of first use. */
export const tablesOf = (root: PlanNode): readonly string[] => [
  ...new Set(stepsOf(root).flatMap((step) => (step.kind === 'read' || step.kind === 'readStream' ? [step.table] : []))),
];

/** How a plan reads tables as streams, each once, in order of first use. */
export const streamsOf = (root: PlanNode): readonly ReadStreamPlan[] => {
  const found = new Map<string, ReadStreamPlan>();
  for (const step of stepsOf(root)) if (step.kind === 'readStream' && !found.has(step.table)) found.set(step.table, step);
  return [...found.values()];
};
/** Whether a plan's rows keep arriving. */
export const isStreaming = (root: PlanNode): boolean => stepsOf(root).some((step) => step.kind === 'readStream');
