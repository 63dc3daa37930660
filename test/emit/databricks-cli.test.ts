import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Model } from '../../src/model/model.ts';
import { cacheFolder } from '../../src/run/environment/cache.ts';
import { findProgram } from '../../src/run/environment/process.ts';
import { UV_VERSION } from '../../src/run/environment/requirements.ts';
import { projectFiles } from '../../src/synth/files.ts';
import { cliProblem, ensureCli, startWorkspace, type Workspace } from './databricks-cli.ts';
import { resourcesIn } from './merged.ts';
import { operatedModel } from './operated.ts';
import { sampleModel } from './sample.ts';
import { FULL } from '../suite.ts';

/** Building the CLI takes minutes of all cores, so that it is part of the long suite: `npm run test:full`. */
const problem = FULL ? cliProblem() : 'only in the long suite';

/** uv builds the project's wheel; local runs have it in the cache. */
const uvFolder = (): string => {
  const own = findProgram('uv', process.env);
  return own === undefined ? join(cacheFolder(process.env), 'uv', `${UV_VERSION}-${process.platform}-${process.arch}`, 'bin') : dirname(own);
};

describe.skipIf(problem !== undefined)(`the Databricks CLI${problem === undefined ? '' : ` (${problem})`}`, () => {
  let workspace: Workspace;
  const folders: string[] = [];
  /** A project in a folder, for the workspace of the test. */
  const written = (model: Model): string => {
    const root = mkdtempSync(join(tmpdir(), 'lakewright-bundle-'));
    folders.push(root);
    const here = { ...model, environments: model.environments.map((environment) => ({ ...environment, host: workspace.url })) };
    for (const { path, content } of projectFiles(here)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    // What is the user's own: apps and Python bodies.
    for (const { sourceDirectory } of model.apps) {
      mkdirSync(join(root, sourceDirectory), { recursive: true });
      writeFileSync(join(root, sourceDirectory, 'app.yaml'), 'command: [python, app.py]\n');
    }
    for (const { body } of model.tables) {
      if (body.kind !== 'python') continue;
      mkdirSync(dirname(join(root, body.file)), { recursive: true });
      writeFileSync(join(root, body.file), `def ${body.function}(**frames):\n    raise NotImplementedError\n`);
    }
    return join(root, 'databricks');
  };
  beforeAll(async () => {
    const folder = ensureCli();
    workspace = await startWorkspace(folder, [uvFolder()]);
    await workspace.call('POST', '/api/2.0/sql/warehouses', { name: 'Serverless Starter Warehouse', cluster_size: 'Small' });
  }, 900_000);
  afterAll(() => {
    workspace?.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const cases = [
    ['a project that uses all that operates one', operatedModel],
    ['a project without a job of its own', sampleModel],
  ] as const;
  const targets = cases.flatMap(([what, model]) => model().environments.map(({ name }) => [what, name, model] as const));

  it.each(targets)(
    'finds nothing in %s, deploys it to %s, and then sees no change',
    (_, target, model) => {
      const bundle = written(model());
      const validated = workspace.run(bundle, 'bundle', 'validate', '--strict', '--target', target);
      expect(validated.output).not.toMatch(/^(?:Error|Warning)/m);
      expect(validated.code, validated.output).toBe(0);
      const deployed = workspace.run(bundle, 'bundle', 'deploy', '--target', target, '--auto-approve');
      expect(deployed.code, deployed.output).toBe(0);
      const planned = workspace.run(bundle, 'bundle', 'plan', '--target', target);
      expect(planned.output).toMatch(/Plan: 0 to add, 0 to change, 0 to delete, \d+ unchanged/);
    },
    120_000,
  );

  it('merges a target into the bundle as the tests do', () => {
    const bundle = written(operatedModel());
    for (const target of ['dev', 'prod']) {
      const { answer } = workspace.run(bundle, 'bundle', 'validate', '--target', target, '--output', 'json');
      const json = JSON.parse(answer) as { readonly resources: ReturnType<typeof resourcesIn> };
      const ours = resourcesIn(operatedModel(), target);
      expect(Object.keys(json.resources).toSorted()).toEqual(Object.keys(ours).toSorted());
      /** Which fields there are, and how long the lists that a merge could double. */
      const shape = (jobs: (typeof ours)[string]): unknown =>
        Object.fromEntries(
          Object.entries(jobs).map(([key, job]) => {
            const tasks = job['tasks'] as readonly Readonly<Record<string, never>>[];
            const lengths = tasks.map((task) => {
              const { parameters } = (task['python_wheel_task'] ?? {}) as { readonly parameters?: readonly string[] };
              return [String(task['task_key']), { fields: Object.keys(task).toSorted(), parameters: parameters?.length }] as const;
            });
            const lists = ['job_clusters', 'environments'].map((list) => (job[list] as readonly unknown[] | undefined)?.length);
            return [key, { lists, tasks: Object.fromEntries(lengths) }];
          }),
        );
      expect(shape(json.resources['jobs'] ?? {})).toEqual(shape(ours['jobs'] ?? {}));
    }
  }, 120_000);

  it('refuses a misspelt field, so that a green answer says something', () => {
    const overrides = [{ path: 'resources.jobs.nightly_job.nmae', json: { value: '"x"' } }];
    const bundle = written({ ...operatedModel(), overrides });
    const { code, output } = workspace.run(bundle, 'bundle', 'validate', '--strict', '--target', 'dev');
    expect(output).toContain('unknown field: nmae');
    expect(code).toBe(1);
  }, 60_000);
});
