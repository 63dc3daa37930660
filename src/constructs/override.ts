/** Fields of the bundle that lakewright does not model. */
import type { DefinitionProblem } from '../model/diagnostics/definition.ts';
import type { OverrideModel } from '../model/operations.ts';
import type { Registry } from './registry.ts';
import { type Setting, settingModel } from './setting.ts';

/** What a bundle can hold; `null` removes a field. `${…}` is a reference of the bundle, as the Databricks CLI reads it. */
export type BundleValue = string | number | boolean | null | readonly BundleValue[] | { readonly [key: string]: BundleValue };

const PATH = /^[A-Za-z0-9_]+(?:\.[A-Za-z0-9_-]+|\[[A-Za-z0-9_-]+\])+$/;
/** Whether JSON can hold the value as it is. */
const isPlain = (value: unknown): boolean => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isPlain);
  return typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
};

/** An override as data, or what is wrong with it. */
export const overrideModel = (
  path: unknown,
  value: Setting<BundleValue>,
  registry: Registry,
): { readonly model: OverrideModel; readonly problems: readonly DefinitionProblem[] } => {
  const { setting, problems } = settingModel(value, 'value', registry);
  const all = [setting.value, ...Object.values(setting.overrides ?? {})];
  const found: DefinitionProblem[] = [...problems];
  if (typeof path !== 'string' || !PATH.test(path))
    found.push({
      kind: 'option-value',
      option: 'path',
      expected: "a path such as 'resources.jobs.nightly_job.health'",
      actual: JSON.stringify(path) ?? 'undefined',
    });
  else if (setting.overrides && !path.startsWith('resources.'))
    found.push({ kind: 'option-value', option: 'value', expected: 'one value: only resources differ by environment', actual: 'perEnvironment(…)' });
  if (!all.every(isPlain))
    found.push({
      kind: 'option-value',
      option: 'value',
      expected: 'text, numbers, true, false, null, lists and objects of them',
      actual: typeof setting.value,
    });
  const json = (one: BundleValue): string => JSON.stringify(one) ?? 'null';
  const overrides = setting.overrides && { overrides: Object.fromEntries(Object.entries(setting.overrides).map(([name, one]) => [name, json(one)])) };
  return { model: { path: String(path), json: { value: json(setting.value), ...overrides } }, problems: found };
};
