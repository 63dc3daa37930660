/** What a command may spend, shared by all agents that it runs. */
import type { Cost, Limits } from './agent.ts';
import { moneyOf, type PriceTable, priceOf } from './prices.ts';
import type { Usage } from './provider/provider.ts';

export type BudgetLimit = 'turns' | 'tokens' | 'money' | 'seconds' | 'price';
export type BudgetLimits = Omit<Limits, 'repairs'>;

/** Counts every call, including those that failed or were repeated. */
export class Budget {
  readonly #limits: BudgetLimits;
  readonly #prices: PriceTable;
  readonly #whole: Budget | undefined;
  readonly #start = performance.now();
  #turns = 0;
  #repairs = 0;
  #input = 0;
  #cached = 0;
  #output = 0;
  #money: number | undefined = 0;

  constructor(limits: BudgetLimits, prices: PriceTable, whole?: Budget) {
    this.#limits = limits;
    this.#prices = prices;
    this.#whole = whole;
  }
  /** A part with limits of its own: what it spends is also spent from the whole, and both limits apply. */
  part(limits: BudgetLimits): Budget {
    return new Budget(limits, this.#prices, this);
  }
  /** The limit that another call would exceed, if any, and what was spent. A model without a price exceeds a limit of money. */
  get reached(): { readonly limit: BudgetLimit; readonly cost: Cost } | undefined {
    const limit = reachedBy(this.cost, this.#limits);
    return limit === undefined ? this.#whole?.reached : { limit, cost: this.cost };
  }
  get seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }
  /** Of the time, in milliseconds. */
  get left(): number {
    const own = Math.max(0, (this.#limits.seconds - this.seconds) * 1000);
    return this.#whole ? Math.min(own, this.#whole.left) : own;
  }
  spend(usage: Usage, model: string): void {
    this.#whole?.spend(usage, model);
    this.#turns += 1;
    this.#input += usage.input + usage.cacheWrite;
    this.#cached += usage.cacheRead;
    this.#output += usage.output;
    // Whoever answers by hand counts no tokens, and costs nothing here.
    if (usage.input + usage.output + usage.cacheRead + usage.cacheWrite === 0) return;
    const price = priceOf(model, this.#prices);
    this.#money = price && this.#money !== undefined ? this.#money + moneyOf(usage, price) : undefined;
  }
  repaired(): void {
    this.#whole?.repaired();
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
const reachedBy = ({ turns, inputTokens, outputTokens, money, seconds }: Cost, limits: BudgetLimits): BudgetLimit | undefined => {
  if (turns >= limits.turns) return 'turns';
  if (inputTokens + outputTokens >= limits.tokens) return 'tokens';
  if (money === undefined) {
    if (Number.isFinite(limits.money)) return 'price';
  } else if (money >= limits.money) return 'money';
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

interface Spent {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Undefined if the price is not known. */
  readonly money?: number | undefined;
}
/** Calls, tokens and money in one line. A provider may report no tokens: then neither they nor their price are zero. */
export const spendingText = (calls: number, { inputTokens, outputTokens, money }: Spent): string => {
  const isTold = calls === 0 || inputTokens + outputTokens > 0;
  const price = money === undefined ? 'price not known' : `$${money.toFixed(4)}`;
  return `${calls} ${calls === 1 ? 'call' : 'calls'}, ${isTold ? `${inputTokens} tokens in, ${outputTokens} out, ${price}` : 'tokens not reported'}`;
};

/** In one line. */
export const costText = (cost: Cost): string => `${spendingText(cost.turns, cost)}, ${Math.round(cost.seconds)} s`;
