import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dependencyOrder, readersOf } from '../../src/model/graph.ts';

describe('the dependency order', () => {
  it('puts every table after all that it reads, for any graph without cycles', () => {
    const graphs = fc
      .array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 40 })
      .map((reads) => reads.map((list, i) => ({ key: `t${i}`, reads: i === 0 ? [] : [...new Set(list.map((n) => `t${n % i}`))] })));
    fc.assert(
      fc.property(graphs, fc.infiniteStream(fc.nat()), (nodes, order) => {
        const shuffled = nodes
          .map((node) => ({ node, at: order.next().value ?? 0 }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ node }) => node);
        const { sorted, cycle } = dependencyOrder(shuffled);
        expect(cycle).toEqual([]);
        const position = new Map(sorted.map((node, i) => [node.key, i]));
        expect(position.size).toBe(nodes.length);
        for (const node of sorted) for (const read of node.reads) expect(position.get(read)).toBeLessThan(position.get(node.key) ?? -1);
      }),
    );
  });
  it('shows the path of a cycle, its first table again at the end', () => {
    const nodes = [
      { key: 'a', reads: ['b'] },
      { key: 'b', reads: ['c'] },
      { key: 'c', reads: ['b'] },
    ];
    expect(dependencyOrder(nodes)).toEqual({ sorted: [], cycle: ['b', 'c', 'b'] });
  });
  it('finds that a table reads itself', () => {
    expect(dependencyOrder([{ key: 'a', reads: ['a'] }]).cycle).toEqual(['a', 'a']);
  });
  it('sorts a chain of 100,000 tables without overflowing the stack', () => {
    const nodes = Array.from({ length: 100_000 }, (_, i) => ({ key: `t${i}`, reads: i === 0 ? [] : [`t${i - 1}`] })).toReversed();
    expect(dependencyOrder(nodes).sorted.at(-1)?.key).toBe('t99999');
  });
  it('names the readers of every table', () => {
    const nodes = [
      { key: 'a', reads: [] },
      { key: 'b', reads: ['a', 'elsewhere'] },
    ];
    expect(Object.fromEntries(readersOf(nodes))).toEqual({ a: ['b'], b: [] });
  });
});
