import type { LayerModel, Model } from '../../model/model.ts';
import type { YamlMap } from '../../utils/yaml-text.ts';
import { LANDING_VOLUME, landingLayer, ownLayers, schemaOf, shortIdentifier } from '../physical.ts';
import {
  APP_KEY, APP_NAME_VARIABLE, CATALOG_VARIABLE, catalogVariable, dashboardKey, entryPoint, LANDING_KEY, layerId, refreshJobKey, schemaKey, WAREHOUSE_VARIABLE,
} from './keys.ts';
import { literal, tagText } from './literal.ts';
import { RUNTIME_WHEEL } from './wheel.ts';

const variable = (name: string): string => `\${var.${name}}`;
const schemaName = (layer: LayerModel): string => `\${resources.schemas.${schemaKey(layer)}.name}`;
const ENVIRONMENT_KEY = 'default';

/** A schema per layer that has tables. */
export const schemasOf = (model: Model): YamlMap =>
  Object.fromEntries(
    ownLayers(model).map((layer) => [
      schemaKey(layer),
      { catalog_name: variable(catalogVariable(layer)), name: literal(schemaOf(model, layer)), comment: layer.comment && literal(layer.comment) },
    ]),
  );

/** The volume where source files land. */
export const volumesOf = (model: Model): YamlMap => {
  const layer = landingLayer(model);
  return layer
    ? {
        [LANDING_KEY]: {
          catalog_name: variable(catalogVariable(layer)),
          schema_name: schemaName(layer),
          name: LANDING_VOLUME,
          volume_type: 'MANAGED',
          comment: 'Source files; relative paths in the definition start here',
        },
      }
    : {};
};

/** The layers that a layer reads from, in their order. */
const layersReadBy = (model: Model): ReadonlyMap<string, ReadonlySet<string>> => {
  const own = new Map(model.tables.filter((table) => table.kind !== 'external').map((table) => [table.key, table.layer]));
  const read = new Map<string, Set<string>>(model.layers.map(({ name }) => [name, new Set()]));
  for (const table of model.tables) {
    for (const key of table.reads) {
      const source = own.get(key);
      if (source !== undefined && source !== table.layer) read.get(table.layer)?.add(source);
    }
  }
  return read;
};

/** The one job: a task per layer, each after the layers it reads from. */
export const jobsOf = (model: Model): YamlMap => {
  const layers = ownLayers(model);
  if (layers.length === 0) return {};
  const read = layersReadBy(model);
  const { description, ownerTeam } = model.project;
  return {
    [refreshJobKey(model)]: {
      name: refreshJobKey(model),
      description: literal(description ?? `Refreshes all tables of ${model.project.name}`),
      tags: { project: shortIdentifier(model.project.package, 127), owner_team: (ownerTeam && tagText(ownerTeam)) || undefined },
      // Two runs at once would write the same tables.
      max_concurrent_runs: 1,
      queue: { enabled: true },
      environments: [
        {
          environment_key: ENVIRONMENT_KEY,
          spec: { environment_version: '4', dependencies: [`../wheels/${RUNTIME_WHEEL}`, '../../dist/*.whl'] },
        },
      ],
      tasks: layers.map((layer) => {
        const before = layers.filter((other) => read.get(layer.name)?.has(other.name));
        return {
          task_key: layerId(layer),
          depends_on: before.length > 0 ? before.map((other) => ({ task_key: layerId(other) })) : undefined,
          environment_key: ENVIRONMENT_KEY,
          python_wheel_task: {
            package_name: model.project.package,
            entry_point: entryPoint(model, layer),
            parameters: ['--environment', '${bundle.target}', '--config-dir', '${workspace.file_path}/config'],
          },
        };
      }),
    },
  };
};

/** A dashboard reads as its viewer, so that it shows nobody what he may not see. */
export const dashboardsOf = (model: Model): YamlMap =>
  Object.fromEntries(
    model.dashboards.map((dashboard) => [
      dashboardKey(dashboard),
      {
        display_name: literal(dashboard.title),
        file_path: `../../dashboards/${shortIdentifier(dashboard.name)}.lvdash.json`,
        warehouse_id: variable(WAREHOUSE_VARIABLE),
        dataset_catalog: variable(CATALOG_VARIABLE),
        embed_credentials: false,
      },
    ]),
  );

export const appsOf = (): YamlMap => ({
  [APP_KEY]: {
    name: variable(APP_NAME_VARIABLE),
    description: 'Tables, columns, rules and lineage',
    source_code_path: '../../databricks_apps/data_catalogue',
  },
});
