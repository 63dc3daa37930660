/** What all pages of results say about where they come from, and how shares are written. */
import type { Share } from './scores.ts';

interface Told {
  readonly provider: string;
  readonly model: string;
  readonly at: string;
}
export interface Caption {
  readonly provider: string;
  /** As providers named them. */
  readonly models: readonly string[];
  readonly from: string;
  readonly to: string;
  /** What the figures do not show. */
  readonly caution?: string;
}
const CAUTIONS: Readonly<Record<string, string>> = {
  replay: 'A replay of recorded answers: it proves the harness, and says nothing about a model.',
  relay: 'Answered through files: seconds hold the time that requests waited, and tokens are only those that the answers tell.',
  none: 'No model was asked.',
};

export const captionOf = (records: readonly Told[]): Caption => {
  const provider = records[0]?.provider ?? 'none';
  const dates = records.map(({ at }) => at).toSorted();
  const caution = CAUTIONS[provider.split(':')[0] ?? ''];
  return {
    provider,
    models: [...new Set(records.map(({ model }) => model))].toSorted(),
    from: dates[0] ?? '',
    to: dates.at(-1) ?? '',
    ...(caution === undefined ? {} : { caution }),
  };
};
export const shown = ({ count, of }: Share): string => (of === 0 ? 'not measured' : `${count} of ${of} (${Math.round((100 * count) / of)} %)`);
/** Who answered, when, and what the figures do not show. */
export const captionText = ({ provider, models, from, to, caution }: Caption): string =>
  `Provider ${provider}, model ${models.join(', ') || 'none'}, ${from.slice(0, 16)} to ${to.slice(0, 16)} UTC.${caution === undefined ? '' : ` **${caution}**`}`;
/** A text in a cell of a table, as it was written. */
export const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').slice(0, 240);
