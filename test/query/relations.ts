/** How tests look at a relation. */
import { typeText } from '../../src/query/datatype.ts';
import { type ExprNode, walk } from '../../src/query/node.ts';
import { type PlanNode, exprsOf, stepsOf } from '../../src/query/plan.ts';
import type { Problem } from '../../src/query/problem.ts';
import { relationPlan } from '../../src/query/source.ts';

/** What plain JavaScript, or a cast, lets through. */
export const loose = (value: unknown): never => value as never;

export const planOf = (relation: object): PlanNode => {
  const plan = relationPlan(relation);
  if (!plan) throw new Error('not a relation');
  return plan;
};
export const schemaOf = (relation: object): Record<string, string> =>
  Object.fromEntries(planOf(relation).schema.map((c) => [c.name, `${typeText(c.type)}${c.nullable ? '' : ' NOT NULL'}`]));
/** All problems of a relation, each once. */
export const problemsOf = (relation: object): readonly Problem[] => {
  const found = new Set<Problem>();
  for (const step of stepsOf(planOf(relation))) {
    for (const one of step.problems ?? []) found.add(one);
    walk(exprsOf(step), (node: ExprNode) => {
      if (node.kind === 'error') for (const one of node.problems) found.add(one);
    });
  }
  return [...found];
};
