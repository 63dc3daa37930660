/** Tables of others under their names: the same one in whatever reads them. */
import { describe, expect, test } from 'vitest';
import { emitPipelines } from '../../src/emit/pipelines/index.ts';
import type { Model } from '../../src/model/model.ts';
import { operatedModel } from './operated.ts';

const textOf = (model: Model, path: string): string => {
  const found = emitPipelines(model).find((file) => file.path === path);
  if (!found) throw new Error(`no ${path}`);
  return String(found.content);
};

describe('a table of others with a name for each environment', () => {
  test('has all of them in declarative pipelines', () => {
    expect(textOf(operatedModel(), 'pipelines/declarative/_shared.py').replace(/\s+/g, ' ')).toContain(
      '"silver.crm": {"default": "crm_dev.gold.customers", "prod": "crm.gold.customers"}',
    );
  });
});
