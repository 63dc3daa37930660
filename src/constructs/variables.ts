/** Variables of jobs and apps: plain values, or secrets by scope and key. */
import { z } from 'zod';
import type { DefinitionProblem } from '../model/diagnostics/definition.ts';
import type { SecretModel, Variables } from '../model/operations.ts';
import type { Registry } from './registry.ts';
import { isSecret, type Secret, type Setting, settingModel, settingOf } from './setting.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
/** As Databricks allows them; a `/` would end one inside a reference. */
const SECRET_PART = /^[A-Za-z0-9_.@-]{1,128}$/;

/** A secret whose names can be used in a reference. */
export const secret = z.custom(isSecret, "new Secret('scope', 'key')");
/** Options of variables. */
export const variables = z.record(
  z.string().regex(NAME, 'a name of letters, digits and "_"'),
  z.union([secret, settingOf(z.string(), 'text')], "text, perEnvironment(…) or new Secret('scope', 'key')"),
);

interface Made<T> {
  readonly model: T;
  readonly problems: readonly DefinitionProblem[];
}
/** A secret as data; names that cannot be referred to are problems. */
export const secretModel = (given: Secret, option: string, registry: Registry): Made<SecretModel> => {
  const { setting, problems } = settingModel(given.scope, option, registry);
  const expected = 'a secret whose scope and key are letters, digits and -_.@';
  const wrong = [setting.value, ...Object.values(setting.overrides ?? {}), given.key].filter((text) => typeof text !== 'string' || !SECRET_PART.test(text));
  const refused = wrong.map((text): DefinitionProblem => ({ kind: 'option-value', option, expected, actual: JSON.stringify(text) ?? 'undefined' }));
  return { model: { scope: setting, key: given.key }, problems: [...problems, ...refused] };
};

/** Variables as data. */
export const variablesModel = (given: Readonly<Record<string, Setting<string> | Secret>> | undefined, registry: Registry): Made<Variables> => {
  const made = Object.entries(given ?? {}).map(([name, value]) => {
    const option = `environment.${name}`;
    if (isSecret(value)) {
      const { model, problems } = secretModel(value, option, registry);
      return { name, variable: { kind: 'secret', secret: model } as const, problems };
    }
    const { setting, problems } = settingModel(value, option, registry);
    return { name, variable: { kind: 'value', value: setting } as const, problems };
  });
  return {
    model: Object.fromEntries(made.map(({ name, variable }) => [name, variable])),
    problems: made.flatMap(({ problems }) => problems),
  };
};
