import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget, costBetween, costText } from '../../src/agents/budget.ts';
import { moneyOf, PRICES, priceOf } from '../../src/agents/prices.ts';
import { budgetOf } from './sums.ts';

const usage = fc.record({ input: fc.nat(1e6), cacheRead: fc.nat(1e6), cacheWrite: fc.nat(1e6), output: fc.nat(1e6) });
const NONE = { turns: Infinity, tokens: Infinity, money: Infinity, seconds: Infinity };
const model = fc.constantFrom(...Object.keys(PRICES.models));

describe('a budget', () => {
  it('counts every call once, in whatever order they came', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(usage, model), { maxLength: 20 }), (spent) => {
        const budget = new Budget(NONE, PRICES);
        for (const [each, name] of spent) budget.spend(each, name);
        const { turns, inputTokens, outputTokens, cachedTokens, money } = budget.cost;
        const sum = (of: (each: (typeof spent)[number]) => number): number => spent.reduce((left, each) => left + of(each), 0);
        expect(turns).toBe(spent.length);
        expect(inputTokens).toBe(sum(([each]) => each.input + each.cacheRead + each.cacheWrite));
        expect(outputTokens).toBe(sum(([each]) => each.output));
        expect(cachedTokens).toBe(sum(([each]) => each.cacheRead));
        expect(money).toBeCloseTo(sum(([each, name]) => moneyOf(each, priceOf(name, PRICES) ?? expect.fail())));
        expect(budget.reached).toBeUndefined();
      }),
    );
  });
  it('tells what was spent between two moments', () => {
    const budget = budgetOf();
    budget.spend({ input: 10, cacheRead: 1, cacheWrite: 2, output: 5 }, 'claude-opus-5-5');
    const before = budget.cost;
    budget.spend({ input: 100, cacheRead: 0, cacheWrite: 0, output: 50 }, 'claude-opus-5-5');
    budget.repaired();
    expect(costBetween(before, budget.cost)).toMatchObject({ turns: 1, repairs: 1, inputTokens: 100, outputTokens: 50 });
    expect(costBetween(before, budget.cost).money).toBeCloseTo(0.0014);
  });
  it('does not call tokens zero that nobody told', () => {
    const budget = budgetOf();
    budget.spend({ input: 0, cacheRead: 0, cacheWrite: 0, output: 0 }, 'some assistant');
    expect(costText(budget.cost)).toMatch(/^1 call, tokens not reported, 0 s$/);
    budget.spend({ input: 10, cacheRead: 0, cacheWrite: 0, output: 5 }, 'some assistant');
    expect(costText(budget.cost)).toMatch(/^2 calls, 10 tokens in, 5 out, price not known, /);
    expect(costText(budgetOf().cost)).toMatch(/^0 calls, 0 tokens in, 0 out, /);
  });
  it('has parts with limits of their own, and both hold', () => {
    const whole = budgetOf({ turns: 3 });
    const spend = (budget: Budget): void => budget.spend({ input: 10, cacheRead: 0, cacheWrite: 0, output: 5 }, 'claude-opus-5-5');
    const [one, other] = [whole.part({ ...NONE, turns: 2 }), whole.part(NONE)];
    spend(one);
    spend(other);
    expect([one.reached, other.reached, whole.reached]).toEqual([undefined, undefined, undefined]);
    spend(one);
    expect(one.reached).toMatchObject({ limit: 'turns', cost: { turns: 2 } });
    expect(other.reached).toMatchObject({ limit: 'turns', cost: { turns: 3 } });
    expect(budgetOf({ seconds: 5 }).part(NONE).left).toBeLessThanOrEqual(5000);
  });
  it('never takes a price that is not known for nothing', () => {
    const budget = new Budget(NONE, PRICES);
    budget.spend({ input: 10, cacheRead: 0, cacheWrite: 0, output: 5 }, 'somebody-1');
    budget.spend({ input: 10, cacheRead: 0, cacheWrite: 0, output: 5 }, 'claude-opus-5-5');
    expect(budget.cost).not.toHaveProperty('money');
    expect(budgetOf().reached).toBeUndefined();
  });
});

describe('a price', () => {
  it('is found by the beginning of a name, whatever a gateway puts before it and whatever date comes after it', () => {
    const price = PRICES.models['claude-sonnet-5-5'];
    for (const name of ['claude-sonnet-5-5', 'databricks-claude-sonnet-5-5', 'system.ai.claude-sonnet-5-5', 'claude-sonnet-5-5-20261101'])
      expect(priceOf(name, PRICES)).toBe(price);
    expect(priceOf('claude-sonnet-5', PRICES)).toBeUndefined();
    expect(priceOf('gpt', PRICES)).toBeUndefined();
  });
  it('says of which day it is', () => {
    expect(PRICES.date).toMatch(/^\d{4}-\d\d-\d\d$/);
  });
});
