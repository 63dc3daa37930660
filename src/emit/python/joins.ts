import type { ExprNode, NamedExpr } from '../../query/node.ts';
import { walk } from '../../query/node.ts';
import type { AsOfJoinPlan, FilterJoinPlan, JoinHint, JoinPlan, PlanNode, Schema } from '../../query/plan.ts';
import { pythonString } from '../../utils/python-text.ts';
import type { Scope } from './expression.ts';
import type { Doc } from './layout.ts';
import { columnPath } from './names.ts';
import { type Frame, type StepContext, named } from './plan.ts';
import { LEVEL, type Piece, call, comparison, keyword, method, operation, plain, strings, toDoc } from './syntax.ts';

interface Sides {
  readonly left: string;
  readonly right: string;
}
/** Names of the sides within the join: the initials of their tables if these differ. */
const aliases = (left: PlanNode, right: PlanNode, context: StepContext): Sides => {
  const [l, r] = [left, right].map((side) => /[a-z]/.exec(context.stem(side))?.[0] ?? '') as [string, string];
  return l === r || l === '' || r === '' ? { left: 'l', right: 'r' } : { left: l, right: r };
};
const HOW = { semiJoin: 'left_semi', antiJoin: 'left_anti' } as const;

const hintDocs = (hint: JoinHint): readonly Doc[] => (typeof hint === 'string' ? [pythonString(hint)] : ['"range_join"', String(hint.range)]);
/** The right side under its alias. */
const rightPiece = (plan: JoinPlan | FilterJoinPlan, alias: string | undefined, context: StepContext, copies: ReadonlyMap<string, string>): Piece => {
  let piece = plain(context.variable(plan.right));
  for (const [name, copy] of copies)
    piece = method(piece, 'withColumn', [pythonString(copy), `${context.imports.use('F')}.col(${pythonString(columnPath(name))})`]);
  if (plan.hint) piece = method(piece, 'hint', hintDocs(plan.hint));
  return alias === undefined ? piece : method(piece, 'alias', [pythonString(alias)]);
};

/** The key columns of the right side that the result asks for besides the common key: a join by names hides them. */
const askedKeys = (columns: readonly NamedExpr[], keys: ReadonlySet<string>): ReadonlySet<string> => {
  const asked = new Set<string>();
  walk(
    columns.map(({ expr }): ExprNode => expr),
    (node) => {
      if (node.kind === 'column' && node.input === 1 && keys.has(node.name)) asked.add(node.name);
    },
  );
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
export const keepsLeft = (plan: JoinPlan | AsOfJoinPlan): boolean => {
  const { left, columns } = plan;
  if (left.schema.length < FEW || columns.length < left.schema.length) return false;
  // The common key of these is not the left side's.
  if (plan.kind === 'join' && plan.on?.kind === 'names' && (plan.how === 'right' || plan.how === 'full')) return false;
  return isWhole(columns, 0, left.schema, 0);
};
/** Whether a result has all columns of a side as they are, from a place on. */
const isWhole = (columns: readonly NamedExpr[], input: 0 | 1, schema: Schema, place: number): boolean =>
  schema.every(({ name }, i) => {
    const column = columns[place + i];
    return column?.name === name && column.expr.kind === 'column' && column.expr.input === input && column.expr.name === name;
  });
/** From where on the result has all columns of the right side as they are; -1 if it does not. A join by names hides its keys. */
const placeOfRight = ({ right, columns, on }: JoinPlan): number =>
  right.schema.length < FEW || on?.kind === 'names' ? -1 : columns.findIndex((_, place) => isWhole(columns, 1, right.schema, place));
/** Whether the result holds all columns of the right side as they are, one after the other. */
export const keepsRight = (plan: JoinPlan): boolean => placeOfRight(plan) >= 0;
/** A join by names puts its keys first. */
const keysAreFirst = ({ left }: JoinPlan | FilterJoinPlan, names: readonly string[]): boolean => names.every((name, i) => left.schema[i]?.name === name);

type Keys =
  /** `renamed`: names that columns of the right side must take first. */
  | { readonly by: 'names'; readonly names: readonly string[]; readonly renamed?: ReadonlyMap<string, string> }
  | { readonly by: 'condition'; readonly condition: (context: StepContext, sides: Sides) => Piece }
  | { readonly by: 'nothing' };
/** How the sides are joined. Names are shorter, unless all columns of the left side can then no longer be taken as a whole: `whole`. */
const keysOf = (plan: JoinPlan, whole: boolean): Keys => {
  const { on, expect } = plan;
  if (!on) return { by: 'nothing' };
  if (on.kind === 'condition') {
    const pairs = expect === 'one' ? equalColumns(plan, on.condition) : undefined;
    if (pairs)
      return {
        by: 'names',
        names: pairs.map(([left]) => left),
        renamed: new Map(pairs.filter(([left, right]) => left !== right).map(([left, right]) => [right, left])),
      };
    return { by: 'condition', condition: (context, sides) => context.expr(on.condition, qualified(sides)) };
  }
  // That each row has one match is cheaper to check by names.
  if (!whole || expect === 'one' || keysAreFirst(plan, on.names)) return { by: 'names', names: on.names };
  return { by: 'condition', condition: (context, sides) => equalNames(on.names, context, sides) };
};
const equalNames = (names: readonly string[], { imports }: StepContext, sides: Sides): Piece => {
  const side = (alias: string, name: string): Piece => call(`${imports.use('F')}.col`, [pythonString(columnPath(alias, name))]);
  const [first, ...others] = names.map((name) => comparison('==', side(sides.left, name), side(sides.right, name))) as [Piece, ...Piece[]];
  return others.length === 0 ? first : operation('&', LEVEL.and, first, ...others);
};
/**
 * The pairs of columns whose equality is the whole condition. That each left row meets one other is seen in the right side
 * alone then, while with any other condition the joined rows must be counted.
 */
const equalColumns = ({ how, right }: JoinPlan, condition: ExprNode): readonly (readonly [string, string])[] | undefined => {
  if (how !== 'inner' && how !== 'left') return undefined;
  const names = new Set(right.schema.map((column) => column.name.toLowerCase()));
  const pairs: (readonly [string, string])[] = [];
  const stack = [condition];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.kind !== 'call') return undefined;
    if (node.fn === 'and') {
      stack.push(...node.args.toReversed());
      continue;
    }
    const [a, b] = node.args;
    if (node.fn !== 'eq' || a?.kind !== 'column' || b?.kind !== 'column' || a.input === b.input) return undefined;
    const [l, r] = a.input === 0 ? [a.name, b.name] : [b.name, a.name];
    if (l !== r && names.has(l.toLowerCase())) return undefined;
    pairs.push([l, r]);
  }
  const once = (side: readonly string[]): boolean => new Set(side).size === side.length;
  return once(pairs.map(([l]) => l)) && once(pairs.map(([, r]) => r)) ? pairs : undefined;
};

const qualified =
  ({ left, right }: Sides): Scope =>
  (input, name) => [input === 0 ? left : right, name];

export const join = (plan: JoinPlan, context: StepContext): Frame => {
  const { how, expect, columns } = plan;
  const sides = aliases(plan.left, plan.right, context);
  const left = context.frame(plan.left);
  const starts = !left.open && keepsLeft(plan);
  const ordered = context.ordered(plan);
  const met = keysOf(plan, starts && ordered);
  const keys = new Set(met.by === 'names' ? met.names : []);
  const taken = new Set([...plan.left.schema, ...plan.right.schema].map((column) => column.name.toLowerCase()));
  const copies = new Map([...askedKeys(columns, keys)].map((name) => [name, freeName(`${sides.right}_${name}`, taken)]));
  const scope: Scope = (input, name) => {
    if (input === 1) return [sides.right, copies.get(name) ?? name];
    return keys.has(name) ? [name] : [sides.left, name];
  };
  const renamed = met.by === 'names' ? (met.renamed ?? []) : [];
  const right = toDoc(rightPiece(plan, sides.right, context, new Map([...copies, ...renamed])));
  const aliased = method(left.piece, 'alias', [pythonString(sides.left)]);
  const condition = met.by === 'names' ? plain(strings(met.names)) : met.by === 'condition' ? met.condition(context, sides) : plain('None');
  const options: readonly Doc[] = [keyword('on', condition), keyword('how', plain(pythonString(how)))];
  const joined =
    met.by === 'nothing'
      ? method(aliased, 'crossJoin', [right])
      : expect === 'one'
        ? method(aliased, 'transform', [context.imports.use('join_one'), right, ...options])
        : method(aliased, 'join', [right, ...options]);
  const whole = starts && (met.by !== 'names' || !ordered || keysAreFirst(plan, met.names));
  const place = met.by === 'names' || context.frame(plan.right).open ? -1 : placeOfRight(plan);
  const listed = columns.flatMap((column, i): readonly Doc[] => {
    if (whole && i < plan.left.schema.length) return i === 0 ? [pythonString(`${sides.left}.*`)] : [];
    if (place >= 0 && i >= place && i < place + plan.right.schema.length) return i === place ? [pythonString(`${sides.right}.*`)] : [];
    return [named(column, context, scope)];
  });
  return { piece: method(joined, 'select', listed), open: false };
};

export const filterJoin = (plan: FilterJoinPlan, context: StepContext): Frame => {
  const { on } = plan;
  const left = context.frame(plan.left);
  const how = keyword('how', plain(pythonString(HOW[plan.kind])));
  if (on.kind === 'names' && (!context.ordered(plan) || keysAreFirst(plan, on.names))) {
    const right = toDoc(rightPiece(plan, undefined, context, new Map()));
    return { piece: method(left.piece, 'join', [right, keyword('on', plain(strings(on.names))), how]), open: left.open };
  }
  const sides = aliases(plan.left, plan.right, context);
  const condition = on.kind === 'names' ? equalNames(on.names, context, sides) : context.expr(on.condition, qualified(sides));
  const right = toDoc(rightPiece(plan, sides.right, context, new Map()));
  const aliased = method(left.piece, 'alias', [pythonString(sides.left)]);
  return { piece: method(aliased, 'join', [right, keyword('on', condition), how]), open: left.open };
};
