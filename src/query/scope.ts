/**
 * What happens while a callback such as `where((f) => …)` runs: which rows it may use, and which expressions it made.
 * Only so can a row used outside its callback and an expression made but never used (`a && b`) be found.
 */
import type { ColumnNode, ExprNode, VariableNode } from './node.ts';
import { childrenOf, walk } from './node.ts';
import { placeOf, type Trace, trace } from './place.ts';
import type { Problem } from './problem.ts';

interface Made {
  readonly node: ExprNode;
  readonly trace: Trace;
}
interface Scope {
  readonly made: Made[];
  readonly owners: Set<object>;
}
const stack: Scope[] = [];
/** Which row or lambda a column or variable belongs to. */
const owners = new WeakMap<ExprNode, object>();

/** Says to which row or lambda a node belongs. */
export const own = <N extends ColumnNode | VariableNode>(node: N, owner: object): N => {
  owners.set(node, owner);
  return node;
};
/** Notes an expression that the running callback made. */
export const made = (node: ExprNode): void => {
  stack.at(-1)?.made.push({ node, trace: trace() });
};

export interface Outcome<R> {
  readonly result: R;
  /** Checks what the callback gave back; call it once with the nodes that are kept. */
  readonly check: (kept: readonly ExprNode[]) => readonly Problem[];
}

const label = (node: ExprNode): string => {
  switch (node.kind) {
    case 'call':
    case 'aggregate':
      return `${node.fn}(…)`;
    case 'column':
    case 'variable':
      return node.name;
    default:
      return node.kind;
  }
};

/** Runs a callback over rows that belong to `rowOwners`. */
export const inCallback = <R>(rowOwners: readonly object[], callback: () => R): Outcome<R> => {
  const scope: Scope = { made: [], owners: new Set(rowOwners) };
  const outer = stack.at(-1);
  stack.push(scope);
  let result: R;
  try {
    result = callback();
  } finally {
    stack.pop();
  }
  const allowed = new Set([...scope.owners, ...(outer?.owners ?? [])]);
  const check = (kept: readonly ExprNode[]): readonly Problem[] => {
    const problems: Problem[] = [];
    const reached = new Set<ExprNode>();
    walk(kept, (node) => {
      if (reached.has(node)) return false;
      reached.add(node);
      const owner = owners.get(node);
      if (owner && !allowed.has(owner) && (node.kind === 'column' || node.kind === 'variable')) {
        problems.push({ kind: 'row-outside-callback', column: node.name });
      }
      return true;
    });
    const consumed = new Set<ExprNode>();
    const lost = scope.made.filter(({ node }) => !reached.has(node));
    for (const { node } of lost) for (const child of childrenOf(node)) consumed.add(child);
    for (const { node, trace: taken } of lost) {
      if (consumed.has(node)) continue;
      const at = placeOf(taken);
      if (node.kind === 'error') problems.push(...node.problems);
      else problems.push({ kind: 'unused-expression', expression: label(node), ...(at ? { at } : {}) });
    }
    return problems;
  };
  return { result, check };
};

/** Runs a lambda: its parameters belong to it, and what it makes belongs to the callback around it. */
export const inLambda = <R>(owner: object, body: () => R): R => {
  const scope = stack.at(-1);
  scope?.owners.add(owner);
  return body();
};
