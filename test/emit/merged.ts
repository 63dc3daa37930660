/** A bundle as the Databricks CLI sees it in one target: all files as one, and the target merged into it. */
import { parse } from 'yaml';
import { emitBundle } from '../../src/emit/databricks/index.ts';
import type { Model } from '../../src/model/model.ts';
import type { YamlMap, YamlValue } from '../../src/utils/yaml-text.ts';

const ITEMS = new Map([
  ['tasks', 'task_key'],
  ['job_clusters', 'job_cluster_key'],
]);
const isMap = (value: YamlValue | undefined): value is YamlMap => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Maps by key, tasks and clusters by their keys, other lists one after the other. */
export const merged = (base: YamlMap, over: YamlMap): YamlMap => {
  const result: Record<string, YamlValue | undefined> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = Object.hasOwn(result, key) ? result[key] : undefined;
    const name = ITEMS.get(key);
    if (Array.isArray(old) && Array.isArray(value)) {
      const [before, after] = [old as readonly YamlMap[], value as readonly YamlMap[]];
      result[key] =
        name === undefined
          ? [...before, ...after]
          : [
              ...before.map((item) => merged(item, after.find((other) => other[name] === item[name]) ?? {})),
              ...after.filter((item) => !before.some((other) => other[name] === item[name])),
            ];
    } else result[key] = isMap(old) && isMap(value) ? merged(old, value) : value;
  }
  return result;
};

/** Type to key to resource, in one target. */
export const resourcesIn = (model: Model, target: string): Readonly<Record<string, Readonly<Record<string, YamlMap>>>> => {
  const files = emitBundle(model).map(({ content }) => parse(content as string) as YamlMap);
  const whole = files.reduce((all, one) => merged(all, one), {});
  const own = ((whole['targets'] as YamlMap | undefined)?.[target] as YamlMap | undefined)?.['resources'] as YamlMap | undefined;
  return merged((whole['resources'] ?? {}) as YamlMap, own ?? {}) as never;
};
