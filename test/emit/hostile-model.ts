import type { Model } from '../../src/model/model.ts';
import { sampleModel } from './sample.ts';

/** Fields of the model that hold free text. */
const FREE = new Set(['description', 'ownerTeam', 'comment', 'intent', 'title']);

/** The sample with a text in every description, and in every name that may hold any character. */
export const modelWith = (text: string, model: Model = sampleModel()): Model => {
  const names = new Map<string, string>();
  for (const { name } of model.layers) names.set(name, `${name}${text}`);
  for (const { key, layer, name } of model.tables) names.set(key, `${layer}${text}.${name}${text}`).set(`table ${name}`, `${name}${text}`);
  const visit = (value: unknown, field: string, parent: string): unknown => {
    if (typeof value === 'string') {
      if (FREE.has(field)) return `${value}${text}`;
      if (field === 'name' && (parent === 'columns' || parent === 'project' || parent === 'dashboards' || parent === 'runAs')) return `${value}${text}`;
      if (field === 'name' && parent === 'tables') return names.get(`table ${value}`);
      if (field === 'catalog' && parent === 'environments') return `${value}${text}`;
      return names.get(value) ?? value;
    }
    if (Array.isArray(value)) return value.map((item: unknown) => visit(item, field, field));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, key, Array.isArray(value) ? parent : field === '' ? '' : field)]));
  };
  return visit(model, '', '') as Model;
};
