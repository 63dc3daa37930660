/** Which steps of a relation a mistake can change: all others give the same rows as without it. */
import { walk } from '../../query/node.ts';
import { exprsOf, type PlanNode, readsOf, stepsOf } from '../../query/plan.ts';

/** For a step or an expression in steps: these, and all that read them. Undefined if none contains it. */
export const affectedIn = (root: PlanNode): ((target: object) => ReadonlySet<PlanNode> | undefined) => {
  const holders = new Map<object, PlanNode[]>();
  const readers = new Map<object, PlanNode[]>();
  const add = (map: Map<object, PlanNode[]>, key: object, step: PlanNode): void => {
    const steps = map.get(key);
    if (steps) steps.push(step);
    else map.set(key, [step]);
  };
  for (const step of stepsOf(root)) {
    add(holders, step, step);
    walk(exprsOf(step), (node) => add(holders, node, step));
    for (const input of readsOf(step)) add(readers, input, step);
  }
  return (target) => {
    const waiting = [...(holders.get(target) ?? [])];
    if (waiting.length === 0) return undefined;
    const found = new Set<PlanNode>();
    for (let step = waiting.pop(); step; step = waiting.pop()) {
      if (found.has(step)) continue;
      found.add(step);
      waiting.push(...(readers.get(step) ?? []));
    }
    return found;
  };
};
