/** What tokens cost. Providers report tokens, never money. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AgentFailure } from './diagnostics.ts';
import type { Usage } from './provider/provider.ts';

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}
export interface PriceTable {
  /** When the prices were looked up. */
  readonly date: string;
  /** By the beginning of a model's name, without what a gateway puts before it. */
  readonly models: Readonly<Record<string, Price>>;
}
const price = (input: number, output: number): Price => ({ input, output, cacheRead: input / 10, cacheWrite: input * 1.25 });

/** Of the provider's page on the day named. Discounts, long contexts and gateways differ: `.lakewright/prices.json` overrides. */
export const PRICES: PriceTable = {
  date: '2026-11-20',
  models: {
    'claude-opus-5-5': price(4, 20),
    'claude-sonnet-5-5': price(2, 10),
    'claude-haiku-5-5': price(0.1, 0.5),
    'claude-fable-5-1': price(10, 50),
  },
};
const amount = z.number().nonnegative();
export const PRICE_TABLE = z.strictObject({
  date: z.string(),
  models: z.record(z.string(), z.strictObject({ input: amount, output: amount, cacheRead: amount, cacheWrite: amount })),
});

/** The user's table over ours. Throws an `AgentFailure` if the file is not such a table, or was named and does not exist. */
export const priceTable = (file: string, isNamed = false): PriceTable => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    if (isNamed) throw new AgentFailure({ kind: 'bad-prices', file, message: 'it cannot be read' });
    return PRICES;
  }
  const wrong = (message: string): AgentFailure => new AgentFailure({ kind: 'bad-prices', file, message });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
  const { data: own, error } = PRICE_TABLE.safeParse(value);
  if (!own) throw wrong(z.prettifyError(error));
  return { date: own.date, models: { ...PRICES.models, ...own.models } };
};

/** Undefined if the model's price is not known, which does not mean free. */
export const priceOf = (model: string, { models }: PriceTable): Price | undefined => {
  const name = model.replace(/^(databricks-|system\.ai\.|anthropic\/)/, '');
  const known = Object.keys(models)
    .filter((prefix) => name.startsWith(prefix))
    .toSorted((a, b) => b.length - a.length)[0];
  return known === undefined ? undefined : models[known];
};
/** US dollars. */
export const moneyOf = (usage: Usage, { input, output, cacheRead, cacheWrite }: Price): number =>
  (usage.input * input + usage.output * output + usage.cacheRead * cacheRead + usage.cacheWrite * cacheWrite) / 1_000_000;
