/** The pipelines of a declarative job: one, or as many as the limits of the platform ask for. */
import type { LayerModel, Model } from '../../model/model.ts';
import type { JobModel } from '../../model/operations.ts';
import { isDataset } from '../pipelines/declarative.ts';
import { layersOf } from './refresh.ts';

/** Of a pipeline that names files and no folders; each layer is one. That 16 datasets run in parallel limits only its speed. */
export const SOURCE_FILES = 100;

/** A layer without a table that can be computed has no file. */
const hasFile = (model: Model, layer: LayerModel): boolean => model.tables.some((table) => table.layer === layer.name && isDataset(table));

/** Layers by pipeline, each after those that it reads: a pipeline needs only what it or earlier ones make. */
export const pipelineParts = (model: Model, job: JobModel, limit = SOURCE_FILES): readonly (readonly LayerModel[])[] => {
  const left = layersOf(model, job.refreshes);
  const ordered: LayerModel[] = [];
  // Layers that read each other have no order, and share one pipeline as long as they fit.
  while (ordered.length < left.length) {
    const waiting = left.filter(({ layer }) => !ordered.includes(layer));
    const next = waiting.find(({ after }) => after.every((one) => ordered.includes(one))) ?? waiting[0];
    if (next) ordered.push(next.layer);
  }
  const layers = ordered.filter((layer) => hasFile(model, layer));
  const parts = Array.from({ length: Math.ceil(layers.length / limit) }, (_, i) => layers.slice(i * limit, (i + 1) * limit));
  return parts.length === 0 ? [[]] : parts;
};

/** Why a job has many pipelines, for its description. */
export const splitReason = (model: Model, job: JobModel): string => {
  const { length } = pipelineParts(model, job);
  return length < 2 ? '' : `. By ${length} pipelines, one after the other: a pipeline takes ${SOURCE_FILES} source files, and each layer is one`;
};
