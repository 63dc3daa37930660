/** What whoever starts a job may ask for: certain tables, an interval of them recomputed, or a rebuild of all. */
import type { Model } from '../../model/model.ts';
import type { YamlMap } from '../../utils/yaml-text.ts';
import { layerModule } from '../physical.ts';
import type { LayerRefresh } from './refresh.ts';

const parameter = (name: string): string => `{{job.parameters.${name}}}`;

/** Whether a job builds a table that can recompute an interval. */
export const canBackfill = (model: Model, refreshes: readonly LayerRefresh[]): boolean => {
  const layers = new Map(refreshes.map(({ layer, tables }) => [layer.name, tables && new Set(tables)]));
  return model.tables.some(({ key, layer, backfillBy }) => backfillBy !== undefined && layers.has(layer) && (layers.get(layer)?.has(key) ?? true));
};

/** Their defaults ask for nothing: a job runs as if there were none. */
export const parametersOf = (model: Model, refreshes: readonly LayerRefresh[]): readonly YamlMap[] => [
  ...(canBackfill(model, refreshes) ? [{ name: 'backfill', default: '' }] : []),
  { name: 'full_refresh', default: 'false' },
  { name: 'tables', default: '' },
];
/** How a task passes them on. One argument each: an empty one by itself could get lost on the way. */
export const parameterArguments = (model: Model, refreshes: readonly LayerRefresh[]): readonly string[] => [
  ...(canBackfill(model, refreshes) ? [`--backfill=${parameter('backfill')}`] : []),
  `--full-refresh=${parameter('full_refresh')}`,
  `--select=${parameter('tables')}`,
  `--job=${refreshes.map(({ layer }) => layerModule(layer)).join(',')}`,
];
