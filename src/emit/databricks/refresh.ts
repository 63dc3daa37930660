/** Which layers a job refreshes, how much of each, and in which order. */
import { dependenciesOf } from '../../model/graph.ts';
import type { LayerModel, Model } from '../../model/model.ts';
import type { RefreshModel } from '../../model/operations.ts';
import { ownLayers } from '../physical.ts';

export interface LayerRefresh {
  readonly layer: LayerModel;
  /** Keys of the tables; undefined for all. */
  readonly tables: readonly string[] | undefined;
  /** The layers of the same job that must be done before. */
  readonly after: readonly LayerModel[];
}

/** Those that no other one already waits for. */
const nearest = (layer: string, before: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> => {
  const all = [...(before.get(layer) ?? [])];
  return new Set(all.filter((one) => !all.some((other) => other !== one && before.get(other)?.has(one))));
};

/** The layers of a job; each after all layers of the job that its tables are made from, directly or not. */
export const layersOf = (model: Model, refreshes: readonly RefreshModel[]): readonly LayerRefresh[] => {
  const whole = new Set(refreshes.flatMap((one) => (one.kind === 'layer' ? [one.layer] : [])));
  const single = new Set(refreshes.flatMap((one) => (one.kind === 'table' ? [one.table] : [])));
  const own = model.tables.filter(({ kind }) => kind !== 'external');
  const selected = new Set(own.filter(({ key, layer }) => whole.has(layer) || single.has(key)).map(({ key }) => key));
  // Tables come after all that they read, so one pass is enough.
  const above = new Map<string, ReadonlySet<string>>();
  const layerOf = new Map(own.map(({ key, layer }) => [key, layer]));
  const before = new Map<string, Set<string>>();
  for (const table of own) {
    const found = new Set<string>();
    for (const read of dependenciesOf(table)) {
      for (const layer of above.get(read) ?? []) found.add(layer);
      if (selected.has(read)) found.add(layerOf.get(read) ?? '');
    }
    above.set(table.key, found);
    if (!selected.has(table.key)) continue;
    const known = before.get(table.layer) ?? new Set();
    for (const layer of found) if (layer !== table.layer) known.add(layer);
    before.set(table.layer, known);
  }
  const layers = ownLayers(model).filter(({ name }) => before.has(name));
  return layers.map((layer) => ({
    layer,
    tables: whole.has(layer.name) ? undefined : own.filter(({ key, layer: name }) => name === layer.name && selected.has(key)).map(({ key }) => key),
    after: layers.filter(({ name }) => nearest(layer.name, before).has(name)),
  }));
};
