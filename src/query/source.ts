import type { PlanNode, Schema } from './plan.ts';

declare const COLUMNS: unique symbol;
/** Anything with rows: a table, another project's table, a relation. */
export interface Source<out S> {
  readonly [COLUMNS]: S;
}
/** @internal The key by which the types of relations and streams differ. */
export declare const QUERY: unique symbol;
/** A body whose columns are known: what `query:` takes. Kept tiny, because this is where assignability is tested. */
export interface Query<out S> extends Source<S> {
  readonly [QUERY]: 'batch' | 'stream';
}

const SOURCE = Symbol.for('lakewright.source');
const RELATION = Symbol.for('lakewright.relation');
/** @internal What a construct offers to readers. `Symbol.for`, so that two copies of the package understand each other. */
export interface Readable {
  readonly table: string;
  readonly schema: Schema;
}

/** @internal Makes a construct readable by `from(…)`. */
export const offerSource = (construct: object, readable: Readable): void => {
  Object.defineProperty(construct, SOURCE, { value: Object.freeze(readable) });
};
/** @internal */
export const offerRelation = (relation: object, plan: PlanNode): void => {
  Object.defineProperty(relation, RELATION, { value: plan });
};
/** @internal The table that a construct stands for, or undefined if the value is not a construct. */
export const readableOf = (value: unknown): Readable | undefined =>
  typeof value === 'object' && value !== null ? (value as { [SOURCE]?: Readable })[SOURCE] : undefined;
/** @internal The plan of a relation, or undefined if the value is not a relation. */
export const relationPlan = (value: unknown): PlanNode | undefined =>
  typeof value === 'object' && value !== null ? (value as { [RELATION]?: PlanNode })[RELATION] : undefined;
/** @internal The plan that reads a table or a relation. */
export const planOf = (value: unknown): PlanNode | undefined => {
  const readable = readableOf(value);
  return readable ? Object.freeze({ kind: 'read', table: readable.table, schema: readable.schema }) : relationPlan(value);
};
