import type { EnvironmentModel, Model } from '../../model/model.ts';
import type { YamlMap } from '../../utils/yaml-text.ts';
import { catalogIn, ownLayers } from '../physical.ts';
import { appName } from './app-name.ts';
import { APP_NAME_VARIABLE, CATALOG_VARIABLE, catalogVariable, WAREHOUSE_VARIABLE } from './keys.ts';
import { literal } from './literal.ts';

const layersWithCatalog = (model: Model) => ownLayers(model).filter((layer) => layer.catalog);
/** The warehouse that every new workspace has. */
const WAREHOUSE = 'Serverless Starter Warehouse';

/** What differs between environments. */
export const variablesOf = (model: Model): YamlMap => ({
  [CATALOG_VARIABLE]: { description: 'Catalog of the tables' },
  ...Object.fromEntries(layersWithCatalog(model).map((layer) => [catalogVariable(layer), { description: `Catalog of the layer ${literal(layer.name)}` }])),
  [APP_NAME_VARIABLE]: { description: 'Name of the data catalogue in the workspace' },
  ...(ownLayers(model).length > 0 || model.dashboards.length > 0 || model.apps.some(({ reads, writes }) => reads.length + writes.length > 0)
    ? {
        [WAREHOUSE_VARIABLE]: {
          description: `Warehouse of dashboards and SQL; BUNDLE_VAR_${WAREHOUSE_VARIABLE} gives the id of another`,
          lookup: { warehouse: WAREHOUSE },
        },
      }
    : {}),
});

/** Their values in one environment. */
export const variablesIn = (model: Model, environment: EnvironmentModel): YamlMap => ({
  [CATALOG_VARIABLE]: literal(catalogIn(environment)),
  ...Object.fromEntries(layersWithCatalog(model).map((layer) => [catalogVariable(layer), literal(catalogIn(environment, layer))])),
  [APP_NAME_VARIABLE]: appName(model, environment),
});
