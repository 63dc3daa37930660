import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Model } from '../../src/model/model.ts';
import { cacheFolder } from '../../src/run/environment/cache.ts';
import { ensurePython } from '../../src/run/environment/index.ts';
import { findProgram } from '../../src/run/environment/process.ts';
import { UV_VERSION } from '../../src/run/environment/requirements.ts';
import { projectFiles } from '../../src/synth/files.ts';
import { cliProblem, ensureCli, startWorkspace, type Workspace } from './databricks-cli.ts';
import { resourcesIn } from './merged.ts';
import { operatedModel } from './operated.ts';
import { sampleModel } from './sample.ts';
import { FULL } from '../suite.ts';
import { watchedModel } from './watched.ts';

/** Building the CLI takes minutes of all cores, so that it is part of the long suite: `npm run test:full`. */
const problem = FULL ? cliProblem() : 'only in the long suite';

interface Deployed {
  readonly settings: {
    readonly name: string;
    readonly tasks: readonly { readonly task_key: string; readonly python_wheel_task?: { readonly parameters?: readonly string[] } }[];
  };
}
interface Run {
  readonly run_page_url: string;
  readonly job_parameters?: readonly { readonly name: string; readonly value?: string }[];
}
const runsOf = async (workspace: Workspace): Promise<readonly Run[]> =>
  ((await workspace.call('GET', '/api/2.2/jobs/runs/list')) as { readonly runs?: readonly Run[] }).runs ?? [];
/** The body of a request, as the CLI itself logs what it sends. */
const sentTo = (path: string, log: string): unknown => {
  const lines = log.split('\n');
  const first = lines.findIndex((line) => line.endsWith(`POST ${path}`)) + 1;
  const length = lines.slice(first).findIndex((line) => !line.startsWith('> '));
  return JSON.parse(
    lines
      .slice(first, first + length)
      .map((line) => line.slice(2))
      .join(''),
  );
};
/** As the guide says it, with what the jobs API is to get and what then holds in the run. */
const ASKED: readonly (readonly [given: readonly string[], body: object, values: Readonly<Record<string, string>>])[] = [
  [[], {}, { backfill: '', full_refresh: 'false', tables: '' }],
  [
    ['--params', 'backfill=5000..6000,tables=silver.codes'],
    { job_parameters: { backfill: '5000..6000', tables: 'silver.codes' } },
    { backfill: '5000..6000', full_refresh: 'false', tables: 'silver.codes' },
  ],
  [
    ['--params', 'tables=bronze.flights_raw silver.codes'],
    { job_parameters: { tables: 'bronze.flights_raw silver.codes' } },
    { backfill: '', full_refresh: 'false', tables: 'bronze.flights_raw silver.codes' },
  ],
  [
    ['--', '--full_refresh', 'true', '--tables', 'bronze.flights_raw,silver.codes'],
    { job_parameters: { full_refresh: 'true', tables: 'bronze.flights_raw,silver.codes' } },
    { backfill: '', full_refresh: 'true', tables: 'bronze.flights_raw,silver.codes' },
  ],
];
const PARSED = `
import json, sys
from databricks_utils.runs.entry import _parser, interval_of
from databricks_utils.runs.job import split_names
found = []
for arguments in json.load(sys.stdin):
    asked = _parser().parse_args(arguments)
    interval = interval_of(asked.backfill)
    found.append({
        "select": split_names(asked.select),
        "full_refresh": asked.full_refresh,
        "backfill": interval and [str(interval.start), str(interval.end)],
    })
print(json.dumps(found))
`;

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
    ['a project whose dashboard has a file for each environment', watchedModel],
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

  it('starts the apps that it deploys, and deploys their files again when it runs them', async () => {
    const bundle = written(operatedModel());
    const deployed = workspace.run(bundle, 'bundle', 'deploy', '--target', 'dev', '--auto-approve');
    expect(deployed.code, deployed.output).toBe(0);
    const app = (await workspace.call('GET', '/api/2.0/apps/air-ops-delays-dev')) as { readonly compute_status: { readonly state: string } };
    expect(app.compute_status.state).toBe('ACTIVE');
    const run = workspace.run(bundle, 'bundle', 'run', 'delays_app', '--target', 'dev', '--debug');
    expect(run.code, run.output).toBe(0);
    expect(sentTo('/api/2.0/apps/air-ops-delays-dev/deployments', run.output)).toMatchObject({ source_code_path: expect.stringMatching(/apps\/delays$/) });
  }, 120_000);

  it('starts a run that asks for what its parameters say: what the jobs API gets, and what the runtime makes of it', async () => {
    const bundle = written(operatedModel());
    const deployed = workspace.run(bundle, 'bundle', 'deploy', '--target', 'dev', '--auto-approve');
    expect(deployed.code, deployed.output).toBe(0);
    const { jobs } = (await workspace.call('GET', '/api/2.2/jobs/list?expand_tasks=true')) as { readonly jobs: readonly Deployed[] };
    const [silver] = jobs
      .filter(({ settings }) => settings.name.endsWith('air_ops_nightly') && settings.name.startsWith('[dev '))
      .flatMap(({ settings }) => settings.tasks.filter((task) => task.task_key === 'silver'));
    const all: (readonly string[])[] = [];
    for (const [given, body, values] of ASKED) {
      const before = new Set((await runsOf(workspace)).map((run) => run.run_page_url));
      const { code, output } = workspace.run(bundle, 'bundle', 'run', 'nightly_job', '--target', 'dev', '--debug', ...given);
      expect(code, output).toBe(0);
      expect(sentTo('/api/2.2/jobs/run-now', output)).toEqual({ job_id: expect.any(Number), ...body });
      const [run] = (await runsOf(workspace)).filter((each) => !before.has(each.run_page_url));
      const asked = Object.fromEntries((run?.job_parameters ?? []).map(({ name, value }) => [name, value ?? '']));
      expect(asked).toEqual(values);
      // The test server starts a task with the names of the parameters in it, where a workspace puts their values.
      const parameters = silver?.python_wheel_task?.parameters ?? [];
      all.push(parameters.map((each) => each.replaceAll(/\{\{job\.parameters\.(\w+)\}\}/g, (_, name: string) => asked[name] ?? `no ${name}`)));
    }
    const { env, python } = await ensurePython({});
    const { stdout, stderr } = spawnSync(python, ['-c', PARSED], { env, input: JSON.stringify(all), encoding: 'utf8' });
    expect(stdout, stderr).not.toBe('');
    expect(JSON.parse(stdout)).toEqual([
      { select: [], full_refresh: false, backfill: null },
      { select: ['silver.codes'], full_refresh: false, backfill: ['5000', '6000'] },
      { select: ['bronze.flights_raw', 'silver.codes'], full_refresh: false, backfill: null },
      { select: ['bronze.flights_raw', 'silver.codes'], full_refresh: true, backfill: null },
    ]);
  }, 180_000);

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
