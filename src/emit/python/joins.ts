import type { ExprNode, NamedExpr } from '../../query/node.ts';
import { walk } from '../../query/node.ts';
import type { FilterJoinPlan, JoinPlan, PlanNode } from '../../query/plan.ts';
import { pythonString } from '../../utils/python-text.ts';
import type { Scope } from './expression.ts';
import type { Doc } from './layout.ts';
import { columnPath } from './names.ts';
import { type Frame, type StepContext, named } from './plan.ts';
import { type Piece, keyword, method, plain, strings, toDoc } from './syntax.ts';

interface Sides {
  readonly left: string;
  readonly right: string;
}
/** Names of the sides within the join: the initials of their tables where these differ. */
const aliases = (left: PlanNode, right: PlanNode, context: StepContext): Sides => {
  const [l, r] = [left, right].map((side) => /[a-z]/.exec(context.stem(side))?.[0] ?? '') as [string, string];
  return l === r || l === '' || r === '' ? { left: 'l', right: 'r' } : { left: l, right: r };
};
const HOW = { semiJoin: 'left_semi', antiJoin: 'left_anti' } as const;

/** The right side under its alias. */
const rightPiece = (plan: JoinPlan | FilterJoinPlan, alias: string | undefined, context: StepContext, copies: ReadonlyMap<string, string>): Piece => {
  let piece = plain(context.variable(plan.right));
  for (const [name, copy] of copies) piece = method(piece, 'withColumn', [pythonString(copy), `${context.imports.use('F')}.col(${pythonString(columnPath(name))})`]);
  if (plan.hint) piece = method(piece, 'hint', [pythonString(plan.hint)]);
  return alias === undefined ? piece : method(piece, 'alias', [pythonString(alias)]);
};

/** The key columns of the right side that the result asks for beside the common key: a join by names hides them. */
const askedKeys = (columns: readonly NamedExpr[], keys: ReadonlySet<string>): ReadonlySet<string> => {
  const asked = new Set<string>();
  walk(columns.map(({ expr }): ExprNode => expr), (node) => {
    if (node.kind === 'column' && node.input === 1 && keys.has(node.name)) asked.add(node.name);
  });
  return asked;
};
const freeName = (word: string, taken: ReadonlySet<string>): string => {
  let name = word;
  while (taken.has(name.toLowerCase())) name += '_';
  return name;
};

/** Fewer columns are listed rather than taken as a whole. */
const FEW = 3;
/** Whether the result starts with all columns of the left side as they are. */
const startsWithLeft = ({ left, columns, how, on }: JoinPlan, frame: Frame): boolean => {
  if (frame.open || left.schema.length < FEW || columns.length < left.schema.length) return false;
  if (on?.kind === 'names') {
    // The common key of these is not the left side's.
    if (how === 'right' || how === 'full') return false;
    // A join by names puts its keys first.
    if (on.names.some((name, i) => left.schema[i]?.name !== name)) return false;
  }
  return left.schema.every(({ name }, i) => {
    const column = columns[i];
    return column?.name === name && column.expr.kind === 'column' && column.expr.input === 0 && column.expr.name === name;
  });
};

export const join = (plan: JoinPlan, context: StepContext): Frame => {
  const { on, how, expect, columns } = plan;
  const sides = aliases(plan.left, plan.right, context);
  const keys = new Set(on?.kind === 'names' ? on.names : []);
  const taken = new Set([...plan.left.schema, ...plan.right.schema].map((column) => column.name.toLowerCase()));
  const copies = new Map([...askedKeys(columns, keys)].map((name) => [name, freeName(`${sides.right}_${name}`, taken)]));
  const scope: Scope = (input, name) => {
    if (input === 1) return [sides.right, copies.get(name) ?? name];
    return keys.has(name) ? [name] : [sides.left, name];
  };
  const left = context.frame(plan.left);
  const right = toDoc(rightPiece(plan, sides.right, context, copies));
  const condition = on?.kind === 'condition' ? context.expr(on.condition, (input, name) => [input === 0 ? sides.left : sides.right, name]) : plain(strings([...keys]));
  const aliased = method(left.piece, 'alias', [pythonString(sides.left)]);
  const options: readonly Doc[] = [keyword('on', condition), keyword('how', plain(pythonString(how)))];
  const joined =
    how === 'cross'
      ? method(aliased, 'crossJoin', [right])
      : expect === 'one'
        ? method(aliased, 'transform', [context.imports.use('join_one'), right, ...options])
        : method(aliased, 'join', [right, ...options]);
  const listed = (selected: readonly NamedExpr[]): readonly Doc[] => selected.map((column) => named(column, context, scope));
  const docs = startsWithLeft(plan, left) ? [pythonString(`${sides.left}.*`), ...listed(columns.slice(plan.left.schema.length))] : listed(columns);
  return { piece: method(joined, 'select', docs), open: false };
};

export const filterJoin = (plan: FilterJoinPlan, context: StepContext): Frame => {
  const { on } = plan;
  const left = context.frame(plan.left);
  const how = keyword('how', plain(pythonString(HOW[plan.kind])));
  if (on.kind === 'names') {
    const right = toDoc(rightPiece(plan, undefined, context, new Map()));
    return { piece: method(left.piece, 'join', [right, keyword('on', plain(strings(on.names))), how]), open: left.open };
  }
  const sides = aliases(plan.left, plan.right, context);
  const condition = context.expr(on.condition, (input, name) => [input === 0 ? sides.left : sides.right, name]);
  const right = toDoc(rightPiece(plan, sides.right, context, new Map()));
  const aliased = method(left.piece, 'alias', [pythonString(sides.left)]);
  return { piece: method(aliased, 'join', [right, keyword('on', condition), how]), open: left.open };
};
