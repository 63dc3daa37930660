/** Which steps of a relation generated rows reach: a join without matches, or a union with an empty side, has not been tried. */
import { rowsOf } from '../../emit/tests/interpret.ts';
import { literalValue, type Row, UnfitRows, UnknownRows, UNKNOWN, type Value } from '../../emit/tests/values.ts';
import type { Model, TableModel } from '../../model/model.ts';
import type { DataTypeNode } from '../../query/datatype.ts';
import { type PlanNode, stepsOf, tablesOf } from '../../query/plan.ts';
import type { Dataset } from './adversarial.ts';
import type { Json } from './hard-values.ts';

export interface Reached {
  readonly steps: number;
  /** Those that no row comes out of, on any of the inputs. */
  readonly never: readonly PlanNode[];
  /** How many of them only Spark can tell. */
  readonly unknown: number;
}

const valueOfJson = (json: Json | undefined, type: DataTypeNode): Value => {
  if (json === null || json === undefined) return null;
  if (Array.isArray(json)) return json.map(() => null);
  return typeof json === 'object' ? UNKNOWN : literalValue({ value: json, type });
};
/** A join without keys could make millions. */
const MOST_ROWS = 5_000;
/** How many rows each step gives, as far as it can be computed. */
const countsOn = (plan: PlanNode, sources: readonly TableModel[], { input }: Dataset): ReadonlyMap<PlanNode, number> => {
  const counts = new Map<PlanNode, number>();
  const tables = new Map(
    sources.map(({ key, columns }) => [
      key,
      (input[key] ?? []).map((row): Row => new Map(columns.map(({ name, type }) => [name, valueOfJson((row as Readonly<Record<string, Json>>)[name], type)]))),
    ]),
  );
  try {
    rowsOf(plan, {
      tables,
      keep: (step, rows) => {
        counts.set(step, rows.length);
        if (rows.length > MOST_ROWS) throw new UnknownRows();
      },
    });
  } catch (error) {
    if (!(error instanceof UnknownRows || error instanceof UnfitRows)) throw error;
  }
  return counts;
};

/** Computed without Spark, from the same rows. */
export const reachedSteps = (plan: PlanNode, model: Model, datasets: readonly Dataset[]): Reached => {
  const steps = stepsOf(plan);
  const read = new Set(tablesOf(plan));
  const sources = model.tables.filter(({ key }) => read.has(key));
  const counts = datasets.map((dataset) => countsOn(plan, sources, dataset));
  const unreached = steps.filter((step) => !counts.some((of) => (of.get(step) ?? 0) > 0));
  const never = unreached.filter((step) => counts.every((of) => of.has(step)));
  return { steps: steps.length, never, unknown: unreached.length - never.length };
};
