/** Expressions as PySpark columns. */
import { sameType, typeText } from '../../query/datatype.ts';
import { nullLiteral } from '../../query/literal.ts';
import {
  type AggregateNode,
  type CallNode,
  type ColumnNode,
  type ExprKind,
  type ExprNode,
  type LambdaNode,
  type ScalarNode,
  childrenOf,
  walk,
} from '../../query/node.ts';
import { pythonString } from '../../utils/python-text.ts';
import { sqlExpression } from '../sql/expression.ts';
import { sqlName } from '../../utils/sql-text.ts';
import { aggregatePiece } from './aggregate.ts';
import { WRITES, chunked } from './functions.ts';
import type { Imports } from './imports.ts';
import type { Doc } from './layout.ts';
import { bareValue, literalColumn } from './literal.ts';
import { columnPath } from './names.ts';
import { type Piece, call, lambda, method, plain, string, toDoc } from './syntax.ts';
import { argumentDoc, functionCall, paramAt } from './record.ts';
import { type Windows, windowPiece } from './window.ts';

/** How the columns of the inputs are written at the place of an expression, as the parts of a path. */
export type Scope = (input: 0 | 1, name: string) => readonly string[];
export const ONE_INPUT: Scope = (_, name) => [name];

export interface ExprContext {
  readonly imports: Imports;
  readonly scope: Scope;
  readonly windows: Windows;
  /** The value of another relation, if one is allowed. */
  readonly value?: (node: ScalarNode) => Piece;
  /** Spark Connect has no `count(*)` in a pivot. */
  readonly pivoted?: true;
  /** Puts an expression into a variable before the current statement, if that is possible. */
  readonly hoist?: (piece: Piece) => Piece;
  /** The input whose columns are those of an outer query. */
  readonly outer?: 0 | 1;
}
interface Compiling extends ExprContext {
  readonly of: (node: ExprNode) => Piece;
}
type Render<K extends ExprKind> = (node: Extract<ExprNode, { kind: K }>, context: Compiling) => Piece;

const CHAINS = new Set(['and', 'or']);
/** Operands of a chain such as `a & b & c`, however the nodes nest. */
const operandsOf = (root: CallNode): readonly ExprNode[] => {
  const operands: ExprNode[] = [];
  const stack: ExprNode[] = root.args.toReversed();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.kind === 'call' && node.fn === root.fn) stack.push(...node.args.toReversed());
    else operands.push(node);
  }
  return operands;
};
const flat = (node: CallNode): CallNode => (CHAINS.has(node.fn) ? { ...node, args: operandsOf(node) } : node);

/** A lambda whose body is SQL text cannot pass its parameters to it, so the whole call becomes SQL text. */
const bindsSqlText = (node: CallNode): boolean => {
  const lambdas = node.args.filter((arg): arg is LambdaNode => arg.kind === 'lambda');
  let found = false;
  walk(lambdas, (inner) => {
    if (inner.kind === 'sqlText')
      walk([inner], (part) => {
        if (part.kind === 'variable') found = true;
      });
    return !found;
  });
  return found;
};
const sqlText = (node: ExprNode, { imports, scope }: ExprContext): Piece =>
  call(`${imports.use('F')}.expr`, [toDoc(string(sqlExpression(node, (input, name) => sqlName(...scope(input, name)))))]);

/** Windows have no FILTER; aggregates leave out NULLs, so a value becomes NULL if its row does not count. */
const filteredByCase = (node: AggregateNode): AggregateNode => {
  const { filter, ...whole } = node;
  const [value, ...others] = node.args;
  if (!filter || !value) return node;
  const counted: ExprNode = { kind: 'case', branches: [{ when: filter, then: value }], otherwise: nullLiteral(value.type), type: value.type, nullable: true };
  return { ...whole, args: [counted, ...others] };
};

const isNull = (node: ExprNode): boolean => node.kind === 'literal' && node.value === null;

/** Python cannot compile a chain of thousands of calls. */
const MANY = 300;

const RENDER: { readonly [K in ExprKind]: Render<K> } = {
  column: (node, context) => columnPiece(node, context.scope(node.input, node.name), context),
  literal: (node, { imports }) => literalColumn(node, imports),
  call: (node, context) => {
    if (bindsSqlText(node)) return sqlText(node, context);
    const special = WRITES[node.fn];
    if (special) return special(flat(node), { imports: context.imports, column: context.of });
    return functionCall(
      node.fn,
      node.args.map((arg, i) => argumentDoc(paramAt(node.fn, i), arg, context)),
      context.imports,
    );
  },
  cast: (node, { of }) => method(of(node.expr), node.lenient ? 'try_cast' : 'cast', [pythonString(typeText(node.type))]),
  field: (node, context) => {
    const path = pathOf(node, context.scope);
    if (path) return columnPiece(columnOf(node), path, context);
    return method(context.of(node.expr), 'getField', [pythonString(node.name)]);
  },
  case: (node, { imports, of }) => {
    const types = node.branches.flatMap(({ then }) => (isNull(then) ? [] : [then.type])).concat(isNull(node.otherwise) ? [] : [node.otherwise.type]);
    // Next to a value of its type, NULL needs no type of its own, unless it is what makes elements or fields nullable.
    const isComplete = types.some((type) => sameType(type, node.type));
    const isUnderstood = (then: ExprNode): boolean => isComplete && types.some((type) => sameType(type, then.type, false));
    const value = (then: ExprNode): Doc => {
      if (isNull(then) && isUnderstood(then)) return 'None';
      return toDoc((then.kind === 'literal' && bareValue(then, imports)) || of(then));
    };
    const chain = (branches: typeof node.branches): Piece =>
      branches.reduce((piece, branch) => method(piece, 'when', [toDoc(of(branch.when)), value(branch.then)]), plain(imports.use('F')));
    // Branches beyond a few hundred go into the otherwise of those before.
    const chunks = chunked(node.branches, MANY);
    // Without an otherwise the value is NULL.
    const unsaid = isNull(node.otherwise) && isUnderstood(node.otherwise);
    const last = chain(chunks.at(-1) ?? []);
    const whole = unsaid ? last : method(last, 'otherwise', [value(node.otherwise)]);
    return chunks.slice(0, -1).reduceRight((piece, chunk) => method(chain(chunk), 'otherwise', [toDoc(piece)]), whole);
  },
  struct: (node, { imports, of }) =>
    call(
      `${imports.use('F')}.struct`,
      node.fields.map(({ name, expr }) => toDoc(expr.kind === 'column' && expr.name === name ? of(expr) : method(of(expr), 'alias', [pythonString(name)]))),
    ),
  lambda: (node, { of }) => lambda(node.params, of(node.body)),
  variable: (node) => plain(node.name),
  grouping: ({ key }, { imports }) =>
    key === undefined ? call(`${imports.use('F')}.grouping_id`, []) : call(`${imports.use('F')}.grouping`, [pythonString(columnPath(key))]),
  // PySpark cannot say WITHIN GROUP.
  aggregate: (node, context) => (node.fn === 'percentileDisc' ? sqlText(filteredByCase(node), context) : aggregatePiece(node, context)),
  window: (node, context) => windowPiece(node, context),
  scalar: (node, { value }) => {
    if (!value) throw new Error('the value of another relation stands where there can be none');
    return value(node);
  },
  sqlText,
  error: () => {
    throw new Error('an expression that is known to be wrong has no Python: diagnostics must stop synthesis before');
  },
};

const columnPiece = (node: ColumnNode | undefined, path: readonly string[], { imports, outer }: ExprContext): Piece => {
  const column = call(`${imports.use('F')}.col`, [pythonString(columnPath(...path))]);
  return outer !== undefined && node?.input === outer ? method(column, 'outer', []) : column;
};
/** The column of which a path of fields is a part. */
const columnOf = (node: ExprNode): ColumnNode | undefined => {
  let at = node;
  while (at.kind === 'field') at = at.expr;
  return at.kind === 'column' ? at : undefined;
};

/**
 * The path of a field within a column that stands after the name of a side, or undefined. Without one, Spark would take the column's name for that of a table
 * or of an earlier side, if there is one with it.
 */
const pathOf = (node: ExprNode, scope: Scope): readonly string[] | undefined => {
  const fields: string[] = [];
  let at = node;
  for (; at.kind === 'field'; at = at.expr) fields.unshift(at.name);
  const path = at.kind === 'column' ? scope(at.input, at.name) : [];
  return path.length > 1 ? [...path, ...fields] : undefined;
};

const childrenToCompile = (node: ExprNode): readonly ExprNode[] => (node.kind === 'call' ? flat(node).args : childrenOf(node));

/** Deeper than people write; programs that generate expressions can reach thousands of levels. */
const SHALLOW = 25;
/** Python's parser fails at 200 nested brackets. */
const LEVELS = 20;

/** Compiles an expression. Recursion is cheap and ends at a depth beyond which children are compiled first, without recursion. */
export const compileExpr = (root: ExprNode, context: ExprContext): Piece => {
  let depth = 0;
  const compiling: Compiling = {
    ...context,
    of: (node) => {
      if (depth >= SHALLOW) return compileDeep(node, context);
      depth += 1;
      const piece = (RENDER[node.kind] as Render<ExprKind>)(node as never, compiling);
      depth -= 1;
      return piece;
    },
  };
  return compiling.of(root);
};

interface Compiled {
  readonly piece: Piece;
  /** Levels below, down to variables. */
  readonly depth: number;
  /** Parameters of lambdas around it that it uses: it cannot leave these. */
  readonly bound: ReadonlySet<string>;
}
const NOTHING: ReadonlySet<string> = new Set();
const boundIn = (node: ExprNode, children: readonly Compiled[]): ReadonlySet<string> => {
  if (node.kind === 'variable') return new Set([node.name]);
  const below = children.filter(({ bound }) => bound.size > 0);
  if (below.length === 0) return NOTHING;
  const own = node.kind === 'lambda' ? new Set(node.params) : NOTHING;
  return new Set(below.flatMap(({ bound }) => [...bound]).filter((name) => !own.has(name)));
};
const compileDeep = (root: ExprNode, context: ExprContext): Piece => {
  const compiled = new Map<ExprNode, Compiled>();
  const known = (node: ExprNode): Compiled => {
    const found = compiled.get(node);
    if (!found) throw new Error(`a ${node.kind} node was not compiled before its parent`);
    return found;
  };
  const compiling: Compiling = { ...context, of: (node) => known(node).piece };
  const stack: { readonly node: ExprNode; readonly open: boolean }[] = [{ node: root, open: false }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node, open } = top;
    if (compiled.has(node)) continue;
    if (open) {
      const children = childrenToCompile(node).map(known);
      const piece = (RENDER[node.kind] as Render<ExprKind>)(node as never, compiling);
      const depth = 1 + Math.max(0, ...children.map((child) => child.depth));
      const bound = boundIn(node, children);
      const leaves = context.hoist !== undefined && depth >= LEVELS && bound.size === 0 && node.kind !== 'lambda';
      compiled.set(node, leaves ? { piece: context.hoist(piece), depth: 0, bound } : { piece, depth, bound });
      continue;
    }
    stack.push({ node, open: true });
    for (const child of childrenToCompile(node)) stack.push({ node: child, open: false });
  }
  return known(root).piece;
};
