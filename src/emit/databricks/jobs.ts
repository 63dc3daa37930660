import { dependenciesOf } from '../../model/graph.ts';
import type { LayerModel, Model } from '../../model/model.ts';
import type { YamlMap } from '../../utils/yaml-text.ts';
import { ownLayers, shortIdentifier } from '../physical.ts';
import { sqlFile, sqlParameters } from '../sql/index.ts';
import { catalogVariable, entryPoint, layerId, refreshJobKey, tablesJobKey, WAREHOUSE_VARIABLE } from './keys.ts';
import { literal, reference, tagText } from './literal.ts';
import { fromResources, variable } from './resources.ts';
import { RUNTIME_WHEEL } from './wheel.ts';

const ENVIRONMENT_KEY = 'default';
/** The environment of serverless compute; 4 is Python 3.12 with the functions of Spark 4.0. */
const ENVIRONMENT_VERSION = '4';

/** A task per layer, each after those of the layers it reads from. */
const tasksOf = (model: Model, work: (layer: LayerModel) => YamlMap): readonly YamlMap[] => {
  const own = new Map(model.tables.filter((table) => table.kind !== 'external').map((table) => [table.key, table.layer]));
  const read = new Map<string, Set<string>>(model.layers.map(({ name }) => [name, new Set()]));
  for (const table of model.tables) {
    for (const key of dependenciesOf(table)) {
      const source = own.get(key);
      if (source !== undefined && source !== table.layer) read.get(table.layer)?.add(source);
    }
  }
  const layers = ownLayers(model);
  return layers.map((layer) => {
    const before = layers.filter((other) => read.get(layer.name)?.has(other.name));
    return {
      task_key: layerId(layer),
      depends_on: before.length > 0 ? before.map((other) => ({ task_key: layerId(other) })) : undefined,
      ...work(layer),
    };
  });
};

/** What is said alike of every job. Two runs at once would write the same tables. */
const common = (model: Model, name: string, description: string): YamlMap => ({
  name,
  description: literal(description),
  tags: { project: shortIdentifier(model.project.package, 127), owner_team: tagText(model.project.ownerTeam ?? '') || undefined },
  max_concurrent_runs: 1,
  queue: { enabled: true },
});

const refreshJob = (model: Model): YamlMap => ({
  ...common(model, refreshJobKey(model), model.project.description ?? `Refreshes all tables of ${model.project.name}`),
  environments: [
    {
      environment_key: ENVIRONMENT_KEY,
      spec: { environment_version: ENVIRONMENT_VERSION, dependencies: [`../wheels/${RUNTIME_WHEEL}`, '../../dist/*.whl'] },
    },
  ],
  tasks: tasksOf(model, (layer) => ({
    environment_key: ENVIRONMENT_KEY,
    python_wheel_task: {
      package_name: model.project.package,
      entry_point: entryPoint(model, layer),
      parameters: ['--environment', reference('bundle.target'), '--config-dir', `${reference('workspace.file_path')}/config`],
    },
  })),
});

const tablesJob = (model: Model): YamlMap => ({
  ...common(model, tablesJobKey(model), 'Creates tables and views as declared, with their keys, tags and owners'),
  tasks: tasksOf(model, (layer) => ({
    sql_task: {
      warehouse_id: variable(WAREHOUSE_VARIABLE),
      file: { path: fromResources(sqlFile(layer)), source: 'WORKSPACE' },
      parameters: Object.fromEntries(
        sqlParameters(model, layer).map(({ name, gives }) => [
          name,
          gives.kind === 'environment' ? reference('bundle.target') : variable(catalogVariable(gives.layer)),
        ]),
      ),
    },
  })),
});

/** The job that refreshes everything, and one that applies what only SQL can say. */
export const jobsOf = (model: Model): YamlMap =>
  ownLayers(model).length === 0 ? {} : { [refreshJobKey(model)]: refreshJob(model), [tablesJobKey(model)]: tablesJob(model) };
