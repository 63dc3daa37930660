/** Expressions as Spark SQL. */
import {
  type AggregateNode,
  type CallNode,
  type ColumnNode,
  type ExprKind,
  type ExprNode,
  type FieldNode,
  type ScalarNode,
  type VariableNode,
  childrenOf,
  walk,
} from '../../query/node.ts';
import { recordOf } from '../../query/functions/catalogue.ts';
import { sqlIdentifier } from '../../utils/sql-text.ts';
import { sqlType } from './type.ts';
import { type Doc, concat, group, hardline, indent, line, parenthesized, print } from './layout.ts';
import { sqlLiteral } from './literal.ts';
import { LEVEL, type Piece, SYNTAX, callDoc, listed, tight, within } from './syntax.ts';
import { overDoc } from './window.ts';

/** How the columns of the inputs are written at the place of an expression. */
export interface Scope {
  readonly column: (input: 0 | 1, name: string) => Piece;
  /** Whether the bare name is also that of a table there, so that `name.field` would mean a column of the table. */
  readonly isTable: (name: string) => boolean;
}

/** Writes the value of another relation. */
export type Values = (node: ScalarNode) => Doc;
const NO_VALUES: Values = () => {
  throw new Error('the value of another relation stands where there can be none');
};

interface Context {
  readonly scope: Scope;
  readonly of: (node: ExprNode) => Piece;
  readonly variable: (name: string) => string;
  readonly value: Values;
}
type Render<K extends ExprKind> = (node: Extract<ExprNode, { kind: K }>, context: Context) => Piece;

const CHAINS = new Set(['and', 'or']);
/** Operands of a chain such as `a AND b AND c`, however the nodes nest. */
const operandsOf = (root: CallNode): readonly ExprNode[] => {
  const operands: ExprNode[] = [];
  const stack: ExprNode[] = root.args.toReversed();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.kind === 'call' && node.fn === root.fn) stack.push(...node.args.toReversed());
    else operands.push(node);
  }
  return operands;
};
const isChain = (node: CallNode): boolean => CHAINS.has(node.fn);

const call: Render<'call'> = (node, { of }) => {
  const args = (isChain(node) ? operandsOf(node) : node.args).map(of);
  const syntax = SYNTAX[node.fn];
  if (syntax) return syntax(args, node);
  return tight(
    callDoc(
      recordOf(node.fn)?.spark ?? node.fn,
      args.map((arg) => arg.doc),
    ),
  );
};

const aggregateCall = (node: AggregateNode, args: readonly Doc[]): Doc => {
  const record = recordOf(node.fn);
  const name = record?.spark ?? node.fn;
  if (args.length === 0) return name === 'count' ? 'count(*)' : `${name}()`;
  // Any value: NULL only if there is no other.
  if (node.fn === 'anyValue') return callDoc(name, [...args, 'true']);
  if (node.fn === 'percentileDisc') return concat(callDoc(name, args.slice(1)), ' WITHIN GROUP (ORDER BY ', args[0] ?? '', ')');
  return record?.distinct ? concat(name, parenthesized(concat('DISTINCT ', listed(args)))) : callDoc(name, args);
};
const aggregate: Render<'aggregate'> = (node, { of }) => {
  const doc = aggregateCall(
    node,
    node.args.map((arg) => of(arg).doc),
  );
  return tight(node.filter ? concat(doc, ' FILTER (WHERE ', of(node.filter).doc, ')') : doc);
};
/** Spark has no FILTER over windows; aggregates skip NULL, so the first argument is NULL where the row does not count. */
const filteredByCase = (node: AggregateNode, { of }: Context): Doc => {
  const args = node.args.map((arg) => of(arg).doc);
  if (!node.filter) return aggregateCall(node, args);
  // What decides is which row is greatest, not its value.
  const decides = node.fn === 'maxBy' || node.fn === 'minBy' ? 1 : 0;
  const condition = of(node.filter).doc;
  const counted = (doc: Doc): Doc => concat('CASE WHEN ', condition, ' THEN ', doc, ' END');
  return aggregateCall(node, args.length === 0 ? [counted('1')] : args.map((doc, i) => (i === decides ? counted(doc) : doc)));
};

const columnPiece = (node: ColumnNode, { scope }: Context): Piece => scope.column(node.input, node.name);
const field = (node: FieldNode, { of, scope }: Context): Piece => {
  const base = of(node.expr);
  const ambiguous = node.expr.kind === 'column' && scope.isTable(node.expr.name);
  return tight(concat(ambiguous ? concat('(', base.doc, ')') : within(base, LEVEL.tight), `.${sqlIdentifier(node.name)}`));
};

const caseDoc: Render<'case'> = (node, { of }) => {
  const branches = node.branches.map((b) => concat(line, 'WHEN ', of(b.when).doc, ' THEN ', of(b.then).doc));
  return tight(group(concat('CASE', indent(concat(...branches, line, 'ELSE ', of(node.otherwise).doc)), line, 'END')));
};

const RENDER: { readonly [K in ExprKind]: Render<K> } = {
  column: columnPiece,
  literal: (node) => {
    const text = sqlLiteral(node.value, node.type);
    return { doc: text, level: text.startsWith('-') ? LEVEL.unary - 1 : LEVEL.tight };
  },
  call,
  cast: (node, { of }) => tight(concat(node.lenient ? 'try_cast(' : 'CAST(', of(node.expr).doc, ` AS ${sqlType(node.type)})`)),
  field,
  case: caseDoc,
  struct: (node, { of }) =>
    tight(
      callDoc(
        'struct',
        node.fields.map((f) => concat(of(f.expr).doc, ` AS ${sqlIdentifier(f.name)}`)),
      ),
    ),
  lambda: (node, { of, variable }) => {
    const names = node.params.map((name) => sqlIdentifier(variable(name)));
    return { doc: concat(names.length === 1 ? (names[0] as string) : `(${names.join(', ')})`, ' -> ', of(node.body).doc), level: LEVEL.loose };
  },
  grouping: ({ key }, { scope }) => tight(key === undefined ? 'grouping_id()' : callDoc('grouping', [scope.column(0, key).doc])),
  variable: (node, { variable }) => tight(sqlIdentifier(variable(node.name))),
  aggregate,
  window: (node, context) => {
    const inner = node.expr.kind === 'aggregate' ? filteredByCase(node.expr, context) : context.of(node.expr).doc;
    return tight(concat(inner, ' ', overDoc(node, context.of)));
  },
  scalar: (node, { value }) => tight(value(node)),
  sqlText: (node, { of }) => {
    const parts = node.parts.map((part) => (typeof part === 'string' ? part : within(of(part), LEVEL.tight)));
    // A comment in the user's text would swallow what follows on its line.
    const comments = node.parts.some((part) => typeof part === 'string' && part.includes('--'));
    return { doc: concat(...parts, ...(comments ? [hardline] : [])), level: LEVEL.loose };
  },
  error: () => {
    throw new Error('an expression that is known to be wrong has no SQL: diagnostics must stop synthesis before');
  },
};

/** Lambda parameters win over columns of the same name, so such a parameter needs another name. */
const variableNames = (roots: readonly ExprNode[]): ((name: string) => string) => {
  const columns = new Set<string>();
  const variables: VariableNode[] = [];
  walk(roots, (node) => {
    if (node.kind === 'column') columns.add(node.name.toLowerCase());
    if (node.kind === 'variable') variables.push(node);
  });
  if (variables.length === 0) return (name) => name;
  return (name) => {
    let free = name;
    while (columns.has(free.toLowerCase())) free += '_';
    return free;
  };
};

/** Compiles expressions, children first. No recursion: depth is up to the user. */
export const compileExpr = (root: ExprNode, scope: Scope, value: Values = NO_VALUES): Piece => {
  const pieces = new Map<ExprNode, Piece>();
  const of = (node: ExprNode): Piece => {
    const piece = pieces.get(node);
    if (!piece) throw new Error(`a ${node.kind} node was not compiled before its parent`);
    return piece;
  };
  const context: Context = { scope, of, variable: variableNames([root]), value };
  const stack: { readonly node: ExprNode; readonly open: boolean }[] = [{ node: root, open: false }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node, open } = top;
    if (pieces.has(node)) continue;
    if (open) {
      pieces.set(node, (RENDER[node.kind] as Render<ExprKind>)(node as never, context));
      continue;
    }
    stack.push({ node, open: true });
    for (const child of node.kind === 'call' && isChain(node) ? operandsOf(node) : childrenOf(node)) stack.push({ node: child, open: false });
  }
  return of(root);
};

/** Writes a column of input 0 or 1, e.g. `` l.`my column` ``. */
export type ColumnNames = (input: 0 | 1, column: string) => string;

const BARE: ColumnNames = (_, column) => sqlIdentifier(column);
const docOf = (expr: ExprNode, names: ColumnNames): Doc => compileExpr(expr, { column: (input, name) => tight(names(input, name)), isTable: () => true }).doc;

/** An expression as Spark SQL; long ones have several lines. */
export const sqlExpression = (expr: ExprNode, names: ColumnNames = BARE): string => print(group(docOf(expr, names)));
/** On one line, unless the user's own SQL text has more. */
export const sqlLine = (expr: ExprNode, names: ColumnNames = BARE): string => print(docOf(expr, names), true).trimEnd();
