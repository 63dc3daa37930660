/** What a command may spend, shared by all agents that it runs. */
import type { Cost, Limits } from './agent.ts';
import { moneyOf, type PriceTable, priceOf } from './prices.ts';
import type { Usage } from './provider/provider.ts';

export type BudgetLimit = 'turns' | 'tokens' | 'money' | 'seconds' | 'price';
/** Counts every call, also those that failed or were repeated. */
export class Budget {
  readonly #limits: Omit<Limits, 'repairs'>;
  readonly #prices: PriceTable;
  readonly #start = performance.now();
  #turns = 0;
  #repairs = 0;
  #input = 0;
  #cached = 0;
  #output = 0;
  #money: number | undefined = 0;

  constructor(limits: Omit<Limits, 'repairs'>, prices: PriceTable) {
    this.#limits = limits;
    this.#prices = prices;
  }
  /** What would be passed by another call, if anything. A model without a price passes a limit of money. */
  get reached(): BudgetLimit | undefined {
    return reachedBy(this.cost, this.#limits);
  }
  get seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }
  /** Of the time, in milliseconds. */
  get left(): number {
    return Math.max(0, (this.#limits.seconds - this.seconds) * 1000);
  }
  spend(usage: Usage, model: string): void {
    this.#turns += 1;
    this.#input += usage.input + usage.cacheWrite;
    this.#cached += usage.cacheRead;
    this.#output += usage.output;
    // Who answers by hand counts no tokens, and costs nothing here.
    if (usage.input + usage.output + usage.cacheRead + usage.cacheWrite === 0) return;
    const price = priceOf(model, this.#prices);
    this.#money = price && this.#money !== undefined ? this.#money + moneyOf(usage, price) : undefined;
  }
  repaired(): void {
    this.#repairs += 1;
  }
  /** Spent so far. */
  get cost(): Cost {
    return {
      turns: this.#turns,
      repairs: this.#repairs,
      inputTokens: this.#input + this.#cached,
      cachedTokens: this.#cached,
      outputTokens: this.#output,
      ...(this.#money === undefined ? {} : { money: this.#money }),
      seconds: Math.round(this.seconds * 10) / 10,
    };
  }
}
/** Which limit a cost has reached. */
export const reachedBy = ({ turns, inputTokens, outputTokens, money, seconds }: Cost, limits: Omit<Limits, 'repairs'>): BudgetLimit | undefined => {
  if (turns >= limits.turns) return 'turns';
  if (inputTokens + outputTokens >= limits.tokens) return 'tokens';
  if (money === undefined) return Number.isFinite(limits.money) ? 'price' : undefined;
  if (money >= limits.money) return 'money';
  return seconds >= limits.seconds ? 'seconds' : undefined;
};
/** What was spent between two moments. */
export const costBetween = (before: Cost, after: Cost): Cost => ({
  turns: after.turns - before.turns,
  repairs: after.repairs - before.repairs,
  inputTokens: after.inputTokens - before.inputTokens,
  cachedTokens: after.cachedTokens - before.cachedTokens,
  outputTokens: after.outputTokens - before.outputTokens,
  ...(after.money === undefined || before.money === undefined ? {} : { money: after.money - before.money }),
  seconds: Math.round((after.seconds - before.seconds) * 10) / 10,
});
