/** Names as they are on Databricks. The runtime's `catalog.py` makes the same ones. */
import { createHash } from 'node:crypto';
import { streamsOf } from '../query/plan.ts';
import { readsNew } from '../model/sources.ts';
import type { BodyModel, EnvironmentModel, LayerModel, Model, SettingModel } from '../model/model.ts';
import { identifier, schemaOf } from '../model/names.ts';

export const settingIn = <T>(setting: SettingModel<T>, environment: string): T =>
  setting.overrides && Object.hasOwn(setting.overrides, environment) ? (setting.overrides[environment] as T) : setting.value;

/** All that a list holds in any environment, each once. */
export const settingLists = ({ value, overrides }: SettingModel<readonly string[]>): readonly string[] => [
  ...new Set([...value, ...Object.values(overrides ?? {}).flat()]),
];

/** The catalog of the environment, or that of a layer which has its own. */
export const catalogIn = (environment: EnvironmentModel, layer?: LayerModel): string =>
  `${environment.name}_${layer?.catalog ? settingIn(layer.catalog, environment.name) : environment.catalog}`;

/** A layer's Python package and module. */
export const layerModule = (layer: Pick<LayerModel, 'name'>): string => identifier(layer.name);

/** Layers that hold some of the project's own tables: external tables live elsewhere. */
export const ownLayers = (model: Model): readonly LayerModel[] => {
  const used = new Set(model.tables.filter((table) => table.kind !== 'external').map((table) => table.layer));
  return model.layers.filter((layer) => used.has(layer.name));
};

const ABSOLUTE = /^(?:\/|[A-Za-z][A-Za-z0-9]+:)/;
export const LANDING_VOLUME = 'files';
/** Files with a relative path are in the volume, and so is what a stream remembers of them. */
const needsVolume = (body: BodyModel): boolean => (body.kind === 'files' && !ABSOLUTE.test(body.source.path)) || isIncremental(body);
/** Whether a run takes only what no earlier run took. */
export const isIncremental = (body: BodyModel): boolean => readsNew(body) || (body.kind === 'relation' && streamsOf(body.plan).some(({ newBy }) => !newBy));
/** The layer whose schema holds the volume where source files land; undefined if no table reads a relative path or a stream. */
export const landingLayer = (model: Model): LayerModel | undefined => {
  const layers = new Set(model.tables.flatMap(({ body, layer }) => (needsVolume(body) ? [layer] : [])));
  return model.layers.find((layer) => layers.has(layer.name));
};

/** Where relative paths of sources start in an environment. */
export const storageRoot = (model: Model, environment: EnvironmentModel): string | undefined => {
  const layer = landingLayer(model);
  return layer && `/Volumes/${catalogIn(environment, layer)}/${schemaOf(model, layer)}/${LANDING_VOLUME}`;
};

/** A personal environment has personal copies of jobs; one that runs as somebody else, or is called production, does not. */
export const isProduction = (environment: EnvironmentModel): boolean =>
  environment.runAs !== undefined || /^(?:prod|production|prd|live)$/.test(environment.name);

/** An identifier of at most `longest` characters; a shortened one keeps its start and gets a hash, so that two never collide. */
export const shortIdentifier = (name: string, longest = 80): string => {
  const whole = identifier(name);
  return whole.length <= longest ? whole : `${whole.slice(0, longest - 9)}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
};
