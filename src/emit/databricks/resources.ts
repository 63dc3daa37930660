import { posix } from 'node:path';
import type { EnvironmentModel, LayerModel, Model } from '../../model/model.ts';
import { schemaOf } from '../../model/names.ts';
import type { YamlMap } from '../../utils/yaml-text.ts';
import { CATALOGUE_FOLDER } from '../apps/index.ts';
import { dashboardFile, dashboardLayer } from '../dashboards/index.ts';
import { LANDING_VOLUME, landingLayer, ownLayers } from '../physical.ts';
import { schemaGrants } from './grants.ts';
import { APP_KEY, APP_NAME_VARIABLE, catalogVariable, dashboardKey, LANDING_KEY, schemaKey, WAREHOUSE_VARIABLE } from './keys.ts';
import { literal, reference } from './literal.ts';

export const variable = (name: string): string => reference(`var.${name}`);
const schemaName = (layer: LayerModel): string => reference(`resources.schemas.${schemaKey(layer)}.name`);

/** A path as a file of resources says it. */
export const fromResources = (path: string): string => posix.relative('databricks/resources', path);

/** A schema per layer that has tables. */
export const schemasIn = (model: Model, environment: EnvironmentModel | undefined): YamlMap =>
  Object.fromEntries(
    ownLayers(model).map((layer) => [
      schemaKey(layer),
      {
        catalog_name: variable(catalogVariable(layer)),
        name: literal(schemaOf(model, layer)),
        comment: layer.comment && literal(layer.comment),
        grants: schemaGrants(model, layer, environment),
      },
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

/** A dashboard reads as its viewer, so it shows nobody what they may not see. */
export const dashboardsOf = (model: Model, environment: EnvironmentModel | undefined): YamlMap =>
  Object.fromEntries(
    model.dashboards.map((dashboard) => {
      const layer = dashboardLayer(model, dashboard);
      return [
        dashboardKey(dashboard),
        {
          display_name: literal(dashboard.title),
          file_path: fromResources(dashboardFile(model, dashboard, environment)),
          warehouse_id: variable(WAREHOUSE_VARIABLE),
          dataset_catalog: variable(catalogVariable(layer)),
          embed_credentials: false,
        },
      ];
    }),
  );

/** Without it, the CLI creates an app and leaves it stopped. */
export const STARTED: YamlMap = { started: true };
export const catalogueApp = (): YamlMap => ({
  [APP_KEY]: {
    name: variable(APP_NAME_VARIABLE),
    description: 'Tables, columns, rules and lineage',
    source_code_path: fromResources(CATALOGUE_FOLDER),
    lifecycle: STARTED,
  },
});
