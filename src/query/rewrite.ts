/** Expressions in which parts are replaced. */
import { type AggregateNode, type CallNode, type ExprKind, type ExprNode, type SortNode, childrenOf } from './node.ts';

type Of = (node: ExprNode) => ExprNode;
type Rebuild = { readonly [K in ExprKind]: (node: Extract<ExprNode, { kind: K }>, of: Of) => ExprNode };
const sorts = (keys: readonly SortNode[], of: Of): readonly SortNode[] => keys.map((key) => ({ ...key, expr: of(key.expr) }));
const REBUILD: Rebuild = {
  column: (n) => n,
  literal: (n) => n,
  variable: (n) => n,
  scalar: (n) => n,
  grouping: (n) => n,
  error: (n) => n,
  call: (n, of) => ({ ...n, args: n.args.map(of) }),
  cast: (n, of) => ({ ...n, expr: of(n.expr) }),
  field: (n, of) => ({ ...n, expr: of(n.expr) }),
  case: (n, of) => ({ ...n, branches: n.branches.map(({ when, then }) => ({ when: of(when), then: of(then) })), otherwise: of(n.otherwise) }),
  struct: (n, of) => ({ ...n, fields: n.fields.map(({ name, expr }) => ({ name, expr: of(expr) })) }),
  lambda: (n, of) => ({ ...n, body: of(n.body) }),
  aggregate: (n, of) => ({ ...n, args: n.args.map(of), ...(n.filter ? { filter: of(n.filter) } : {}) }),
  window: (n, of) => ({ ...n, expr: of(n.expr) as CallNode | AggregateNode, partitionBy: n.partitionBy.map(of), orderBy: sorts(n.orderBy, of) }),
  sqlText: (n, of) => ({ ...n, parts: n.parts.map((part) => (typeof part === 'string' ? part : of(part))) }),
};

/** The expression with some nodes replaced, and all else as it is. No recursion: depth is up to the user. */
export const replaced = (root: ExprNode, by: ReadonlyMap<ExprNode, ExprNode>): ExprNode => {
  const done = new Map<ExprNode, ExprNode>(by);
  const of: Of = (node) => done.get(node) ?? node;
  const stack: { readonly node: ExprNode; readonly open: boolean }[] = [{ node: root, open: false }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node, open } = top;
    if (done.has(node)) continue;
    if (open) {
      const same = childrenOf(node).every((child) => of(child) === child);
      done.set(node, same ? node : Object.freeze((REBUILD[node.kind] as (n: ExprNode, o: Of) => ExprNode)(node, of)));
      continue;
    }
    stack.push({ node, open: true });
    for (const child of childrenOf(node)) stack.push({ node: child, open: false });
  }
  return of(root);
};
