/** Keys of resources. The CLI wants them unique over all types: hence the type at the end of each. */
import type { DashboardModel, LayerModel, Model } from '../../model/model.ts';
import type { AppModel, JobModel } from '../../model/operations.ts';
import { shortIdentifier } from '../physical.ts';

export const layerId = (layer: LayerModel): string => shortIdentifier(layer.name);
export const refreshJobKey = (model: Model): string => `${shortIdentifier(model.project.package)}_refresh`;
export const tablesJobKey = (model: Model): string => `${shortIdentifier(model.project.package)}_tables`;
export const jobKey = (job: JobModel): string => `${shortIdentifier(job.name)}_job`;
/** Key of a pipeline that a declarative job updates: of the first, or of a further one if there are many. */
export const pipelineKey = (job: JobModel, part = 0): string => `${shortIdentifier(job.name)}_pipeline${part === 0 ? '' : `_${part + 1}`}`;
export const appKey = (app: AppModel): string => `${shortIdentifier(app.name)}_app`;
export const schemaKey = (layer: LayerModel): string => `${layerId(layer)}_schema`;
export const LANDING_KEY = 'landing_volume';
export const APP_KEY = 'data_catalogue_app';
export const dashboardKey = (dashboard: DashboardModel): string => `${shortIdentifier(dashboard.name)}_dashboard`;

export const CATALOG_VARIABLE = 'catalog';
export const WAREHOUSE_VARIABLE = 'warehouse_id';
export const APP_NAME_VARIABLE = 'catalogue_app_name';
/** The variable that holds a layer's catalog, or that of the environment. */
export const catalogVariable = (layer?: LayerModel): string => (layer?.catalog ? `${layerId(layer)}_catalog` : CATALOG_VARIABLE);
/** The wheel's entry point, and the console script, that refreshes a layer. */
export const entryPoint = (model: Model, layer: LayerModel): string => `${shortIdentifier(model.project.package, 60)}_${layerId(layer)}`;
/** The console script that tells a webhook of a failed run. */
export const notifyEntryPoint = (model: Model): string => `${shortIdentifier(model.project.package, 60)}-notify-failure`;
