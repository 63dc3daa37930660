import type { EnvironmentModel, Model } from '../../model/model.ts';
import type { OverrideModel } from '../../model/operations.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { type YamlMap, yamlDocument } from '../../utils/yaml-text.ts';
import { HEADER } from '../header.ts';
import { ownApps } from './apps.ts';
import { bundleOf } from './bundle.ts';
import { jobsIn } from './jobs.ts';
import { type MissingPart, overridden, partsOf } from './override.ts';
import { pipelinesIn } from './pipelines.ts';
import { catalogueApp, dashboardsOf, schemasIn, volumesOf } from './resources.ts';
import { split } from './split.ts';
import { variablesIn, variablesOf } from './variables.ts';

export { emitWheel, RUNTIME_WHEEL } from './wheel.ts';

/** All resources of one target, by type. */
const resourcesIn = (model: Model, environment: EnvironmentModel | undefined): YamlMap =>
  Object.fromEntries(
    Object.entries({
      apps: { ...catalogueApp(), ...ownApps(model, environment) },
      dashboards: dashboardsOf(model, environment),
      jobs: jobsIn(model, environment),
      pipelines: pipelinesIn(model, environment),
      schemas: schemasIn(model, environment),
      volumes: volumesOf(model),
    } satisfies Readonly<Record<string, YamlMap>>).filter(([, resources]) => Object.keys(resources).length > 0),
  );

const isOfResources = ({ path }: OverrideModel): boolean => partsOf(path)[0] === 'resources';
interface Bundle {
  /** The root file, merged with what the other files say. */
  readonly root: YamlMap;
  /** Of all targets. */
  readonly resources: YamlMap;
  /** By target, what its resources are beyond that. */
  readonly own: ReadonlyMap<string, YamlMap>;
  readonly missing: readonly { readonly path: string; readonly at: MissingPart }[];
}
const make = (model: Model): Bundle => {
  const environments: readonly (EnvironmentModel | undefined)[] = model.environments.length > 0 ? model.environments : [undefined];
  const [ofResources, others] = [model.overrides.filter(isOfResources), model.overrides.filter((one) => !isOfResources(one))];
  const full = environments.map((environment) => overridden({ resources: resourcesIn(model, environment) }, ofResources, environment?.name ?? ''));
  const { shared, own } = split(full.map(({ tree }) => tree['resources'] as YamlMap));
  const byEnvironment = new Map(model.environments.map(({ name }, i) => [name, own[i] as YamlMap]));
  const root = overridden({ ...bundleOf(model), variables: variablesOf(model) }, others, '');
  const missing = new Map([...full, root].flatMap((one) => one.missing.map((part) => [part.path, part] as const)));
  return { root: root.tree, resources: shared, own: byEnvironment, missing: [...missing.values()] };
};

/** Overrides of the definition that match nothing. */
export const missingOverrides = (model: Model): Bundle['missing'] => (model.overrides.length === 0 ? [] : make(model).missing);

const file = (path: string, content: YamlMap): OutputFile => ({ path: `databricks/${path}`, content: yamlDocument(content, { header: HEADER }) });

/**
 * databricks/: a bundle that deploys schemas, the landing volume, jobs, pipelines, dashboards and apps. One file per type: the CLI
 * is slow on many. What differs by environment stands in a file per target beside them: paths are relative to the file that says them.
 */
export const emitBundle = (model: Model): readonly OutputFile[] => {
  const { root, resources, own } = make(model);
  const { variables, ...bundle } = root;
  return [
    file('bundle.yml', bundle),
    ...Object.entries(resources).map(([type, all]) => file(`resources/${type}.yml`, { resources: { [type]: all } })),
    ...[...own]
      .filter(([, beyond]) => Object.keys(beyond).length > 0)
      .map(([name, beyond]) => file(`resources/target_${name}.yml`, { targets: { [name]: { resources: beyond } } })),
    ...model.environments.map((environment) =>
      file(`variables/${environment.name}.yml`, { targets: { [environment.name]: { variables: variablesIn(model, environment) } } }),
    ),
    file('variables/variables.yml', { variables }),
  ];
};
