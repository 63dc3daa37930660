import type { PlanNode, SetPlan, UnionPlan } from '../../query/plan.ts';
import type { Doc } from './layout.ts';
import { type Frame, type StepContext, columnNames } from './plan.ts';
import { method, toDoc } from './syntax.ts';

/** The other side of a step: a variable, unless it is short. */
const otherDoc = (plan: PlanNode, context: StepContext): Doc => {
  const { piece } = context.exact(plan);
  return piece.kind === 'plain' || context.frame(plan).open ? toDoc(piece) : context.variable(plan);
};
export const union = ({ left, right, allowMissing }: UnionPlan, context: StepContext): Frame => {
  const other = otherDoc(right, context);
  const { piece, open } = context.exact(left);
  return { piece: method(piece, 'unionByName', allowMissing ? [other, 'allowMissingColumns=True'] : [other]), open };
};

const METHODS = { intersect: ['intersect', 'intersectAll'], except: ['subtract', 'exceptAll'] } as const;
/** PySpark compares columns by their place. */
export const setOperation = ({ kind, left, right, all }: SetPlan, context: StepContext): Frame => {
  const same = left.schema.every(({ name }, i) => right.schema[i]?.name === name);
  const other = same ? otherDoc(right, context) : toDoc(method(context.frame(right).piece, 'select', columnNames(left.schema)));
  const { piece, open } = context.exact(left);
  return { piece: method(piece, METHODS[kind][all ? 1 : 0], [other]), open };
};
