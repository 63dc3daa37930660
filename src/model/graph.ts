import type { TableModel } from './model.ts';

/** The dependency graph of tables. Iterative throughout: a chain of 10,000 tables must not overflow the stack. */
export interface GraphNode {
  readonly key: string;
  readonly reads: readonly string[];
}
export interface Order<N> {
  /** Each node after all that it reads, otherwise in the given order. */
  readonly sorted: readonly N[];
  /** One cycle, first node repeated at the end; empty if there is none. */
  readonly cycle: readonly string[];
}

/** Sorts nodes by what they read; unknown reads are ignored. */
export const dependencyOrder = <N extends GraphNode>(nodes: readonly N[]): Order<N> => {
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const state = new Map<string, 'open' | 'done'>();
  const sorted: N[] = [];
  for (const root of nodes) {
    if (state.has(root.key)) continue;
    const path: { readonly node: N; next: number }[] = [{ node: root, next: 0 }];
    state.set(root.key, 'open');
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const read = top.node.reads[top.next++];
      if (read === undefined) {
        state.set(top.node.key, 'done');
        sorted.push(top.node);
        path.pop();
        continue;
      }
      const node = byKey.get(read);
      if (!node) continue;
      const seen = state.get(read);
      if (seen === 'open') {
        const keys = path.map((step) => step.node.key);
        return { sorted: [], cycle: [...keys.slice(keys.indexOf(read)), read] };
      }
      if (seen === undefined) {
        state.set(read, 'open');
        path.push({ node, next: 0 });
      }
    }
  }
  return { sorted, cycle: [] };
};

/** What must exist before a table is built: the tables that its body reads, and those to which its rules refer. */
export const dependenciesOf = ({ reads, rules }: Pick<TableModel, 'reads' | 'rules'>): readonly string[] => {
  const references = rules.flatMap((rule) => (rule.kind === 'reference' ? [rule.to] : []));
  return references.length === 0 ? reads : [...new Set([...reads, ...references])];
};

/** Who reads a table, directly: the reverse of `reads`. */
export const readersOf = (nodes: readonly GraphNode[]): ReadonlyMap<string, readonly string[]> => {
  const readers = new Map<string, string[]>(nodes.map((node) => [node.key, []]));
  for (const node of nodes) for (const read of node.reads) readers.get(read)?.push(node.key);
  return readers;
};
