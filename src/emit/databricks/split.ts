/** What a bundle says once, and what it says for each target. */
import { isYamlMap, type YamlMap, type YamlValue } from '../../utils/yaml-text.ts';

/** Lists that the CLI merges item by item; to any other list it would append what a target says. */
const ITEM_KEYS: ReadonlyMap<string, string> = new Map([
  ['tasks', 'task_key'],
  ['job_clusters', 'job_cluster_key'],
]);

export interface Split {
  readonly shared: YamlMap;
  /** One for each of the given maps. */
  readonly own: readonly YamlMap[];
}
const set = (target: Record<string, YamlValue>, key: string, value: YamlValue | undefined): void => {
  if (value === undefined || (isYamlMap(value) && Object.keys(value).length === 0)) return;
  // A key such as __proto__ is like any other.
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
};

/** Items by their keys, as maps; undefined if the lists do not have the same ones. */
const itemsOf = (key: string, lists: readonly (YamlValue | undefined)[]): readonly YamlMap[] | undefined => {
  const name = ITEM_KEYS.get(key);
  if (name === undefined || !lists.every(Array.isArray)) return undefined;
  const maps = (lists as readonly (readonly YamlMap[])[]).map((list) => Object.fromEntries(list.map((item) => [String(item[name]), item])));
  const [first = {}] = maps;
  const keys = JSON.stringify(Object.keys(first));
  return maps.every((map) => JSON.stringify(Object.keys(map)) === keys) ? maps : undefined;
};

/** Splits maps into what all of them have in common and what each has beyond that. */
export const split = (maps: readonly YamlMap[]): Split => {
  const shared: Record<string, YamlValue> = {};
  const own: Record<string, YamlValue>[] = maps.map(() => ({}));
  for (const key of new Set(maps.flatMap((map) => Object.keys(map)))) {
    const values = maps.map((map) => (Object.hasOwn(map, key) ? map[key] : undefined));
    const [first] = values;
    if (first !== undefined && values.every((value) => value !== undefined && JSON.stringify(value) === JSON.stringify(first))) {
      Object.defineProperty(shared, key, { value: first, enumerable: true, configurable: true, writable: true });
      continue;
    }
    const name = ITEM_KEYS.get(key);
    const items = itemsOf(key, values);
    if (items && name !== undefined) {
      const below = split(items);
      set(shared, key, Object.values(below.shared) as readonly YamlMap[]);
      // The key of an item is in the shared part; what a target adds must name the item too.
      for (const [i, part] of below.own.entries()) {
        const added = Object.entries(part).map(([id, item]): YamlMap => ({ [name]: id, ...(item as YamlMap) }));
        if (added.length > 0) set(own[i] as Record<string, YamlValue>, key, added);
      }
    } else if (values.every(isYamlMap)) {
      const below = split(values);
      set(shared, key, below.shared);
      for (const [i, part] of below.own.entries()) set(own[i] as Record<string, YamlValue>, key, part);
    } else {
      for (const [i, value] of values.entries()) {
        if (value !== undefined) Object.defineProperty(own[i] as object, key, { value, enumerable: true, configurable: true, writable: true });
      }
    }
  }
  return { shared, own };
};
