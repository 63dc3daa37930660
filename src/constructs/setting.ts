import { z } from 'zod';
import type { SettingModel } from '../model/model.ts';
import type { DefinitionProblem } from '../model/diagnostics/definition.ts';
import type { Environment } from './environment.ts';
import { kindOf, type Registry, registryOf } from './registry.ts';

const SETTING = Symbol.for('lakewright.setting');
const SECRET = Symbol.for('lakewright.secret');

/** A value that differs by environment; written to configuration and bundle, never decided while synthesizing. */
export class PerEnvironment<T> {
  /** The value unless another is named. */
  readonly value: T;
  /** Other values, by environment. */
  readonly overrides: ReadonlyMap<Environment, T>;
  readonly [SETTING] = true;
  private constructor(value: T, overrides: ReadonlyMap<Environment, T>) {
    this.value = value;
    this.overrides = overrides;
  }
  /** The same value everywhere, to begin with. */
  static of<T>(value: T): PerEnvironment<T> {
    return new PerEnvironment(value, new Map());
  }
  /** The value in one environment. */
  in(environment: Environment, value: NoInfer<T>): PerEnvironment<T> {
    return new PerEnvironment(this.value, new Map(this.overrides).set(environment, value));
  }
}
/** One value for all environments, or one per environment. */
export type Setting<T> = T | PerEnvironment<T>;
/** `perEnvironment<number>(2).in(prod, 8)`: the value everywhere, and another one where named. */
export const perEnvironment = PerEnvironment.of;

/** A secret by scope and key. It has no value here, so it cannot leak; it is not a `string`, so it cannot be pasted into one. */
export class Secret {
  /** The secret scope in the workspace. */
  readonly scope: Setting<string>;
  /** The key in the scope. */
  readonly key: string;
  readonly [SECRET] = true;
  constructor(scope: Setting<string>, key: string) {
    this.scope = scope;
    this.key = key;
    Object.freeze(this);
  }
}

export const isSecret = (value: unknown): value is Secret => typeof value === 'object' && value !== null && SECRET in value;
export const isSetting = (value: unknown): value is PerEnvironment<unknown> => typeof value === 'object' && value !== null && SETTING in value;
/** A schema for a value or one per environment. */
export const settingOf = (kind: z.ZodType, expected: string): z.ZodType =>
  z.custom((given) => (isSetting(given) ? [given.value, ...given.overrides.values()] : [given]).every((value) => kind.safeParse(value).success), expected);

/** A setting as data; environments of other projects are problems. */
export const settingModel = <T>(
  setting: Setting<T>,
  option: string,
  registry: Registry,
): { readonly setting: SettingModel<T>; readonly problems: readonly DefinitionProblem[] } => {
  if (!isSetting(setting)) return { setting: { value: setting }, problems: [] };
  const known = new Set(registry.environments.map((e) => e.name));
  const entries = [...setting.overrides].map(
    ([environment, value]) => [kindOf(environment)?.kind === 'environment' ? (kindOf(environment)?.name ?? '') : String(environment), value as T] as const,
  );
  const foreign = [...setting.overrides.keys()].filter(
    (e) => kindOf(e)?.kind !== 'environment' || registryOf(e) !== registry || !known.has(kindOf(e)?.name ?? ''),
  );
  const problems = foreign.map((e): DefinitionProblem => ({ kind: 'foreign-environment', environment: kindOf(e)?.name ?? String(e), option }));
  return {
    setting:
      entries.length === 0
        ? { value: setting.value as T }
        : { value: setting.value as T, overrides: Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) },
    problems,
  };
};
