/** Tables for tests of plans: what a construct would offer, without constructs. */
import type { PlanNode, SeedPlan } from '../../src/query/plan.ts';
import type { Relation } from '../../src/query/relation.ts';
import { type Source, offerSource, relationPlan } from '../../src/query/source.ts';

export const planOfRelation = (relation: object): PlanNode => {
  const plan = relationPlan(relation);
  if (!plan) throw new Error('not a relation');
  return plan;
};
export interface TestTable {
  readonly key: string;
  readonly seed: SeedPlan;
}
const tables = new Map<string, TestTable>();
/** A table with the rows of a seed, that `from` can read. */
export const table = <S>(key: string, seed: Relation<S>): Source<S> => {
  const plan = planOfRelation(seed);
  if (plan.kind !== 'seed') throw new Error('rows of a test table come from a seed');
  tables.set(key, { key, seed: plan });
  const source = {};
  offerSource(source, { table: key, schema: plan.schema });
  return source as Source<S>;
};
export const testTables = (): readonly TestTable[] => [...tables.values()];
/** The name of the temporary view that stands for a table or step. */
export const viewName = (key: string): string => `\`${key.replaceAll('.', '_')}\``;
