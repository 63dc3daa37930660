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
    const { turns, tokens, money, seconds } = this.#limits;
    if (this.#turns >= turns) return 'turns';
    if (this.#input + this.#cached + this.#output >= tokens) return 'tokens';
    if (this.#money === undefined && Number.isFinite(money)) return 'price';
    if ((this.#money ?? 0) >= money) return 'money';
    return this.seconds >= seconds ? 'seconds' : undefined;
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
