import { MODEL_FORMAT, type Model } from '../src/model/model.ts';

/** A model of nothing, for tests that need a part of one. */
export const EMPTY_MODEL: Model = {
  format: MODEL_FORMAT,
  project: { name: 'p', package: 'p' },
  environments: [],
  layers: [],
  tables: [],
  dashboards: [],
  monitors: [],
  jobs: [],
  grants: [],
  masks: [],
  rowFilters: [],
  apps: [],
  overrides: [],
};
