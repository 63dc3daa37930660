import type { DataTypeNode } from './datatype.ts';
import type { PlanNode } from './plan.ts';
import type { Problem } from './problem.ts';

/** What every expression knows about itself: Spark's type and nullability, as its analyzer would say. */
export interface Typed {
  readonly type: DataTypeNode;
  readonly nullable: boolean;
}
/** A column of an input row; `input` is 1 for the right side of a join, else 0. */
export interface ColumnNode extends Typed {
  readonly kind: 'column';
  readonly input: 0 | 1;
  readonly name: string;
}
/** `value` is text for dates, timestamps (ISO), decimals, big integers and binary (hex). */
export interface LiteralNode extends Typed {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
  /** If the value is the text of a type, as in `from_json(text, 'array<int>')`: that type. */
  readonly denotes?: DataTypeNode;
}
/** A scalar function or operator of the catalogue, by its record's name. */
export interface CallNode extends Typed {
  readonly kind: 'call';
  readonly fn: string;
  readonly args: readonly ExprNode[];
}
export interface CastNode extends Typed {
  readonly kind: 'cast';
  readonly expr: ExprNode;
  /** `try_cast`: NULL where the value does not fit. */
  readonly lenient: boolean;
}
export interface FieldNode extends Typed {
  readonly kind: 'field';
  readonly expr: ExprNode;
  readonly name: string;
}
export interface CaseNode extends Typed {
  readonly kind: 'case';
  readonly branches: readonly { readonly when: ExprNode; readonly then: ExprNode }[];
  readonly otherwise: ExprNode;
}
export interface StructNode extends Typed {
  readonly kind: 'struct';
  readonly fields: readonly NamedExpr[];
}
/** A lambda's own type is its body's. */
export interface LambdaNode extends Typed {
  readonly kind: 'lambda';
  readonly params: readonly string[];
  readonly body: ExprNode;
}
export interface VariableNode extends Typed {
  readonly kind: 'variable';
  readonly name: string;
}
export interface AggregateNode extends Typed {
  readonly kind: 'aggregate';
  readonly fn: string;
  readonly args: readonly ExprNode[];
  readonly filter?: ExprNode;
}
/** A bound is a number of rows, seconds or units from the current row; the text is SQL's word. */
export type FrameBound = number | 'unbounded preceding' | 'unbounded following' | 'current row';
export interface FrameNode {
  readonly unit: 'rows' | 'range';
  readonly start: FrameBound;
  readonly end: FrameBound;
  /** The bounds are seconds of a time order. */
  readonly seconds?: true;
}
export interface WindowNode extends Typed {
  readonly kind: 'window';
  /** A ranking or offset function, or an aggregate. */
  readonly expr: CallNode | AggregateNode;
  readonly partitionBy: readonly ExprNode[];
  readonly orderBy: readonly SortNode[];
  readonly frame?: FrameNode;
}
/** The value of a relation of one column and at most one row; NULL where it has no row. */
export interface ScalarNode extends Typed {
  readonly kind: 'scalar';
  readonly plan: PlanNode;
}
/** In groups by several sets of keys: 1 where the row is a total over the key, else 0; without a key, all of them as bits. */
export interface GroupingNode extends Typed {
  readonly kind: 'grouping';
  readonly key?: string;
}
/** Spark SQL text with typed holes, as the user wrote it. */
export interface SqlTextNode extends Typed {
  readonly kind: 'sqlText';
  readonly parts: readonly (string | ExprNode)[];
}
/** An expression that is known to be wrong; it answers everything quietly, and its problems are reported once. */
export interface ErrorNode extends Typed {
  readonly kind: 'error';
  readonly problems: readonly Problem[];
}
export type ExprNode =
  | ColumnNode
  | LiteralNode
  | CallNode
  | CastNode
  | FieldNode
  | CaseNode
  | StructNode
  | LambdaNode
  | VariableNode
  | AggregateNode
  | WindowNode
  | GroupingNode
  | ScalarNode
  | SqlTextNode
  | ErrorNode;
export type ExprKind = ExprNode['kind'];

export interface SortNode {
  readonly expr: ExprNode;
  readonly direction: 'asc' | 'desc';
  readonly nulls: 'first' | 'last';
}
export interface NamedExpr {
  readonly name: string;
  readonly expr: ExprNode;
}

const sortExprs = (keys: readonly SortNode[]): readonly ExprNode[] => keys.map((key) => key.expr);
const CHILDREN: { readonly [K in ExprKind]: (node: Extract<ExprNode, { kind: K }>) => readonly ExprNode[] } = {
  column: () => [],
  literal: () => [],
  variable: () => [],
  grouping: () => [],
  scalar: () => [],
  error: () => [],
  call: (n) => n.args,
  cast: (n) => [n.expr],
  field: (n) => [n.expr],
  case: (n) => [...n.branches.flatMap((b) => [b.when, b.then]), n.otherwise],
  struct: (n) => n.fields.map((f) => f.expr),
  lambda: (n) => [n.body],
  aggregate: (n) => (n.filter ? [...n.args, n.filter] : n.args),
  window: (n) => [n.expr, ...n.partitionBy, ...sortExprs(n.orderBy)],
  sqlText: (n) => n.parts.filter((p) => typeof p !== 'string'),
};
/** The expressions directly below one. */
export const childrenOf = (node: ExprNode): readonly ExprNode[] => (CHILDREN[node.kind] as (n: ExprNode) => readonly ExprNode[])(node);

/** Visits a node and all below it, parents first; `visit` returns false to skip a subtree. No recursion: depth is up to the user. */
export const walk = (roots: readonly ExprNode[], visit: (node: ExprNode) => unknown): void => {
  const stack = roots.toReversed();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (visit(node) === false) continue;
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) stack.push(children[i] as ExprNode);
  }
};
