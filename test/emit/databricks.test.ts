import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { emitApps } from '../../src/emit/apps/index.ts';
import { emitConfig } from '../../src/emit/config/index.ts';
import { emitDashboards } from '../../src/emit/dashboards/index.ts';
import { emitBundle, emitWheel, RUNTIME_WHEEL } from '../../src/emit/databricks/index.ts';
import { emitSql } from '../../src/emit/sql/index.ts';
import type { Model } from '../../src/model/model.ts';
import { anyText } from '../utils/hostile.ts';
import { modelWith } from './hostile-model.ts';
import { aTable, sampleModel } from './sample.ts';

/** What YAML gives: every value is looked at through `expect` or the helpers below. */
interface Tree {
  readonly [key: string]: Tree;
}
const list = (tree: Tree | undefined): readonly Tree[] => (Array.isArray(tree) ? (tree as Tree[]) : []);
const texts = (tree: Tree | undefined): readonly string[] => list(tree).map(String);
const bundleOf = (model: Model): ReadonlyMap<string, Tree> => new Map(emitBundle(model).map(({ path, content }) => [path, parse(content as string) as Tree]));
const resourcesOf = (model: Model): readonly (readonly [string, string, Tree])[] =>
  [...bundleOf(model).values()].flatMap(({ resources = {} }) =>
    Object.entries(resources).flatMap(([type, all]) => Object.entries(all).map(([key, resource]) => [type, key, resource] as const)),
  );
const jobOf = (model: Model, end = '_refresh'): Tree => resourcesOf(model).find(([type, key]) => type === 'jobs' && key.endsWith(end))?.[2] ?? {};
const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, item]) => [key, ...textsOf(item)]) : [];
};

describe('the bundle', () => {
  const targetsOf = (model: Model): Tree => bundleOf(model).get('databricks/bundle.yml')?.['targets'] ?? {};

  test('has a target per environment, of the mode that fits', () => {
    const targets = targetsOf(sampleModel());
    expect(targets['lab']).toEqual({ mode: 'development', default: true, workspace: { host: 'https://lab.example.com' } });
    expect(targets['prod']?.['mode']).toBe('production');
    expect(targets['prod']?.['default']).toBeUndefined();
  });

  test('deploys production to one place, which whoever runs the jobs can read', () => {
    const prod = targetsOf(sampleModel())['prod'];
    const runAs = { run_as: { service_principal_name: 'ops-data' } };
    expect(prod?.['workspace']?.['root_path']).toMatch(/^\/Workspace\/Users\/\$\{workspace\.current_user\.userName\}\//);
    const own = bundleOf(sampleModel()).get('databricks/resources/target_prod.yml')?.['targets']?.['prod'];
    expect(own?.['resources']?.['jobs']).toEqual({ on_time_flights_refresh: runAs, on_time_flights_tables: runAs });
    expect(prod?.['permissions']).toEqual([{ level: 'CAN_VIEW', service_principal_name: 'ops-data' }]);
  });

  test('keeps run_as off the target, because apps refuse it there', () => {
    expect(targetsOf(sampleModel())['prod']?.['run_as']).toBeUndefined();
  });

  test('names no job in a target that is not there', () => {
    expect([...bundleOf({ ...sampleModel(), tables: [], dashboards: [] }).keys()]).not.toContain('databricks/resources/target_prod.yml');
  });

  test('has keys that are unique over all types', () => {
    const model = sampleModel();
    // A layer and a dashboard of one name.
    const dashboards = model.dashboards.map((dashboard) => ({ ...dashboard, name: 'gold' }));
    const keys = resourcesOf({ ...model, dashboards }).map(([, key]) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('runs one task per layer, each after those that it is made of', () => {
    const tasks = list(jobOf(sampleModel())['tasks']);
    expect(tasks.map((task) => [task['task_key'], list(task['depends_on']).map((before) => before['task_key'])])).toEqual([
      ['bronze', []],
      ['silver', ['bronze']],
      ['gold', ['silver']],
    ]);
  });

  test('names only tasks and environments of the job that exist', () => {
    for (const end of ['_refresh', '_tables']) {
      const job = jobOf(sampleModel(), end);
      const tasks = list(job['tasks']).map((task) => task['task_key']);
      const environments = list(job['environments']).map((environment) => environment['environment_key']);
      for (const [i, task] of list(job['tasks']).entries()) {
        if (end === '_refresh') expect(environments).toContain(task['environment_key']);
        for (const before of list(task['depends_on'])) expect(tasks.slice(0, i)).toContain(before['task_key']);
      }
    }
  });

  test('applies the SQL of each layer with all parameters that it asks for', () => {
    const files = new Map(emitSql(sampleModel()).map(({ path, content }) => [path, content as string]));
    const tasks = list(jobOf(sampleModel(), '_tables')['tasks']);
    expect(tasks).toHaveLength(3);
    for (const { sql_task: task } of tasks) {
      const sql = files.get(posix.join('databricks/resources', String(task?.['file']?.['path'])));
      const asked = new Set([...(sql ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name));
      expect(Object.keys(task?.['parameters'] ?? {}).sort()).toEqual([...asked].sort());
    }
  });

  test('lets no two runs write the same tables at once', () => {
    expect(jobOf(sampleModel())['max_concurrent_runs']).toBe(1);
  });

  test('installs the runtime and the project by file, never by a public name', () => {
    expect(list(jobOf(sampleModel())['environments']).map(({ spec }) => spec?.['dependencies'])).toEqual([[`../wheels/${RUNTIME_WHEEL}`, '../../dist/*.whl']]);
    expect(emitWheel(new Uint8Array([1]))).toEqual([{ path: `databricks/wheels/${RUNTIME_WHEEL}`, content: new Uint8Array([1]) }]);
  });

  test('refers to files that are written, from the file that names them', () => {
    const model = sampleModel();
    const files = [emitBundle, emitApps, emitConfig, emitDashboards].flatMap((emit) => emit(model));
    const written = new Set(files.flatMap(({ path }) => [path, posix.dirname(path)]));
    for (const [type, , resource] of resourcesOf(model)) {
      if (type === 'apps') expect(written).toContain(posix.join('databricks/resources', String(resource['source_code_path'])));
      if (type === 'dashboards') expect(written).toContain(posix.join('databricks/resources', String(resource['file_path'])));
    }
    const folders = texts(bundleOf(model).get('databricks/bundle.yml')?.['sync']?.['paths']);
    for (const folder of folders)
      expect(
        [...written].some((path) => `${path}/`.startsWith(`${posix.join('databricks', folder)}/`)),
        folder,
      ).toBe(true);
  });

  test('gives every variable a value in every target, and uses none that is not declared', () => {
    const model = sampleModel();
    const files = bundleOf(model);
    const declared = files.get('databricks/variables/variables.yml')?.['variables'] ?? {};
    for (const { name } of model.environments) {
      const given = files.get(`databricks/variables/${name}.yml`)?.['targets']?.[name]?.['variables'];
      for (const [variable, { lookup }] of Object.entries(declared)) expect(lookup !== undefined || given?.[variable] !== undefined, variable).toBe(true);
    }
    const used = textsOf([...files.values()]).flatMap((text) => [...text.matchAll(/\$\{var\.(\w+)\}/g)].map((match) => match[1] ?? ''));
    expect([...new Set(used)].sort()).toEqual(Object.keys(declared).sort());
  });

  test('puts a layer with its own catalog there, in each environment', () => {
    const files = bundleOf(sampleModel());
    const catalog = (environment: string) => files.get(`databricks/variables/${environment}.yml`)?.['targets']?.[environment]?.['variables']?.['gold_catalog'];
    expect(files.get('databricks/resources/schemas.yml')?.['resources']?.['schemas']?.['gold_schema']?.['catalog_name']).toBe('${var.gold_catalog}');
    expect([catalog('lab'), catalog('prod')]).toEqual(['lab_trial', 'prod_published']);
  });

  test('has no schema for a layer of external tables alone, and no volume where no files land', () => {
    const model = sampleModel();
    const tables = model.tables.filter(({ kind }) => kind === 'external');
    const types = resourcesOf({ ...model, tables, dashboards: [] }).map(([type]) => type);
    expect(types).toEqual(['apps']);
  });

  test('has few files however many tables there are, because the CLI is slow on many', () => {
    const model = sampleModel();
    const tables = Array.from({ length: 2000 }, (_, i) => ({ ...aTable, key: `bronze.t${i}`, name: `t${i}`, module: `t${i}` }));
    expect(emitBundle({ ...model, tables }).length).toBeLessThan(20);
  });

  test('replaces nothing that a text of the definition holds', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constantFrom('${bundle.name}', '$${var.catalog}', '${${var.x}}', '$$${a}')), (text) => {
        for (const [path, tree] of bundleOf(modelWith(text))) {
          const references = textsOf(tree).flatMap((value) => value.match(/\$\{[^}]*\}?/g) ?? []);
          for (const reference of references)
            expect(reference, path).toMatch(
              /^\$\{(?:var\.[a-z0-9_]+|resources\.schemas\.[a-z0-9_]+\.name|bundle\.(?:name|target)|workspace\.(?:file_path|current_user\.userName))\}$/,
            );
        }
      }),
      { numRuns: 120 },
    );
  }, 60_000);

  test('is read alike by YAML 1.1 and 1.2, whatever texts the definition holds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { content } of emitBundle(modelWith(text)))
          expect(parse(content as string, { version: '1.1' })).toEqual(parse(content as string, { version: '1.2' }));
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

describe("the catalogue's name in a workspace", () => {
  const namesOf = (model: Model): string[] =>
    model.environments.map(({ name }) =>
      String(bundleOf(model).get(`databricks/variables/${name}.yml`)?.['targets']?.[name]?.['variables']?.['catalogue_app_name']),
    );

  test('is one that Databricks accepts, and another one per environment', () => {
    const model = sampleModel();
    const environments = ['test_one', 'test_two'].map((name) => ({ name, host: 'https://lab.example.com', catalog: 'ops' }));
    const long = { ...model, project: { ...model.project, package: 'a_very_long_project_name_that_goes_on' }, environments };
    for (const names of [namesOf(model), namesOf(long)]) {
      for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9-]{0,28}[a-z0-9]$/);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
