/** Which of a project's tables a body probably needs: by the words of its intent, its name and its columns. */
import MiniSearch from 'minisearch';
import type { Model, TableModel } from '../../model/model.ts';

/** This many are shown in full; a model looks up others by itself. */
export const MOST_SHOWN = 12;

interface Words {
  readonly key: string;
  readonly name: string;
  readonly intent: string;
  readonly columns: string;
  readonly comments: string;
}
/** `customerId`, `customer_id` and `customer-id` are the same two words; plurals count as their singulars. */
const wordsIn = (text: string): readonly string[] =>
  text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1)
    .map((word) => word.replace(/(?<=..)ies$/, 'y').replace(/(?<=[^s]..)s$/, ''));
const SAY_NOTHING = new Set([
  'the',
  'per',
  'one',
  'row',
  'with',
  'and',
  'of',
  'by',
  'for',
  'each',
  'in',
  'all',
  'from',
  'to',
  'that',
  'raw',
  'bronze',
  'silver',
  'gold',
]);

const wordsOf = ({ key, name, intent = '', columns }: TableModel): Words => ({
  key,
  name,
  intent,
  columns: columns.map((column) => column.name).join(' '),
  comments: columns.flatMap(({ comment }) => comment ?? []).join(' '),
});

/** A search over tables, made once for a model. */
export class TableSearch {
  readonly #index: MiniSearch<Words>;
  readonly #byKey: ReadonlyMap<string, TableModel>;

  constructor(tables: readonly TableModel[]) {
    this.#byKey = new Map(tables.map((table) => [table.key, table]));
    this.#index = new MiniSearch<Words>({
      idField: 'key',
      fields: ['name', 'intent', 'columns', 'comments'],
      tokenize: (text) => [...wordsIn(text)],
      processTerm: (term) => (SAY_NOTHING.has(term) ? null : term),
      searchOptions: { boost: { name: 4, columns: 2, intent: 2 }, fuzzy: (term) => (term.length > 5 ? 0.15 : false), prefix: (term) => term.length > 3 },
    });
    this.#index.addAll(tables.map(wordsOf));
  }
  /** Best first. */
  find(text: string): readonly TableModel[] {
    return this.#index.search(text).flatMap(({ id }) => this.#byKey.get(String(id)) ?? []);
  }
}

/** Tables that a table may read: of its own layer or an earlier one, and none that reads it. */
export const readable = (model: Model, table: TableModel): readonly TableModel[] => {
  const place = new Map(model.layers.map(({ name }, i) => [name, i]));
  const own = place.get(table.layer) ?? model.layers.length;
  const readers = new Set([table.key]);
  // Each table comes after all that it reads.
  for (const each of model.tables) if (each.reads.some((key) => readers.has(key))) readers.add(each.key);
  return model.tables.filter(({ key, layer }) => !readers.has(key) && (place.get(layer) ?? 0) <= own);
};

export interface Found {
  /** To be shown in full, best first. */
  readonly shown: readonly TableModel[];
  /** How many more may be read. */
  readonly others: number;
  readonly search: TableSearch;
}
/** What a body for a table can be made from. */
export const findInputs = (model: Model, table: TableModel, most = MOST_SHOWN): Found => {
  const tables = readable(model, table);
  const search = new TableSearch(tables);
  const text = [table.name, table.intent ?? '', ...table.columns.flatMap(({ name, comment }) => [name, comment ?? ''])].join(' ');
  const ranked = [...new Set([...table.reads.flatMap((key) => tables.find((each) => each.key === key) ?? []), ...search.find(text)])];
  const shown = tables.length <= most ? [...new Set([...ranked, ...tables])] : ranked.slice(0, most);
  return { shown, others: tables.length - shown.length, search };
};
