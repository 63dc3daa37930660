/** Fields of the bundle that the definition sets by itself: applied to what is generated, before it is split among targets. */
import { settingIn } from '../physical.ts';
import type { OverrideModel } from '../../model/operations.ts';
import { isYamlMap, type YamlMap, type YamlValue } from '../../utils/yaml-text.ts';

/** A path that leads nowhere: the part that is missing, and what is there instead. */
export interface MissingPart {
  readonly part: string;
  readonly known: readonly string[];
}
/** The parts of `resources.jobs.nightly_job.tasks[gold].max_retries`. */
export const partsOf = (path: string): readonly string[] => [...path.matchAll(/[^.[\]]+/g)].map(([part]) => part);

const ITEM_NAMES = ['task_key', 'job_cluster_key', 'environment_key', 'name', 'principal'] as const;
const nameOf = (item: YamlValue): string | undefined => {
  if (!isYamlMap(item)) return undefined;
  const key = ITEM_NAMES.find((name) => typeof item[name] === 'string');
  return key === undefined ? undefined : String(item[key]);
};
const indexIn = (list: readonly YamlValue[], part: string): number =>
  /^\d+$/.test(part) ? (Number(part) < list.length ? Number(part) : -1) : list.findIndex((item) => nameOf(item) === part);
/** The keys that a map writes. */
const keysOf = (map: YamlMap): readonly string[] => Object.keys(map).filter((key) => map[key] !== undefined);

type Outcome = { readonly value: YamlValue } | MissingPart;
export const isMissing = (outcome: object): outcome is MissingPart => 'part' in outcome;

/** A copy with one value set, or removed if it is null; only the last part of the path may be new. */
export const withValue = (tree: YamlValue, parts: readonly string[], value: YamlValue): Outcome => {
  const [part = '', ...rest] = parts;
  if (Array.isArray(tree)) {
    const list = tree as readonly YamlValue[];
    const at = indexIn(list, part);
    const item = list[at];
    if (item === undefined) return { part, known: list.map((one, i) => nameOf(one) ?? String(i)) };
    const below = rest.length === 0 ? { value } : withValue(item, rest, value);
    if (isMissing(below)) return below;
    return { value: rest.length === 0 && value === null ? list.toSpliced(at, 1) : list.with(at, below.value) };
  }
  if (!isYamlMap(tree)) return { part, known: [] };
  const inner = Object.hasOwn(tree, part) ? tree[part] : undefined;
  if (rest.length === 0) {
    const { [part]: _, ...others } = tree;
    return { value: value === null ? others : { ...tree, [part]: value } };
  }
  if (inner === undefined) return { part, known: keysOf(tree) };
  const below = withValue(inner, rest, value);
  return isMissing(below) ? below : { value: { ...tree, [part]: below.value } };
};

export interface Overridden {
  readonly tree: YamlMap;
  readonly missing: readonly { readonly path: string; readonly at: MissingPart }[];
}
/** Applies overrides, in order. */
export const overridden = (tree: YamlMap, overrides: readonly OverrideModel[], environment: string): Overridden => {
  let current: YamlValue = tree;
  const missing: { readonly path: string; readonly at: MissingPart }[] = [];
  for (const { path, json } of overrides) {
    const outcome = withValue(current, partsOf(path), JSON.parse(settingIn(json, environment)) as YamlValue);
    if (isMissing(outcome)) missing.push({ path, at: outcome });
    else current = outcome.value;
  }
  return { tree: current as YamlMap, missing };
};
