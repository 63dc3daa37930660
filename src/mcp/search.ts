/** Finds tables by words, as people say them. */
import type { Model, TableModel } from '../model/model.ts';
import { memo } from '../utils/memo.ts';
import { tablesByKey } from './workspace.ts';

/** `customer_id` and `customerId` are two words each. */
const wordsOf = (text: string): string[] =>
  text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

const indexOf = memo(async (model: Model) => {
  // Loaded by whoever searches first.
  const { default: MiniSearch } = await import('minisearch');
  const index = new MiniSearch<{ readonly id: string }>({ fields: ['key', 'intent', 'columns', 'comments'], tokenize: wordsOf });
  index.addAll(
    model.tables.map((table) => ({
      id: table.key,
      key: table.key,
      intent: table.intent ?? '',
      columns: table.columns.map(({ name }) => name).join(' '),
      comments: table.columns.map(({ comment }) => comment ?? '').join(' '),
    })),
  );
  return index;
});

/** Tables that fit a search, best first; a word may be misspelled or incomplete. */
export const found = async (model: Model, search: string): Promise<readonly TableModel[]> => {
  const index = await indexOf(model);
  const hits = index.search(search, { boost: { key: 4, intent: 2 }, prefix: (word) => word.length > 2, fuzzy: (word) => (word.length > 4 ? 0.2 : false) });
  const byKey = tablesByKey(model);
  return hits.flatMap(({ id }) => byKey.get(String(id)) ?? []);
};
