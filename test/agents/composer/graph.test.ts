import { describe, expect, it } from 'vitest';
import { compose, NODES, type NodeResult, type Report, renderReport } from '../../../src/agents/composer/graph.ts';

const done = (says = 'x', money = 0): NodeResult => ({ status: 'done', says, money });

describe('the order of agents', () => {
  it('is the same for each table, and kept after each step', async () => {
    const ran: string[] = [];
    const kept: Report[] = [];
    const report = await compose({
      tables: ['a', 'b'],
      budget: 1,
      keep: (each) => void kept.push(each),
      run: (table, node) => {
        ran.push(`${table} ${node}`);
        return Promise.resolve(done());
      },
    });
    expect(ran).toEqual(['a', 'b'].flatMap((table) => NODES.map((node) => `${table} ${node}`)));
    expect(kept).toHaveLength(ran.length);
    expect(kept.at(-1)).toEqual(report);
  });
  it('goes on where it stopped: what is done is not done again, what is open is', async () => {
    const ran: string[] = [];
    const before: Report = { a: { rules: done(), body: { status: 'open', says: 'a question' } } };
    await compose({
      tables: ['a'],
      before,
      budget: 1,
      keep: () => undefined,
      run: (_, node) => {
        ran.push(node);
        return Promise.resolve(done());
      },
    });
    expect(ran).toEqual(['body', 'tests', 'review']);
  });
  it('gives each step what is left of one budget, and asks no model when it is used up', async () => {
    const budgets: number[] = [];
    const report = await compose({
      tables: ['a', 'b'],
      budget: 1,
      keep: () => undefined,
      run: (_, node, budget) => {
        budgets.push(budget);
        return Promise.resolve(done('x', node === 'body' ? 1 : 0));
      },
    });
    expect(budgets).toEqual([1, 1, 0, 0]);
    expect(report['b']).toMatchObject({ body: { status: 'skipped', says: 'the budget is used up' }, review: { status: 'done' } });
  });
  it('is reported in a table that no text can break', () => {
    expect(renderReport({ a: { body: { status: 'open', says: 'x | y\nz' } } })).toContain('| a | body | open | x \\| y z |');
  });
});
