/** Jobs, pipelines, apps, grants and masks in the bundle and in SQL. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { emitBundle } from '../../src/emit/databricks/index.ts';
import { emitDocs } from '../../src/emit/docs/index.ts';
import { pythonFiles } from '../../src/emit/project/python.ts';
import { emitSql } from '../../src/emit/sql/index.ts';
import type { Model } from '../../src/model/model.ts';
import { ensurePython } from '../../src/run/environment/index.ts';
import { ColumnMask, F, files, from, Layer, QualityRule, RowFilter, Scd2Table, t, Table } from '../../src/index.ts';
import type { YamlMap } from '../../src/utils/yaml-text.ts';
import { newProject } from '../support.ts';
import { anyText } from '../utils/hostile.ts';
import { resourcesIn } from './merged.ts';
import { operatedModel } from './operated.ts';
import { sampleModel } from './sample.ts';
import { statementsOf } from './sql-lexer.ts';

// biome-ignore lint/suspicious/noExplicitAny: what YAML gives is looked at through expect
type Tree = any;
const jobIn = (target: string, key: string): Tree => resourcesIn(operatedModel(), target)['jobs']?.[key];
const appIn = (target: string): Tree => resourcesIn(operatedModel(), target)['apps']?.['delays_app'];
const sqlOf = (layer: string): readonly string[] =>
  emitSql(operatedModel())
    .filter(({ path }) => path === `databricks/sql/${layer}.sql`)
    .flatMap(({ content }) => statementsOf(content as string).map(({ text }) => text));

describe('a declared job', () => {
  it('takes the place of the one that refreshes everything', () => {
    expect(Object.keys(resourcesIn(operatedModel(), 'prod')['jobs'] ?? {})).toEqual([
      'nightly_job',
      'after_flights_job',
      'live_job',
      'marts_job',
      'air_ops_tables',
    ]);
    expect(Object.keys(resourcesIn(sampleModel(), 'prod')['jobs'] ?? {})).toEqual(['on_time_flights_refresh', 'on_time_flights_tables']);
  });
  it('has a task for each layer, in the order of lineage, with the tables that it names', () => {
    const tasks = jobIn('prod', 'after_flights_job').tasks as Tree[];
    expect(tasks.map(({ task_key, depends_on, python_wheel_task: { parameters } }) => [task_key, depends_on, parameters.slice(6, 8)])).toEqual([
      ['silver', undefined, ['--tables', 'silver.codes']],
      ['gold', undefined, ['--tables', 'gold.daily']],
    ]);
    expect(jobIn('prod', 'nightly_job').tasks[1].depends_on).toEqual([{ task_key: 'bronze' }]);
  });
  it('names the run, which a repair and a retry keep, so that each appends once', () => {
    for (const { python_wheel_task: task } of jobIn('prod', 'after_flights_job').tasks)
      expect(task.parameters.slice(4, 6)).toEqual(['--round', '{{job.run_id}}']);
  });
  it('builds as many tables at the same time as it says, or as the runtime finds fit', () => {
    const [bronze, silver] = jobIn('dev', 'nightly_job').tasks as Tree[];
    for (const { python_wheel_task: task } of [bronze, silver]) expect(task.parameters.slice(6, 8)).toEqual(['--threads', '8']);
    for (const { python_wheel_task: task } of jobIn('prod', 'after_flights_job').tasks) expect(task.parameters).not.toContain('--threads');
  });
  it('can be asked for an interval of some tables, or for all of them anew, and by default is not', () => {
    const { parameters, tasks } = jobIn('prod', 'after_flights_job');
    expect(parameters).toEqual([
      { name: 'backfill', default: '' },
      { name: 'full_refresh', default: 'false' },
      { name: 'tables', default: '' },
    ]);
    for (const { python_wheel_task: task } of tasks)
      expect(task.parameters.slice(8)).toEqual([
        '--backfill={{job.parameters.backfill}}',
        '--full-refresh={{job.parameters.full_refresh}}',
        '--select={{job.parameters.tables}}',
        '--job=silver,gold',
      ]);
    const plain = resourcesIn(sampleModel(), 'prod')['jobs']?.['on_time_flights_refresh'] as Tree;
    expect(plain.parameters.map(({ name }: Tree) => name)).toEqual(['full_refresh', 'tables']);
    expect(jobIn('prod', 'marts_job').parameters).toBeUndefined();
  });
  it('starts when its trigger says, by environment', () => {
    expect(jobIn('dev', 'nightly_job').trigger).toEqual({ periodic: { interval: 6, unit: 'HOURS' } });
    expect(jobIn('dev', 'nightly_job').schedule).toBeUndefined();
    expect(jobIn('prod', 'nightly_job').schedule).toEqual({ quartz_cron_expression: '0 0 3 ? * MON,TUE,WED,THU,FRI', timezone_id: 'Europe/Berlin' });
    expect(jobIn('prod', 'after_flights_job').trigger.table_update).toEqual({
      condition: 'ANY_UPDATED',
      table_names: ['${var.catalog}.air_ops_silver.flights', 'crm.gold.customers'],
    });
    expect(jobIn('prod', 'live_job').continuous).toEqual({ task_retry_mode: 'ON_FAILURE' });
  });
  it('runs on the compute of the environment', () => {
    const [dev, prod] = [jobIn('dev', 'nightly_job'), jobIn('prod', 'nightly_job')];
    expect([dev.job_clusters, prod.environments]).toEqual([undefined, undefined]);
    expect(dev.environments).toHaveLength(1);
    expect(prod.job_clusters).toHaveLength(1);
    expect(prod.job_clusters[0].new_cluster).toMatchObject({ node_type_id: 'i3.xlarge', autoscale: { min_workers: 2, max_workers: 8 } });
    for (const task of prod.tasks) expect([task.job_cluster_key, task.environment_key]).toEqual(['default', undefined]);
    for (const task of dev.tasks) expect([task.job_cluster_key, task.environment_key]).toEqual([undefined, 'default']);
  });
  it('gives variables to a cluster as Databricks resolves them, and elsewhere to the runtime', () => {
    expect(jobIn('prod', 'nightly_job').job_clusters[0].new_cluster.spark_env_vars).toEqual({ API_TOKEN: '{{secrets/ops/api-token}}', LOG_LEVEL: 'WARN' });
    expect(jobIn('dev', 'nightly_job').tasks[0].python_wheel_task.parameters.slice(-4)).toEqual([
      '--secret',
      'API_TOKEN=ops/api-token',
      '--variable',
      'LOG_LEVEL=DEBUG',
    ]);
  });
  it('tells people by mail, and a webhook by a task that fails in its turn', () => {
    const [dev, prod] = [jobIn('dev', 'nightly_job'), jobIn('prod', 'nightly_job')];
    expect([dev.email_notifications, prod.email_notifications]).toEqual([undefined, { on_failure: ['ops@example.com'] }]);
    const last = prod.tasks.at(-1);
    expect([last.run_if, last.depends_on, last.max_retries]).toEqual(['AT_LEAST_ONE_FAILED', [{ task_key: 'bronze' }, { task_key: 'silver' }], undefined]);
    expect(last.python_wheel_task.parameters.slice(0, 2)).toEqual(['--webhook', 'ops-prod/pager-url']);
    const pyproject = String(pythonFiles(operatedModel()).find(({ path }) => path === 'pyproject.toml')?.content);
    expect(pyproject).toContain(`${JSON.stringify(last.python_wheel_task.entry_point).replaceAll('"', '')} = "databricks_utils.alert:main"`);
  });
  it('tells the webhook once: serverless compute, which retries what fails, does not retry that task', () => {
    const retries = (target: string) =>
      (jobIn(target, 'nightly_job').tasks as Tree[]).map(({ task_key, max_retries, disable_auto_optimization }) => [
        task_key,
        max_retries,
        disable_auto_optimization,
      ]);
    expect(retries('dev')).toEqual([
      ['bronze', 2, undefined],
      ['silver', 2, undefined],
      ['notify_failure', 0, true],
    ]);
    expect(retries('prod').at(-1)).toEqual(['notify_failure', undefined, undefined]);
  });
  it('updates a pipeline where it is declarative', () => {
    expect(jobIn('prod', 'marts_job').tasks).toEqual([{ task_key: 'update', pipeline_task: { pipeline_id: '${resources.pipelines.marts_pipeline.id}' } }]);
    const pipeline: Tree = resourcesIn(operatedModel(), 'prod')['pipelines']?.['marts_pipeline'];
    expect(pipeline.libraries).toEqual([{ file: { path: '../../pipelines/declarative/marts.py' } }]);
    expect(pipeline.run_as).toEqual({ service_principal_name: 'ops-data' });
  });
  it('is listed in the docs of the project with what starts it', () => {
    const page = String(emitDocs(operatedModel()).find(({ path }) => path === 'docs/deployment.md')?.content);
    expect(page).toContain('| `nightly` | `bronze`, `silver` | every 360 minutes; in `prod` `0 3 * * 1-5` Europe/Berlin | `nightly_job` |');
    expect(page).not.toContain('air_ops_refresh');
  });
  it('names only tasks that exist', () => {
    for (const target of ['dev', 'prod'])
      for (const job of Object.values(resourcesIn(operatedModel(), target)['jobs'] ?? {}) as Tree[]) {
        const keys = job.tasks.map((task: Tree) => task.task_key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const task of job.tasks) for (const { task_key } of task.depends_on ?? []) expect(keys).toContain(task_key);
      }
  });
});

describe('an app', () => {
  it('is started by the deployment that creates it, as is the data catalogue', () => {
    for (const target of ['dev', 'prod'])
      for (const app of Object.values(resourcesIn(operatedModel(), target)['apps'] ?? {}) as Tree[]) expect(app.lifecycle).toEqual({ started: true });
  });
  it('has a name of its own in each environment', () => {
    expect([appIn('dev').name, appIn('prod').name]).toEqual(['air-ops-delays-dev', 'air-ops-delays-prod']);
  });
  it('gets names of tables, the warehouse, and secrets by reference', () => {
    const env = Object.fromEntries(appIn('prod').config.env.map(({ name, value, value_from }: Tree) => [name, value ?? `from ${value_from}`]));
    expect(env).toEqual({
      DATABRICKS_WAREHOUSE_ID: 'from warehouse',
      TABLE_GOLD_DAILY: '${var.gold_catalog}.air_ops_gold.daily',
      TABLE_SILVER_CRM: 'crm.gold.customers',
      TABLE_SILVER_CODES: '${var.catalog}.air_ops_silver.codes',
      PAGER: 'from secret-pager',
      THEME: 'dark',
    });
    const names = appIn('prod').resources.map(({ name }: Tree) => name);
    for (const { value_from } of appIn('prod').config.env as Tree[]) if (value_from) expect(names).toContain(value_from);
    expect(appIn('prod').resources.find(({ secret }: Tree) => secret).secret).toEqual({ scope: 'ops', key: 'pager-url', permission: 'READ' });
  });
  it('has a resource of its own for each table and secret, whatever they are called', () => {
    const model = operatedModel();
    const crm = model.tables.find(({ key }) => key === 'silver.crm');
    if (!crm) throw new Error('no external table');
    const other = { ...crm, key: 'gold.crm', layer: 'gold' };
    const secret = (key: string) => ({ kind: 'secret', secret: { scope: { value: 'ops' }, key } }) as const;
    const long = 'a_secret_with_a_name_that_is_too_long';
    const apps = model.apps.map((app) => ({
      ...app,
      reads: ['silver.crm', 'gold.crm'],
      environment: { A: secret('one'), a: secret('two'), A_2: secret('three'), [long]: secret('four') },
    }));
    const app: Tree = resourcesIn({ ...model, tables: [...model.tables, other], apps }, 'prod')['apps']?.['delays_app'];
    const names = app.resources.map(({ name }: Tree) => name);
    expect(names).toEqual([
      'warehouse',
      'table-crm',
      'table-crm-2',
      'secret-a',
      'secret-a-2',
      'secret-a-3',
      expect.stringMatching(/^secret-a-secret-wi-[0-9a-f]{8}$/),
    ]);
    const keyOf = new Map(app.resources.map(({ name, secret: given }: Tree) => [name, given?.key]));
    const given = app.config.env.filter(({ name }: Tree) => name in (apps[0]?.environment ?? {}));
    expect(given.map(({ name, value_from }: Tree) => [name, keyOf.get(value_from)])).toEqual([
      ['A', 'one'],
      ['A_2', 'three'],
      ['a', 'two'],
      [long, 'four'],
    ]);
  });
  it('may see the schemas of its tables, and gets its rights on them by SQL', () => {
    const principal = '${resources.apps.delays_app.service_principal_client_id}';
    const grants = (schema: string): Tree => resourcesIn(operatedModel(), 'prod')['schemas']?.[schema]?.['grants'];
    expect(grants('silver_schema')).toEqual([{ principal, privileges: ['USE_SCHEMA'] }]);
    expect(grants('gold_schema')).toContainEqual({ principal, privileges: ['USE_SCHEMA'] });
    expect(grants('bronze_schema')).toBeUndefined();
    expect(sqlOf('silver')).toContain(
      "SET VAR statement = 'GRANT SELECT, MODIFY ON TABLE air_ops_silver.codes TO `' || replace({{delays_app}}, '`', '``') || '`'",
    );
    const task = jobIn('prod', 'air_ops_tables').tasks.find(({ task_key }: Tree) => task_key === 'silver');
    expect(task.sql_task.parameters).toEqual({ catalog: '${var.catalog}', environment: '${bundle.target}', delays_app: principal });
  });
});

describe('grants', () => {
  it('on a layer stand at its schema, by environment', () => {
    const grants = (target: string): Tree => resourcesIn(operatedModel(), target)['schemas']?.['gold_schema']?.['grants'];
    expect(grants('dev').slice(0, 2)).toEqual([
      { principal: 'analysts', privileges: ['SELECT', 'USE_SCHEMA'] },
      { principal: 'robot-dev', privileges: ['ALL_PRIVILEGES'] },
    ]);
    expect(grants('prod')[1].principal).toBe('robot');
  });
  it('on tables and views are SQL, also where the principal differs by environment', () => {
    expect(sqlOf('gold')).toContain('GRANT SELECT ON VIEW air_ops_gold.late TO `someone@example.com`');
    expect(sqlOf('silver')).toContain(
      "SET VAR statement = 'GRANT SELECT, MODIFY ON TABLE air_ops_silver.flights TO `' || replace(CASE {{environment}} WHEN 'prod' THEN 'market`ing' ELSE 'marketing dev' END, '`', '``') || '`'",
    );
  });
});

describe('the page about access', () => {
  const pages = emitDocs(operatedModel());
  const text = String(pages.find(({ path }) => path === 'docs/access.md')?.content);
  it('says who may do what, what is hidden, and what apps use', () => {
    expect(text).toContain('| layer `gold` | service principal `robot-dev`, in `prod` `robot` | ALL PRIVILEGES |');
    expect(text).toContain('| [`silver.flights`](data-dictionary/silver.md#silverflights) | `delay` | `round(delay, 0)` |');
    expect(text).toContain("#silverflights) | `is_account_group_member('all_regions') OR region = 'EU'` |");
    expect(text).toContain('| delays | `apps/delays` | [`gold.daily`](data-dictionary/gold.md#golddaily), ');
  });
  it('is there only where there is something to say', () => {
    expect(emitDocs(sampleModel()).map(({ path }) => path)).not.toContain('docs/access.md');
  });
});

describe('masks and row filters', () => {
  it('are functions of the columns that they use, and hold for quarantined rows too', () => {
    const silver = sqlOf('silver');
    expect(silver).toContain(
      "CREATE OR REPLACE FUNCTION air_ops_silver.flights__hide_email(email STRING, region STRING)\nRETURNS STRING\nRETURN CASE WHEN is_account_group_member('marketing') THEN email ELSE concat('at ', region) END",
    );
    for (const table of ['flights', 'flights_quarantine']) {
      expect(silver).toContain(`ALTER TABLE air_ops_silver.${table} ALTER COLUMN email SET MASK air_ops_silver.flights__hide_email USING COLUMNS (region)`);
      expect(silver).toContain(`ALTER TABLE air_ops_silver.${table} ALTER COLUMN delay SET MASK air_ops_silver.flights__hide_delay`);
      expect(silver).toContain(`ALTER TABLE air_ops_silver.${table} SET ROW FILTER air_ops_silver.flights__own_region ON (region)`);
    }
    expect(sqlOf('gold')).toContain('ALTER TABLE air_ops_gold.daily SET ROW FILTER air_ops_gold.daily__insiders ON ()');
  });
  it('show less of quarantined rows where they ask for the versions of rows, which those do not have', () => {
    const project = newProject('crm');
    const silver = new Layer(project, 'silver');
    const raw = new Table(silver, 'raw', {
      source: files('landing', { format: 'csv' }),
      columns: { id: t.int(), at: t.int(), email: t.string(), region: t.string() },
    });
    const people = new Scd2Table(silver, 'people', { query: from(raw), keys: ['id'], sequenceBy: 'at' });
    new QualityRule(people, 'known', { check: (p) => p.email.isNotNull(), onViolation: 'quarantine' });
    new ColumnMask(people, 'hide_email', { column: 'email', show: (email, p) => F.when(p.__END_AT.isNull(), email).otherwise('old') });
    new ColumnMask(people, 'hide_region', { column: 'region', show: (region) => F.upper(region) });
    new ColumnMask(people, 'hide_end', { column: '__END_AT', show: () => F.lit(0) });
    new RowFilter(people, 'current', { show: (p) => F.isMember('all').or(p.__END_AT.isNull(), p.region.eq('EU').or(p.__START_AT.gt(0))) });
    const { draft } = project.check();
    const statements = (model: Model): readonly string[] =>
      emitSql(model).flatMap(({ content }) =>
        statementsOf(content as string)
          .map(({ text }) => text)
          .filter((text) => /people_quarantine/.test(text) && !text.startsWith('CREATE TABLE')),
      );
    expect(statements(draft())).toEqual([
      'CREATE OR REPLACE FUNCTION crm_silver.people_quarantine__hide_email(email STRING)\nRETURNS STRING\nRETURN CAST(NULL AS STRING)',
      'ALTER TABLE crm_silver.people_quarantine ALTER COLUMN email SET MASK crm_silver.people_quarantine__hide_email',
      'ALTER TABLE crm_silver.people_quarantine ALTER COLUMN region SET MASK crm_silver.people__hide_region',
      "CREATE OR REPLACE FUNCTION crm_silver.people_quarantine__current(region STRING)\nRETURNS BOOLEAN\nRETURN is_account_group_member('all') OR region = 'EU'",
      'ALTER TABLE crm_silver.people_quarantine SET ROW FILTER crm_silver.people_quarantine__current ON (region)',
    ]);
    const [filter] = draft().rowFilters;
    if (filter?.show.kind !== 'call' || !filter.show.args[1]) throw new Error('no alternatives');
    const versionsOnly = { ...filter, show: filter.show.args[1] };
    expect(statements({ ...draft(), rowFilters: [versionsOnly] })).toContain(
      'CREATE OR REPLACE FUNCTION crm_silver.people_quarantine__current()\nRETURNS BOOLEAN\nRETURN false',
    );
  });
  it('are there before anybody is let in, and all of it before the owner changes', () => {
    const silver = sqlOf('silver');
    const [mask, grant] = ['SET MASK', 'EXECUTE IMMEDIATE'].map((part) => silver.findIndex((text) => text.includes(part)));
    expect(mask).toBeGreaterThan(0);
    expect(mask).toBeLessThan(grant ?? 0);
  });
});

describe('overrides of the bundle', () => {
  it('set what no option says, in each environment', () => {
    expect(jobIn('dev', 'nightly_job').health.rules).toHaveLength(1);
    expect(['dev', 'prod'].map((target) => jobIn(target, 'nightly_job').tasks[1].min_retry_interval_millis)).toEqual([1000, 60000]);
    const root = String(emitBundle(operatedModel()).find(({ path }) => path === 'databricks/bundle.yml')?.content);
    expect(root).toContain('    presets:\n      tags:\n        tier: one\n');
  });
  it('take a field away where they are null', () => {
    const overrides = [{ path: 'resources.jobs.nightly_job.queue', json: { value: 'null' } }];
    expect(resourcesIn({ ...operatedModel(), overrides }, 'dev')['jobs']?.['nightly_job']?.['queue']).toBeUndefined();
  });
});

/** Databricks' own Python classes of a bundle refuse unknown fields and values: a package of a registry, without a workspace. */
const CLASSES = `
import json, sys
from databricks.bundles.core._resource_type import _ResourceType
types = {t.plural_name: t.resource_type for t in _ResourceType.all()}
found, seen = [], 0
for where, kind, key, resource in json.load(sys.stdin):
    seen += 1
    try: types[kind].from_dict(resource)
    except Exception as error: found.append(f"{where} {kind}.{key}: {error}")
print(json.dumps([found, seen]))
`;
describe("Databricks' classes of resources", () => {
  const resourcesOf = (model: Model): readonly (readonly [string, string, string, YamlMap])[] =>
    model.environments.flatMap(({ name }) =>
      Object.entries(resourcesIn(model, name)).flatMap(([type, resources]) => Object.entries(resources).map(([key, one]) => [name, type, key, one] as const)),
    );
  const given = [...resourcesOf(operatedModel()), ...resourcesOf(sampleModel())];
  let [found, seen]: readonly [readonly string[], number] = [[], 0];
  beforeAll(async () => {
    const { env, python } = await ensurePython({ extras: ['databricks-bundles==1.22.1'] });
    const input = JSON.stringify([...given, ['dev', 'jobs', 'x', { name: 'x', nmae: 'y' }]]);
    const { stdout, stderr, status } = spawnSync(python, ['-c', CLASSES], { env, input, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    [found, seen] = JSON.parse(stdout);
  });
  it('take every resource in every target, and would refuse a field that they do not know', () => {
    expect(seen).toBe(given.length + 1);
    expect(found).toEqual(["dev jobs.x: Unexpected field 'nmae' for class Job"]);
  });
});

describe('texts of the definition', () => {
  /** The model with a text wherever one of jobs, grants and masks may stand. */
  const holding = (text: string): Model => {
    const model = operatedModel();
    const setting = { value: text, overrides: { prod: `${text}!` } };
    const environment = { LEVEL: { kind: 'value', value: setting } } as const;
    return {
      ...model,
      jobs: model.jobs.map((job) => (job.engine === 'declarative' ? job : { ...job, environment, email: { value: [text] } })),
      apps: model.apps.map((app) => ({ ...app, environment })),
      grants: model.grants.map((grant) => ({ ...grant, to: { ...grant.to, name: grant.name === 'someone' ? { value: text } : setting } })),
      rowFilters: model.rowFilters.map((filter) => {
        const literal = { kind: 'literal', value: text, type: { kind: 'string' }, nullable: false } as const;
        return { ...filter, show: { kind: 'call', fn: 'eq', args: [literal, literal], type: { kind: 'boolean' }, nullable: false } as const };
      }),
      overrides: [],
    };
  };
  const OWN =
    /^\$\{(?:var\.[a-z0-9_]+|resources\.(?:schemas|pipelines|apps)\.[a-z0-9_]+\.(?:name|id|service_principal_client_id)|bundle\.(?:name|target)|workspace\.(?:file_path|current_user\.userName))\}$/;
  it('become no reference of the bundle, and are read alike by YAML 1.1 and 1.2', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constantFrom('${bundle.name}', '$${var.catalog}', '$$${a}')), (text) => {
        for (const { path, content } of emitBundle(holding(text))) {
          const tree = parse(content as string, { version: '1.2' });
          expect(parse(content as string, { version: '1.1' })).toEqual(tree);
          for (const reference of JSON.stringify(tree).match(/\$\{[^}]*\}?/g) ?? []) expect(reference, path).toMatch(OWN);
        }
      }),
      { numRuns: 40 },
    );
  });
  it('leave the statements of SQL what they are', () => {
    const kinds = (model: Model): readonly string[] =>
      emitSql(model).flatMap(({ content }) => statementsOf(content as string).map(({ skeleton }) => skeleton.slice(0, 12)));
    // A principal that must not stand in backticks is given as a text, by three statements more.
    const plain = { bare: kinds(holding('plain')), given: kinds(holding('${x}')) };
    fc.assert(
      fc.property(anyText, (text) => {
        expect(kinds(holding(text))).toEqual(/\$\{|\{\{/.test(text) ? plain.given : plain.bare);
      }),
      { numRuns: 100 },
    );
  });
});
