import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { emitApps } from '../../src/emit/apps/index.ts';
import { emitConfig } from '../../src/emit/config/index.ts';
import { emitBundle, emitWheel, RUNTIME_WHEEL } from '../../src/emit/databricks/index.ts';
import type { Model } from '../../src/model/model.ts';
import { anyText } from '../utils/hostile.ts';
import { modelWith } from './hostile-model.ts';
import { sampleModel } from './sample.ts';

type Tree = { readonly [key: string]: any };
const bundleOf = (model: Model): ReadonlyMap<string, Tree> => new Map(emitBundle(model).map(({ path, content }) => [path, parse(content as string) as Tree]));
const resourcesOf = (model: Model): readonly (readonly [string, string, Tree])[] =>
  [...bundleOf(model).values()].flatMap(({ resources = {} }) =>
    Object.entries(resources as Tree).flatMap(([type, all]) => Object.entries(all as Tree).map(([key, resource]) => [type, key, resource as Tree] as const)),
  );
const jobOf = (model: Model): Tree => resourcesOf(model).find(([type]) => type === 'jobs')?.[2] ?? {};
const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, item]) => [key, ...textsOf(item)]) : [];
};

describe('the bundle', () => {
  test('has a target per environment, of the mode that fits', () => {
    const { targets } = bundleOf(sampleModel()).get('databricks/bundle.yml') ?? {};
    expect(targets.lab).toEqual({ mode: 'development', default: true, workspace: { host: 'https://lab.example.com' } });
    expect(targets.prod.mode).toBe('production');
    expect(targets.prod.default).toBeUndefined();
  });

  test('deploys production to one place, which whoever runs the job can read', () => {
    const { prod } = bundleOf(sampleModel()).get('databricks/bundle.yml')?.['targets'] ?? {};
    expect(prod.workspace.root_path).toMatch(/^\/Workspace\/Users\/\$\{workspace\.current_user\.userName\}\//);
    expect(prod.resources.jobs.on_time_flights_refresh.run_as).toEqual({ service_principal_name: 'ops-data' });
    expect(prod.permissions).toEqual([{ level: 'CAN_VIEW', service_principal_name: 'ops-data' }]);
  });

  test('keeps run_as off the target, because apps refuse it there', () => {
    expect(bundleOf(sampleModel()).get('databricks/bundle.yml')?.['targets'].prod.run_as).toBeUndefined();
  });

  test('has keys that are unique over all types', () => {
    const model = sampleModel();
    const [layer] = model.layers;
    const dashboard = model.dashboards[0]!;
    // A layer and a dashboard of one name.
    const keys = resourcesOf({ ...model, dashboards: [{ ...dashboard, name: layer!.name }] }).map(([, key]) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('runs one task per layer, each after the layers it reads from', () => {
    expect(jobOf(sampleModel())['tasks'].map((task: Tree) => [task['task_key'], (task['depends_on'] ?? []).map((d: Tree) => d['task_key'])])).toEqual([
      ['bronze', []],
      ['silver', ['bronze']],
      ['gold', ['silver']],
    ]);
  });

  test('names only tasks and environments of the job that exist', () => {
    const job = jobOf(sampleModel());
    const tasks: string[] = job['tasks'].map((task: Tree) => task['task_key']);
    const environments: string[] = job['environments'].map((environment: Tree) => environment['environment_key']);
    for (const task of job['tasks']) {
      expect(environments).toContain(task.environment_key);
      for (const before of task.depends_on ?? []) expect(tasks.slice(0, tasks.indexOf(task.task_key))).toContain(before.task_key);
    }
  });

  test('lets no two runs write the same tables at once', () => {
    expect(jobOf(sampleModel())['max_concurrent_runs']).toBe(1);
  });

  test('installs the runtime and the project by file, never by a public name', () => {
    const [{ spec }] = jobOf(sampleModel())['environments'];
    expect(spec.dependencies).toEqual([`../wheels/${RUNTIME_WHEEL}`, '../../dist/*.whl']);
    expect(emitWheel(new Uint8Array([1]))).toEqual([{ path: `databricks/wheels/${RUNTIME_WHEEL}`, content: new Uint8Array([1]) }]);
  });

  test('refers to files that are written, from the file that names them', () => {
    const model = sampleModel();
    const written = new Set([...emitBundle(model), ...emitApps(model), ...emitConfig(model)].flatMap(({ path }) => [path, posix.dirname(path)]));
    for (const [type, , resource] of resourcesOf(model)) {
      if (type === 'apps') expect(written).toContain(posix.join('databricks/resources', resource['source_code_path']));
      if (type === 'dashboards') expect(posix.join('databricks/resources', resource['file_path'])).toBe('dashboards/ops.lvdash.json');
    }
    for (const folder of bundleOf(model).get('databricks/bundle.yml')?.['sync'].paths) {
      if (folder !== '../dashboards') expect([...written].some((path) => `${path}/`.startsWith(`${posix.join('databricks', folder)}/`)), folder).toBe(true);
    }
  });

  test('gives every variable a value in every target, and uses none that is not declared', () => {
    const model = sampleModel();
    const files = bundleOf(model);
    const declared = files.get('databricks/variables/variables.yml')?.['variables'] as Tree;
    for (const { name } of model.environments) {
      const given = files.get(`databricks/variables/${name}.yml`)?.['targets'][name].variables as Tree;
      for (const [variable, { lookup }] of Object.entries(declared)) expect(lookup !== undefined || given[variable] !== undefined, variable).toBe(true);
    }
    const used = textsOf([...files.values()]).flatMap((text) => [...text.matchAll(/\$\{var\.(\w+)\}/g)].map((match) => match[1] ?? ''));
    expect([...new Set(used)].sort()).toEqual(Object.keys(declared).sort());
  });

  test('puts a layer with its own catalog there, in each environment', () => {
    const files = bundleOf(sampleModel());
    expect(files.get('databricks/resources/schemas.yml')?.['resources'].schemas.gold_schema.catalog_name).toBe('${var.gold_catalog}');
    expect(files.get('databricks/variables/lab.yml')?.['targets'].lab.variables.gold_catalog).toBe('lab_trial');
    expect(files.get('databricks/variables/prod.yml')?.['targets'].prod.variables.gold_catalog).toBe('prod_published');
  });

  test('has no schema for a layer of external tables alone, and no volume where no files land', () => {
    const model = sampleModel();
    const tables = model.tables.filter(({ kind }) => kind === 'external');
    const types = resourcesOf({ ...model, tables, dashboards: [] }).map(([type]) => type);
    expect(types).toEqual(['apps']);
  });

  test('has few files however many tables there are, because the CLI is slow on many', () => {
    const model = sampleModel();
    const one = model.tables[0]!;
    const tables = Array.from({ length: 2000 }, (_, i) => ({ ...one, key: `bronze.t${i}`, name: `t${i}`, module: `t${i}` }));
    expect(emitBundle({ ...model, tables }).length).toBeLessThan(20);
  });

  test('replaces nothing that a text of the definition holds', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constantFrom('${bundle.name}', '$${var.catalog}', '${${var.x}}', '$$${a}')), (text) => {
        for (const [path, tree] of bundleOf(modelWith(text))) {
          const references = textsOf(tree).flatMap((value) => value.match(/\$\{[^}]*\}?/g) ?? []);
          for (const reference of references) expect(reference, path).toMatch(/^\$\{(?:var\.[a-z0-9_]+|resources\.schemas\.[a-z0-9_]+\.name|bundle\.(?:name|target)|workspace\.(?:file_path|current_user\.userName))\}$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('is read alike by YAML 1.1 and 1.2, whatever texts the definition holds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { content } of emitBundle(modelWith(text))) expect(parse(content as string, { version: '1.1' })).toEqual(parse(content as string, { version: '1.2' }));
      }),
      { numRuns: 100 },
    );
  });
});

describe("the catalogue's name in a workspace", () => {
  const namesOf = (model: Model): string[] =>
    model.environments.map(({ name }) => bundleOf(model).get(`databricks/variables/${name}.yml`)?.['targets'][name].variables.catalogue_app_name as string);

  test('is one that Databricks accepts, and another one per environment', () => {
    const model = sampleModel();
    const [lab] = model.environments;
    const long = { ...model, project: { ...model.project, package: 'a_very_long_project_name_that_goes_on' }, environments: ['test_one', 'test_two'].map((name) => ({ ...lab!, name })) };
    for (const names of [namesOf(model), namesOf(long)]) {
      for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]{0,28}[a-z0-9]$/);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
