import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { emitConfig } from '../../src/emit/config/index.ts';
import type { Model } from '../../src/model/model.ts';
import { anyText, python } from '../utils/hostile.ts';
import { modelWith } from './hostile-model.ts';
import { sampleModel } from './sample.ts';

type Tree = { readonly [key: string]: unknown };
const filesOf = (model: Model): ReadonlyMap<string, Tree> => new Map(emitConfig(model).map(({ path, content }) => [path, parse(content as string) as Tree]));
const merged = (under: Tree, over: Tree): Tree => ({
  ...under,
  ...Object.fromEntries(
    Object.entries(over).map(([key, value]) => {
      const below = under[key];
      return [key, typeof value === 'object' && typeof below === 'object' ? merged(below as Tree, value as Tree) : value];
    }),
  ),
});
const leaves = (tree: Tree, at = ''): string[] =>
  Object.entries(tree).flatMap(([key, value]) => (typeof value === 'object' && value !== null ? leaves(value as Tree, `${at}${key}.`) : [`${at}${key}`]));

describe('config/', () => {
  test('has a file for the local run, for each environment, and for what they share', () => {
    expect([...filesOf(sampleModel()).keys()].sort()).toEqual(['config/lab.yaml', 'config/local.yaml', 'config/prod.yaml', 'config/project.yaml']);
  });

  test('gives each environment its whole configuration once the shared part is under it', () => {
    const files = filesOf(sampleModel());
    expect(merged(files.get('config/project.yaml') ?? {}, files.get('config/prod.yaml') ?? {})).toEqual({
      environment_type: 'prod',
      spark: { app_name: 'on_time_flights' },
      catalog: { name: 'ops', schema_prefix: 'on_time_flights', layers: { gold: 'published' } },
      storage: { root: '/Volumes/prod_ops/on_time_flights_bronze/files' },
      observability: { log_level: 'INFO', log_format: 'json' },
      workspace_host: 'https://prod.example.com',
    });
  });

  test('says nothing twice', () => {
    const files = filesOf(sampleModel());
    const shared = leaves(files.get('config/project.yaml') ?? {});
    for (const [path, tree] of files)
      if (path !== 'config/project.yaml')
        expect(
          leaves(tree).filter((leaf) => shared.includes(leaf)),
          path,
        ).toEqual([]);
  });

  test('moves a value to the environments as soon as one of them differs', () => {
    const model = sampleModel();
    const environments = model.environments.map((environment) => (environment.name === 'lab' ? { ...environment, catalog: 'other' } : environment));
    const files = filesOf({ ...model, environments });
    expect(leaves(files.get('config/project.yaml') ?? {})).not.toContain('catalog.name');
    expect(files.get('config/lab.yaml')?.['catalog']).toEqual({ name: 'other', layers: { gold: 'trial' } });
    expect(files.get('config/prod.yaml')?.['catalog']).toEqual({ name: 'ops', layers: { gold: 'published' } });
  });

  test('holds catalogs as they were declared, whatever characters they have', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const files = filesOf(modelWith(text));
        const lab = merged(files.get('config/project.yaml') ?? {}, files.get('config/lab.yaml') ?? {});
        expect((lab['catalog'] as Tree)['name']).toBe(`ops${text}`);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  // Needs a Python that has what the runtime needs.
  test.runIf(process.env['LAKEWRIGHT_TEST_PYTHON'])(
    'is what the runtime accepts',
    () => {
      const root = mkdtempSync(join(tmpdir(), 'lakewright-config-'));
      try {
        mkdirSync(join(root, 'config'));
        for (const { path, content } of emitConfig(sampleModel())) writeFileSync(join(root, path), content);
        const program = `
import json, sys
from pathlib import Path
root, runtime = json.load(sys.stdin)
sys.path.insert(0, runtime)
from databricks_utils.catalog import TableNames
from databricks_utils.config_loader import load_config
out = {}
for name in ("local", "lab", "prod"):
    config = load_config(name, Path(root) / "config")
    out[name] = [TableNames(config, local=name == "local").resolve("gold.delays"), config.storage_root.replace(str(Path(root).resolve()), "PROJECT")]
print(json.dumps(out))`;
        expect(python(program, [root, join(import.meta.dirname, '../../python/src')])).toEqual({
          local: ['spark_catalog.`local_answers__on_time_flights_gold`.`delays`', 'PROJECT'],
          lab: ['`lab_trial`.`on_time_flights_gold`.`delays`', '/Volumes/lab_ops/on_time_flights_bronze/files'],
          prod: ['`prod_published`.`on_time_flights_gold`.`delays`', '/Volumes/prod_ops/on_time_flights_bronze/files'],
        });
      } finally {
        rmSync(root, { recursive: true });
      }
    },
    60_000,
  );
});
