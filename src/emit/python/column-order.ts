/** Whether the order of a step's columns shows in the result: if it does not, joins may take a shorter form. */
import type { PlanNode } from '../../query/plan.ts';
import { keepsLeft, keepsRight } from './joins.ts';
import { keepsAll } from './steps.ts';

/** The inputs whose columns a step may hand on in the order in which they come. */
const handedOn = (step: PlanNode): readonly PlanNode[] => {
  switch (step.kind) {
    case 'read':
    case 'readStream':
    case 'seed':
    case 'aggregate':
    case 'pivot':
    case 'groupingSets':
    case 'unpivot':
      return [];
    case 'join':
      return [...(keepsLeft(step) ? [step.left] : []), ...(keepsRight(step) ? [step.right] : [])];
    case 'joinAsOf':
      return keepsLeft(step) ? [step.left] : [];
    case 'select':
      return keepsAll(step.columns, step.input.schema) ? [step.input] : [];
    case 'semiJoin':
    case 'antiJoin':
    case 'unionByName':
    case 'intersect':
    case 'except':
      return [step.left];
    default:
      return [step.input];
  }
};
/** The steps whose columns show in the result in the order in which they come. */
export const orderedSteps = (steps: readonly PlanNode[], root: PlanNode): ReadonlySet<PlanNode> => {
  const ordered = new Set([root]);
  for (const step of steps.toReversed()) {
    // These compare columns by their place.
    if (step.kind === 'intersect' || step.kind === 'except') ordered.add(step.left).add(step.right);
    if (ordered.has(step)) for (const input of handedOn(step)) ordered.add(input);
  }
  return ordered;
};
