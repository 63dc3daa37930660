/** Small mistakes that code could have: rows are chosen so that each of them changes the results. */
import { isNumeric, isText } from '../../query/datatype.ts';
import { childrenOf, type ExprNode, type WindowNode } from '../../query/node.ts';
import { exprsOf, type JoinOn, type PlanNode, stepsOf } from '../../query/plan.ts';
import { type Change, isSmall } from './evaluate.ts';
import type { StepChange } from './work.ts';

const OTHERS: Readonly<Record<string, readonly string[]>> = {
  eq: ['ne'],
  ne: ['eq'],
  lt: ['le', 'gt'],
  le: ['lt', 'ge'],
  gt: ['ge', 'lt'],
  ge: ['gt', 'le'],
  and: ['or'],
  or: ['and'],
  isNull: ['isNotNull'],
  isNotNull: ['isNull'],
  add: ['sub'],
  sub: ['add'],
  mul: ['div', 'add'],
  div: ['mul'],
  startsWith: ['endsWith', 'contains'],
  endsWith: ['startsWith', 'contains'],
  contains: ['startsWith'],
};
const AGGREGATES: Readonly<Record<string, string>> = { sum: 'max', min: 'max', max: 'min', avg: 'sum', count: 'countDistinct', countDistinct: 'count' };

const mistakes = (node: ExprNode): readonly ExprNode[] => {
  switch (node.kind) {
    case 'literal': {
      const { value, type } = node;
      if (typeof value === 'boolean') return [{ ...node, value: !value }];
      if (value === null) return [];
      if (isNumeric(type)) return [1, -1].map((by) => ({ ...node, value: Number(value) + by }));
      return isText(type) ? [{ ...node, value: `${value}x` }] : [];
    }
    case 'call': {
      const others: ExprNode[] = (OTHERS[node.fn] ?? []).map((fn) => ({ ...node, fn }));
      if (node.fn === 'not') others.push(node.args[0] as ExprNode);
      // One of several conditions or values is forgotten.
      if (node.fn === 'and' || node.fn === 'or' || node.fn === 'coalesce') others.push(...node.args);
      if (node.fn === 'isIn' && node.args.length > 2) others.push({ ...node, args: node.args.slice(0, -1) });
      return others;
    }
    case 'case':
      return node.branches.map((_, i) => ({ ...node, branches: node.branches.filter((_, j) => j !== i) }));
    case 'aggregate': {
      const { filter, ...plain } = node;
      const other = AGGREGATES[node.fn];
      return [
        ...(filter ? [plain] : []),
        ...(other !== undefined && node.args.length === 1 ? [{ ...node, fn: other }] : []),
        ...(node.fn === 'count' && node.args.length > 0 ? [{ ...node, args: [] }] : []),
      ];
    }
    case 'window': {
      const turned = node.orderBy.map(
        (_, i): ExprNode => ({
          ...node,
          orderBy: node.orderBy.map((key, j) => (i === j ? { ...key, direction: key.direction === 'asc' ? 'desc' : 'asc' } : key)),
        }),
      );
      const fewer = node.partitionBy.map((_, i): ExprNode => ({ ...node, partitionBy: node.partitionBy.filter((_, j) => j !== i) }));
      return [...turned, ...fewer, ...otherFrames(node)];
    }
    default:
      return [];
  }
};
/** A frame that reaches one step further or less far. */
const otherFrames = (node: WindowNode): readonly ExprNode[] => {
  const { frame } = node;
  if (!frame) return [];
  return (['start', 'end'] as const).flatMap((side) => {
    const bound = frame[side];
    return typeof bound === 'number' ? [1, -1].map((by) => ({ ...node, frame: { ...frame, [side]: bound + by } })) : [];
  });
};
/** The mistakes in an expression, those of its parts included. */
export const exprChanges = (root: ExprNode): readonly Change[] => {
  if (!isSmall(root)) return [];
  const found: Change[] = [];
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    for (const by of mistakes(node)) found.push({ target: node, by });
    // Texts of patterns and types are not values.
    stack.push(...childrenOf(node).toReversed());
  }
  return found;
};

const DIRECTIONS = ['backward', 'forward', 'nearest'] as const;
const fewerNames = (names: readonly string[]): readonly (readonly string[])[] => (names.length > 1 ? names.map((_, i) => names.filter((_, j) => j !== i)) : []);
const lessKeys = (on: JoinOn): readonly JoinOn[] => (on.kind === 'names' ? fewerNames(on.names).map((names) => ({ kind: 'names', names })) : []);
const stepMistakes = (plan: PlanNode): readonly PlanNode[] => {
  switch (plan.kind) {
    case 'where':
    case 'distinct':
      return [plan.input];
    case 'join': {
      const hows =
        plan.how === 'left'
          ? ['inner' as const]
          : plan.how === 'inner'
            ? ['left' as const]
            : plan.how === 'full' || plan.how === 'right'
              ? ['inner' as const]
              : [];
      // With fewer keys, rows multiply.
      const looser = plan.on ? lessKeys(plan.on).map((on): PlanNode => ({ ...plan, on, expect: 'many' })) : [];
      return [...hows.map((how): PlanNode => ({ ...plan, how })), ...looser];
    }
    case 'joinAsOf': {
      const { direction, tolerance, on } = plan;
      const turned = DIRECTIONS.filter((other) => other !== direction).map((other): PlanNode => ({ ...plan, direction: other }));
      const others = tolerance === undefined ? [] : [1, -1].map((by): PlanNode => ({ ...plan, tolerance: tolerance + by }));
      return [...turned, ...others, ...fewerNames(on).map((names): PlanNode => ({ ...plan, on: names }))];
    }
    case 'semiJoin':
    case 'antiJoin':
      return [{ ...plan, kind: plan.kind === 'semiJoin' ? 'antiJoin' : 'semiJoin' }, plan.left, ...lessKeys(plan.on).map((on): PlanNode => ({ ...plan, on }))];
    case 'dropDuplicates': {
      const fewer = plan.by.length > 1 ? plan.by.map((_, i): PlanNode => ({ ...plan, by: plan.by.filter((_, j) => j !== i) })) : [];
      const turned = plan.order.map(
        (_, i): PlanNode => ({
          ...plan,
          order: plan.order.map((key, j) => (i === j ? { ...key, direction: key.direction === 'asc' ? 'desc' : 'asc' } : key)),
        }),
      );
      return [plan.input, ...fewer, ...turned];
    }
    case 'limit':
      return [plan.input, { ...plan, rows: plan.rows + 1 }, ...(plan.rows > 1 ? [{ ...plan, rows: plan.rows - 1 }] : [])];
    case 'unionByName':
    case 'intersect':
    case 'except':
      return [plan.left, plan.right];
    default:
      return [];
  }
};
/** The mistakes in a relation, in the order of its steps. */
export const planChanges = (root: PlanNode): readonly (Change | StepChange)[] =>
  stepsOf(root).flatMap((step) => [...stepMistakes(step).map((by) => ({ target: step, by })), ...exprsOf(step).flatMap(exprChanges)]);
