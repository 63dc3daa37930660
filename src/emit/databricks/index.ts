import type { Model } from '../../model/model.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { type YamlMap, yamlDocument } from '../../utils/yaml-text.ts';
import { HEADER } from '../header.ts';
import { bundleOf } from './bundle.ts';
import { jobsOf } from './jobs.ts';
import { appsOf, dashboardsOf, schemasOf, volumesOf } from './resources.ts';
import { variablesIn, variablesOf } from './variables.ts';

export { emitWheel, RUNTIME_WHEEL } from './wheel.ts';

const file = (path: string, content: YamlMap): OutputFile => ({ path: `databricks/${path}`, content: yamlDocument(content, { header: HEADER }) });

/** databricks/: a bundle that deploys schemas, the landing volume, the job, dashboards and the catalogue. One file per type: the CLI is slow on many. */
export const emitBundle = (model: Model): readonly OutputFile[] => {
  const types: readonly (readonly [string, YamlMap])[] = [
    ['apps', appsOf()],
    ['dashboards', dashboardsOf(model)],
    ['jobs', jobsOf(model)],
    ['schemas', schemasOf(model)],
    ['volumes', volumesOf(model)],
  ];
  return [
    file('bundle.yml', bundleOf(model)),
    ...types
      .filter(([, resources]) => Object.keys(resources).length > 0)
      .map(([type, resources]) => file(`resources/${type}.yml`, { resources: { [type]: resources } })),
    ...model.environments.map((environment) =>
      file(`variables/${environment.name}.yml`, { targets: { [environment.name]: { variables: variablesIn(model, environment) } } }),
    ),
    file('variables/variables.yml', { variables: variablesOf(model) }),
  ];
};
