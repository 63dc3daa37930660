import { type ExprNode, walk } from '../../query/node.ts';
import type { PlanNode } from '../../query/plan.ts';
import { memo } from '../../utils/memo.ts';
import { familyOf } from './values.ts';

/** The columns that both sides of a join have in common. */
export const commonNames = (plan: PlanNode): readonly string[] => {
  if (plan.kind === 'joinAsOf') return plan.on;
  const isJoin = plan.kind === 'join' || plan.kind === 'semiJoin' || plan.kind === 'antiJoin';
  return isJoin && plan.on?.kind === 'names' ? plan.on.names : [];
};
/** Of the conditions that must all hold: names of left and right columns that must be equal, by which most pairs are told apart at once. */
export const equalities = memo((condition: ExprNode) => {
  const equal: (readonly [string, string])[] = [];
  const nodes = new Set<ExprNode>();
  walk([condition], (node) => nodes.add(node));
  const all = [condition];
  for (let node = all.pop(); node; node = all.pop()) {
    if (node.kind !== 'call') continue;
    if (node.fn === 'and') all.push(...node.args);
    const [a, b] = node.args;
    if (node.fn !== 'eq' || a?.kind !== 'column' || b?.kind !== 'column' || a.input === b.input) continue;
    if (familyOf(a.type) !== undefined && familyOf(a.type) === familyOf(b.type)) equal.push(a.input === 0 ? [a.name, b.name] : [b.name, a.name]);
  }
  return { equal, nodes };
});
