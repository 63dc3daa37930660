import { holdsKind } from '../../query/datatype.ts';
import { type ExprNode, walk } from '../../query/node.ts';
import type { AsOfJoinPlan, PlanNode } from '../../query/plan.ts';
import { pythonString } from '../../utils/python-text.ts';
import { timedelta } from './duration.ts';
import type { Scope } from './expression.ts';
import { keepsLeft } from './joins.ts';
import type { Doc } from './layout.ts';
import { type Frame, type StepContext, columnNames, named } from './plan.ts';
import { type Piece, keyword, method, plain, strings, toDoc, tuple } from './syntax.ts';

const SIDES = ['left', 'right'] as const;
const RESULT: Scope = (input, name) => [SIDES[input], name];

/** The columns of a side that the join uses: the others need not be carried along. */
export const usedBy = (plan: AsOfJoinPlan, input: 0 | 1): PlanNode['schema'] => {
  const used = new Set(plan.on);
  walk([plan.time[input], ...plan.columns.map((column): ExprNode => column.expr)], (node) => {
    if (node.kind === 'column' && node.input === input) used.add(node.name);
  });
  return (input === 0 ? plan.left : plan.right).schema.filter((column) => used.has(column.name));
};
/** A side with the columns that are used. Those of the right one are in the order in which they are compared. */
const sidePiece = (plan: AsOfJoinPlan, input: 0 | 1, context: StepContext): Piece => {
  const side = input === 0 ? plan.left : plan.right;
  const used = usedBy(plan, input);
  const { open, piece } = context.frame(side);
  const whole = !open && used.length === side.schema.length && (input === 0 || side.kind === 'read');
  const base = input === 0 ? piece : plain(context.variable(side));
  return whole ? base : method(base, 'select', columnNames(used));
};
const timeDoc = (time: ExprNode, context: StepContext): Doc => (time.kind === 'column' ? pythonString(time.name) : toDoc(context.expr(time)));

export const joinAsOf = (plan: AsOfJoinPlan, context: StepContext): Frame => {
  const { imports } = context;
  const { direction, tolerance, columns } = plan;
  const right = sidePiece(plan, 1, context);
  const unordered = usedBy(plan, 1).some((column) => holdsKind(column.type, 'map', 'variant'));
  const options: readonly (readonly [string, Piece])[] = [
    ['on', plain(strings(plan.on))],
    ['time', plain(tuple(plan.time.map((time) => timeDoc(time, context))))],
    ...(direction === 'backward' ? [] : [['direction', plain(pythonString(direction))] as const]),
    ...(tolerance === undefined ? [] : [['tolerance', timedelta(tolerance, imports)] as const]),
    ...(unordered ? [['as_text', plain('True')] as const] : []),
  ];
  const joined = method(sidePiece(plan, 0, context), 'transform', [
    imports.use('join_as_of'),
    toDoc(right),
    ...options.map(([name, value]) => keyword(name, value)),
  ]);
  const whole = keepsLeft(plan);
  const listed = (whole ? columns.slice(plan.left.schema.length) : columns).map((column) => named(column, context, RESULT));
  return { piece: method(joined, 'select', whole ? ['"left.*"', ...listed] : listed), open: false };
};
