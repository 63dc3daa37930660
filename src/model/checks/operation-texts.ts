/** The texts of what operates a project, for the search for secrets. */
import type { Definition } from '../definition.ts';
import type { SettingModel } from '../model.ts';
import type { Variables } from '../operations.ts';

/** A text of the definition and the option in which it stands. */
export type OptionText = readonly [option: string, text: string | undefined];
export interface PlacedTexts {
  readonly texts: readonly OptionText[];
  readonly path: string;
  readonly trace: Definition['jobs'][number]['trace'];
}

const valuesOf = <T>({ value, overrides }: SettingModel<T>): readonly T[] => [value, ...Object.values(overrides ?? {})];
const variableTexts = (variables: Variables): readonly OptionText[] =>
  Object.entries(variables).flatMap(([name, one]) =>
    one.kind === 'value' ? valuesOf(one.value).map((text): OptionText => [`environment.${name}`, text]) : [],
  );
/** All texts that JSON holds. */
const jsonTexts = (json: string): readonly string[] => {
  const found: string[] = [];
  JSON.parse(json, (key, value: unknown) => {
    found.push(key);
    if (typeof value === 'string') found.push(value);
    return value;
  });
  return found;
};

export const operationTexts = (d: Definition): readonly PlacedTexts[] => [
  ...d.jobs.map((job) => ({
    texts: [
      ['name', job.name] as const,
      ...variableTexts(job.environment),
      ...valuesOf(job.email).flatMap((list) => list.map((text): OptionText => ['onFailure.email', text])),
      ...valuesOf(job.compute).flatMap((one): readonly OptionText[] => (one.kind === 'cluster' ? [['compute', one.nodeType]] : [])),
    ],
    path: `${d.project.name}/${job.name}`,
    trace: job.trace,
  })),
  ...d.apps.map((app) => ({ texts: variableTexts(app.environment), path: app.path, trace: app.trace })),
  ...d.overrides.map((one) => ({
    texts: valuesOf(one.json).flatMap((json) => jsonTexts(json).map((text): OptionText => ['bundle', text])),
    path: d.project.name,
    trace: one.trace,
  })),
];
