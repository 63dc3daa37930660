import type { EnvironmentModel, LayerModel, Model } from '../../model/model.ts';
import type { YamlMap } from '../../utils/yaml-text.ts';
import { ownLayers } from '../physical.ts';
import { sqlFile, sqlParameters, type SqlParameter } from '../sql/index.ts';
import { commonOf, dependsOn, everything, jobOf } from './job.ts';
import { appKey, jobKey, layerId, refreshJobKey, tablesJobKey, WAREHOUSE_VARIABLE } from './keys.ts';
import { reference } from './literal.ts';
import { layersOf } from './refresh.ts';
import { fromResources, variable } from './resources.ts';
import { principalOf } from './run-as.ts';

const parameterValue = ({ name, gives }: SqlParameter): string => {
  switch (gives.kind) {
    case 'environment':
      return reference('bundle.target');
    case 'catalog':
      return variable(name);
    case 'app':
      return reference(`resources.apps.${appKey(gives.app)}.service_principal_client_id`);
  }
};
const sqlTask = (model: Model, layer: LayerModel, after: readonly LayerModel[]): YamlMap => ({
  task_key: layerId(layer),
  depends_on: dependsOn(after.map(layerId)),
  sql_task: {
    warehouse_id: variable(WAREHOUSE_VARIABLE),
    file: { path: fromResources(sqlFile(layer)), source: 'WORKSPACE' },
    parameters: Object.fromEntries(sqlParameters(model, layer).map((parameter) => [parameter.name, parameterValue(parameter)])),
  },
});
const tablesJob = (model: Model): YamlMap => ({
  ...commonOf(model, tablesJobKey(model), 'Creates tables and views as declared, with their keys, tags, privileges and owners'),
  tasks: layersOf(
    model,
    model.layers.map(({ name }) => ({ kind: 'layer', layer: name })),
  ).map(({ layer, after }) => sqlTask(model, layer, after)),
});

/** The jobs that refresh tables, and one that applies what only SQL can say. */
export const jobsIn = (model: Model, environment: EnvironmentModel | undefined): YamlMap => {
  const layers = ownLayers(model);
  if (layers.length === 0) return {};
  const runAs = environment?.runAs && { run_as: principalOf(environment.runAs) };
  const whole = model.project.description ?? `Refreshes all tables of ${model.project.name}`;
  const refresh: readonly (readonly [string, YamlMap])[] =
    model.jobs.length === 0
      ? [[refreshJobKey(model), jobOf(model, everything(layers), environment, refreshJobKey(model), whole)]]
      : model.jobs.map((job) => [
          jobKey(job),
          jobOf(model, job, environment, `${model.project.package}_${job.name}`, `Refreshes tables of ${model.project.name}: ${job.name}`),
        ]);
  return Object.fromEntries([...refresh, [tablesJobKey(model), tablesJob(model)] as const].map(([key, job]) => [key, { ...job, ...runAs }]));
};
