/** Whether the order of a step's columns shows in the result: where it does not, joins may take a shorter form. */
import type { PlanNode } from '../../query/plan.ts';
import { keepsLeft } from './joins.ts';
import { keepsAll } from './steps.ts';

/** The input whose columns a step may hand on in the order in which they come. */
const handedOn = (step: PlanNode): PlanNode | undefined => {
  switch (step.kind) {
    case 'read':
    case 'readStream':
    case 'seed':
    case 'aggregate':
    case 'pivot':
    case 'groupingSets':
    case 'unpivot':
      return undefined;
    case 'join':
    case 'joinAsOf':
      return keepsLeft(step) ? step.left : undefined;
    case 'select':
      return keepsAll(step.columns, step.input.schema) ? step.input : undefined;
    case 'semiJoin':
    case 'antiJoin':
    case 'unionByName':
    case 'intersect':
    case 'except':
      return step.left;
    default:
      return step.input;
  }
};
/** The steps whose columns show in the result in the order in which they come. */
export const orderedSteps = (steps: readonly PlanNode[], root: PlanNode): ReadonlySet<PlanNode> => {
  const ordered = new Set([root]);
  for (const step of steps.toReversed()) {
    // These compare columns by their place.
    if (step.kind === 'intersect' || step.kind === 'except') ordered.add(step.left).add(step.right);
    const input = ordered.has(step) ? handedOn(step) : undefined;
    if (input) ordered.add(input);
  }
  return ordered;
};
