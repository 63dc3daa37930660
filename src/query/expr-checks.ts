import { type DataTypeNode, holdsKind, typeText } from './datatype.ts';
import { isTimeWindow } from './functions/time-window.ts';
import { type ExprNode, type NamedExpr, type WindowNode, childrenOf, walk } from './node.ts';
import type { Schema } from './plan.ts';
import { type Problem, problem } from './problem.ts';

/** A condition must be boolean. */
export const booleanProblems = (expr: ExprNode, where: string): readonly Problem[] =>
  expr.type.kind === 'boolean' || expr.kind === 'error' ? [] : [problem({ kind: 'not-boolean', where, actual: typeText(expr.type) })];

/** Where the value of another relation is allowed. */
const TAKES_VALUES = new Set(['where', 'select', 'withColumns', 'agg', 'join', 'join, on', 'semiJoin, on', 'antiJoin, on', 'crossJoin', 'joinAsOf']);
/** Values of other relations where none is allowed. */
export const valueProblems = (root: ExprNode, where: string): readonly Problem[] => {
  const found: Problem[] = [];
  const none = (roots: readonly ExprNode[], place: string): void =>
    walk(roots, (node) => {
      if (node.kind === 'scalar') found.push(problem({ kind: 'value-not-allowed', where: place }));
    });
  if (!TAKES_VALUES.has(where)) none([root], where);
  else
    walk([root], (node) => {
      if (node.kind === 'window') none([...node.partitionBy, ...node.orderBy.map((key) => key.expr)], 'a window');
      else if (node.kind === 'lambda') none([node], 'a lambda');
      else if (node.kind === 'sqlText') none([node], 'SQL text');
      else return true;
      return node.kind === 'window';
    });
  return found;
};

/** A window's own aggregate is over its rows; Spark allows windows within it, but no aggregate that would need a group. */
const windowContents = (window: WindowNode): readonly Problem[] => {
  const found: Problem[] = [];
  walk([...childrenOf(window.expr), ...window.partitionBy, ...window.orderBy.map((key) => key.expr)], (node) => {
    if (node.kind === 'window') found.push(...windowContents(node));
    if (node.kind === 'aggregate') found.push(problem({ kind: 'aggregate-not-allowed', function: node.fn, where: 'a window' }));
    return node.kind !== 'window' && node.kind !== 'aggregate';
  });
  return found;
};

/** Where rows are handled one by one: no aggregate outside a window, and windows only where Spark allows them. */
export const scalarProblems = (root: ExprNode, where: string, windows: boolean): readonly Problem[] => {
  const found: Problem[] = [...valueProblems(root, where)];
  walk([root], (node) => {
    if (node.kind === 'call' && isTimeWindow(node.fn) && !(where === 'groupBy' && node === root)) {
      found.push(problem({ kind: 'time-window-not-allowed', where }));
      return false;
    }
    if (node.kind === 'window') {
      found.push(...(windows ? windowContents(node) : [problem({ kind: 'window-not-allowed', where })]));
      return false;
    }
    if (node.kind === 'aggregate') {
      found.push(problem({ kind: 'aggregate-not-allowed', function: node.fn, where }));
      return false;
    }
    return true;
  });
  return found;
};

/** What is grouped, sorted or compared must have an order; maps and variants have none. */
export const orderProblems = (step: string, columns: readonly { readonly name: string; readonly type: DataTypeNode }[]): readonly Problem[] =>
  columns
    .filter(({ type }) => holdsKind(type, 'map', 'variant'))
    .map(({ name, type }) =>
      problem({
        kind: 'argument-type',
        function: step,
        argument: name,
        expected: 'values without maps and variants, which cannot be compared,',
        actual: typeText(type),
      }),
    );

const sameExpr = (a: ExprNode, b: ExprNode): boolean =>
  a === b || (a.kind === b.kind && (a.kind === 'column' && b.kind === 'column' ? a.name === b.name : JSON.stringify(a) === JSON.stringify(b)));

/** In `agg`: every column is inside an aggregate, unless it is a key; no aggregate inside another. */
export const aggregateProblems = ({ name, expr }: NamedExpr, keys: readonly NamedExpr[]): readonly Problem[] => {
  const found: Problem[] = [];
  walk([expr], (node) => {
    if (keys.some((key) => sameExpr(key.expr, node))) return false;
    if (node.kind === 'call' && isTimeWindow(node.fn)) {
      found.push(problem({ kind: 'time-window-not-allowed', where: 'agg' }));
      return false;
    }
    if (node.kind === 'window') {
      found.push(problem({ kind: 'window-not-allowed', where: 'agg' }));
      return false;
    }
    if (node.kind === 'aggregate') {
      walk(node.filter ? [...node.args, node.filter] : node.args, (below) => {
        if (below.kind === 'aggregate') found.push(problem({ kind: 'nested-aggregate', function: below.fn }));
        if (below.kind === 'window') {
          found.push(problem({ kind: 'window-not-allowed', where: 'an aggregate' }));
          return false;
        }
        return true;
      });
      return false;
    }
    if (node.kind === 'column') found.push(problem({ kind: 'bare-column-in-agg', column: node.name, name }));
    return true;
  });
  return found;
};

/** Spark compares names ignoring case. */
export const duplicateNames = (schema: Schema, step: string): readonly Problem[] => {
  const seen = new Map<string, string>();
  const found: Problem[] = [];
  for (const { name } of schema) {
    const other = seen.get(name.toLowerCase());
    if (other === undefined) seen.set(name.toLowerCase(), name);
    else found.push(problem({ kind: 'duplicate-column', names: [other, name], step }));
  }
  return found;
};
