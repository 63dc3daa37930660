/** A solution against another one, written without seeing it: where they differ, on the smallest rows that show it. */
import type { Dataset } from './adversarial.ts';
import { type Given, shrink } from './shrink.ts';
import type { Comparison, Difference, Engine, Runnable } from './trial.ts';

export interface Disagreement {
  /** The input on which it was found. */
  readonly dataset: Dataset;
  /** The smallest input that was found on which they differ; empty where they differ in columns. */
  readonly given: Given;
  readonly first: Comparison['left'];
  readonly second: Comparison['right'];
  readonly difference: Difference;
}
export interface Agreement {
  /** Inputs on which both gave the same. */
  readonly same: number;
  /** Rows that the first gave for them. */
  readonly rows: number;
  /** Inputs on which at least one failed, which says nothing about the rows. */
  readonly failed: readonly { readonly dataset: Dataset; readonly comparison: Comparison }[];
  /** The one that matters most: without ties before with ties. */
  readonly disagreement?: Disagreement;
}

const differs = ({ difference }: Comparison): boolean => difference.kind === 'rows' || difference.kind === 'columns';
/** Lower is shown first: what is plain, and not due to chance or overflow. */
const weight = ({ hasTies, isExtreme }: Dataset): number => (isExtreme ? 2 : hasTies ? 1 : 0);

/** All inputs in one question, and some more to shrink what differs. */
export const compareSolutions = async (engine: Engine, first: Runnable, second: Runnable, datasets: readonly Dataset[]): Promise<Agreement> => {
  const comparisons = await engine.compare(
    first,
    second,
    datasets.map(({ input }) => input),
  );
  const found = datasets.flatMap((dataset, i) => {
    const comparison = comparisons[i];
    return comparison ? [{ dataset, comparison }] : [];
  });
  const same = found.filter(({ comparison }) => comparison.difference.kind === 'same');
  const agreement = {
    same: same.length,
    rows: same.reduce((sum, { comparison: { left } }) => sum + (left.ok ? left.count : 0), 0),
    failed: found.filter(({ comparison }) => comparison.difference.kind === 'unknown'),
  };
  const [worst] = found.filter(({ comparison }) => differs(comparison)).toSorted((a, b) => weight(a.dataset) - weight(b.dataset));
  return worst ? { ...agreement, disagreement: await smallest(engine, first, second, worst.dataset, worst.comparison) } : agreement;
};

const smallest = async (engine: Engine, first: Runnable, second: Runnable, dataset: Dataset, comparison: Comparison): Promise<Disagreement> => {
  const shown = ({ left, right, difference }: Comparison, given: Given): Disagreement => ({ dataset, given, first: left, second: right, difference });
  if (comparison.difference.kind === 'columns') return shown(comparison, {});
  let last: { readonly given: Given; readonly comparison: Comparison } = { given: dataset.input, comparison };
  const given = await shrink(dataset.input, {
    model: first.model,
    holds: async (inputs) => {
      const comparisons = await engine.compare(first, second, inputs);
      return inputs.map((input, i) => {
        const each = comparisons[i];
        const holds = each?.difference.kind === 'rows';
        if (each && holds && size(input) <= size(last.given)) last = { given: input, comparison: each };
        return holds;
      });
    },
  });
  if (last.given === given) return shown(last.comparison, given);
  const [again] = await engine.compare(first, second, [given]);
  return again && differs(again) ? shown(again, given) : shown(last.comparison, last.given);
};
const size = (given: Given): number => Object.values(given).reduce((sum, rows) => sum + rows.length, 0);

/** An input and two results, in a few lines, for people and models. Values are JSON. */
export const describeDisagreement = ({ given, first, second, difference, dataset }: Disagreement): string => {
  if (difference.kind === 'columns') return difference.says;
  const rows = (list: readonly unknown[]): string =>
    list.length === 0
      ? 'no rows'
      : list
          .slice(0, 6)
          .map((row) => JSON.stringify(row))
          .join(', ');
  const inputs = Object.entries(given).map(([key, list]) => `${key}: ${rows(list)}`);
  const result = (of: Comparison['left']): string => (of.ok ? rows(of.rows) : of.problems.map(({ message }) => message).join('; '));
  const ties = dataset.hasTies ? ' (rows that tie, so that chance may decide)' : '';
  return `given ${inputs.join('; ')}${ties}: the first gives ${result(first)}; the second gives ${result(second)}`;
};
