import { describe, expect, it } from 'vitest';
import {
  App,
  ColumnMask,
  Duration,
  Environment,
  ExternalTable,
  F,
  files,
  from,
  Grant,
  Job,
  Layer,
  MonteCarloMonitor,
  perEnvironment,
  QualityRule,
  RowFilter,
  Scd2Table,
  Secret,
  sql,
  t,
  Table,
  View,
} from '../../src/index.ts';
import type { Diagnostic } from '../../src/model/diagnostics/index.ts';
import { readManifest, writeManifest } from '../../src/model/manifest.ts';
import { operatedModel } from '../emit/operated.ts';
import { codes, type Sample, sample } from '../support.ts';

/** What a definition gives: plain JavaScript, so that the type checker does not stand in the way. */
// biome-ignore lint/suspicious/noExplicitAny: these are mistakes on purpose
type Loose = any;
const found = (define: (s: Sample) => void): readonly Diagnostic[] => {
  const s = sample();
  define(s);
  return s.project.check().diagnostics;
};
const external = (s: Sample) => new ExternalTable(s.silver, 'crm', { name: 'a.b.c', columns: { id: t.bigint() } });
const view = (s: Sample) => new View(s.gold, 'late', { query: from(s.flightsRaw) });
/** A table with a function of Spark 4.1. */
const newer = (s: Sample) => new Table(s.silver, 'a', { query: from(s.flightsRaw).withColumns((f) => ({ carrier: F.quote(f.carrier) })) });
const job = (s: Sample, more: object, name = 'j') => new Job(s.project, name, { refreshes: [s.bronze], ...more } as Loose);

describe('the checks of what operates a project find', () => {
  const cases: readonly (readonly [what: string, code: string, message: RegExp, define: (s: Sample) => void])[] = [
    ['a job that refreshes nothing', 'LW1003', /"refreshes" must be at least one layer or table/, (s) => job(s, { refreshes: [] })],
    ['a job over an empty layer', 'LW1040', /layer "gold", but the project writes no table/, (s) => job(s, { refreshes: [s.gold] })],
    ['a job over a table of others', 'LW1041', /refreshes names "silver\.crm", which another project writes/, (s) => job(s, { refreshes: [external(s)] })],
    ['a trigger that is a view', 'LW1041', /"gold\.late", which is a view/, (s) => job(s, { trigger: { onUpdateOf: [view(s)] } })],
    ['a minute that no hour has', 'LW1003', /"trigger\.cron" must be a schedule whose minute is/, (s) => job(s, { trigger: { cron: '61 3 * * *' } })],
    [
      'a schedule for one environment that is wrong',
      'LW1003',
      /whose hour is .*not "0 25/,
      (s) => job(s, { trigger: perEnvironment<Loose>({ cron: '0 3 * * *' }).in(s.prod, { cron: '0 25 * * *' }) }),
    ],
    [
      'a time zone that is none',
      'LW1003',
      /"trigger\.timezone" must be a time zone/,
      (s) => job(s, { trigger: { cron: '0 3 * * *', timezone: 'Europe/Berln' } }),
    ],
    [
      'a time zone in a spelling that Java does not know',
      'LW1003',
      /"trigger\.timezone" must be 'Europe\/Berlin', not "europe\/berlin"/,
      (s) => job(s, { trigger: { cron: '0 3 * * *', timezone: 'europe/berlin' } }),
    ],
    ['half a minute', 'LW1003', /"trigger\.every" must be whole minutes, not 90 seconds/, (s) => job(s, { trigger: { every: Duration.seconds(90) } })],
    ['a trigger of no kind', 'LW1003', /"trigger" must be \{ cron \}/, (s) => job(s, { trigger: { hourly: true } })],
    ['a cluster without machines', 'LW1003', /"compute" must be/, (s) => job(s, { compute: { kind: 'cluster', workers: 2 } })],
    [
      'a cluster without workers, in one environment',
      'LW1003',
      /"compute" must be/,
      (s) => job(s, { compute: { kind: 'cluster', nodeType: 'x', workers: perEnvironment(2).in(s.prod, 0) } }),
    ],
    [
      'more workers at least than at most',
      'LW1003',
      /a min that is at most max, not 9 to 8/,
      (s) => job(s, { compute: { kind: 'cluster', nodeType: 'x', workers: { min: perEnvironment(2).in(s.prod, 9), max: 8 } } }),
    ],
    ['a webhook that is a text', 'LW1003', /"onFailure\.webhook" must be new Secret/, (s) => job(s, { onFailure: { webhook: 'https://x.example' } })],
    [
      'an address that is none',
      'LW1003',
      /"onFailure\.email" must be a list of e-mail addresses/,
      (s) => job(s, { onFailure: { email: perEnvironment<Loose>([]).in(s.prod, ['ops']) } }),
    ],
    [
      'a secret scope with a slash',
      'LW1003',
      /"environment\.TOKEN" must be a secret whose scope and key/,
      (s) => job(s, { environment: { TOKEN: new Secret('a/b', 'c') } }),
    ],
    ['a variable whose name is none', 'LW1003', /"environment\.a-b" must be/, (s) => job(s, { environment: { 'a-b': 'x' } })],
    [
      'a secret as the value of a variable',
      'LW1024',
      /environment\.TOKEN holds what looks like a Databricks token/,
      (s) => job(s, { environment: { TOKEN: `dapi${'0'.repeat(32)}` } }),
    ],
    ['a secret among the addresses', 'LW1024', /onFailure\.email holds/, (s) => job(s, { onFailure: { email: [`token=${'x'.repeat(20)}@example.com`] } })],
    ['retries of a continuous job', 'LW1042', /"retries" cannot be used here: a continuous job restarts/, (s) => job(s, { trigger: 'continuous', retries: 1 })],
    [
      'a continuous job of two layers',
      'LW1042',
      /has one task, and this one needs 2/,
      (s) => {
        new Table(s.silver, 'a', { query: from(s.flightsRaw) });
        job(s, { refreshes: [s.bronze, s.silver], trigger: 'continuous' });
      },
    ],
    [
      'a continuous job with a webhook',
      'LW1042',
      /"onFailure\.webhook" cannot be used here/,
      (s) => job(s, { trigger: 'continuous', onFailure: { webhook: new Secret('a', 'b') } }),
    ],
    ['threads of a declarative job', 'LW1042', /"threads" cannot be used here: Lakeflow decides/, (s) => job(s, { engine: 'declarative', threads: 8 })],
    ['a job without a thread', 'LW1003', /"threads" must be a whole number from 1/, (s) => job(s, { threads: 0 })],
    ['a declarative job of single tables', 'LW1042', /refreshes whole layers/, (s) => job(s, { refreshes: [s.flightsRaw], engine: 'declarative' })],
    [
      'a declarative job on a cluster',
      'LW1042',
      /serverless/,
      (s) =>
        job(s, { engine: 'declarative', compute: perEnvironment<Loose>({ kind: 'serverless' }).in(s.prod, { kind: 'cluster', nodeType: 'x', workers: 1 }) }),
    ],
    ['a declarative job with variables', 'LW1042', /has no variables/, (s) => job(s, { engine: 'declarative', environment: { A: 'b' } })],
    [
      'a declarative job over snapshots',
      'LW1041',
      /engine names "silver\.versions", which is made from snapshots/,
      (s) => {
        const snapshots = { query: from(s.flightsRaw), from: 'snapshots', keys: ['carrier'], sequenceBy: 'time_hour' };
        new Scd2Table(s.silver, 'versions', snapshots as Loose);
        job(s, { refreshes: [s.silver], engine: 'declarative' });
      },
    ],
    [
      'a layer of two pipelines',
      'LW1043',
      /layer "bronze" is refreshed by "a", "b"/,
      (s) => [job(s, { engine: 'declarative' }, 'a'), job(s, { refreshes: [s.flightsRaw] }, 'b')],
    ],
    ['a table of two jobs', 'LW3010', /jobs "a", "b" both refresh "bronze\.flights_raw"/, (s) => [job(s, {}, 'a'), job(s, { refreshes: [s.flightsRaw] }, 'b')]],
    [
      'a function that serverless compute does not have',
      'LW3013',
      /^"silver\.a" uses F\.quote \(Spark 4\.1 or later\): job "j" runs on environment 4 of serverless compute, which has Spark 4\.0$/,
      (s) => {
        newer(s);
        job(s, { refreshes: [s.silver] });
      },
    ],
    [
      'a function in a rule that a runtime does not have in one environment',
      'LW3013',
      /F\.isValidVariant \(Spark 4\.2 or later\): job "j" runs on runtime 18\.2\.x-scala2\.13, which has Spark 4\.1$/,
      (s) => {
        new QualityRule(newer(s), 'valid', { check: (r) => F.isValidVariant(F.parseJson(r.carrier)), onViolation: 'warn' });
        const cluster = { kind: 'cluster', nodeType: 'x', workers: 1 };
        const later = { ...cluster, sparkVersion: '19.0.x-scala2.13' };
        job(s, { refreshes: [s.silver], compute: perEnvironment<Loose>(later).in(s.prod, { ...cluster, sparkVersion: '18.2.x-scala2.13' }) });
      },
    ],
    [
      'a function that the job of a project without jobs does not have',
      'LW3013',
      /F\.quote \(Spark 4\.1 or later\): the job of the project runs on environment 4/,
      (s) => newer(s),
    ],
    [
      'a quote in a body that Spark 4.0 loses',
      'LW3014',
      /^"silver\.a" has 'it''s' in its SQL, which Spark 4\.0 reads without the quote: job "j" runs on/,
      (s) => {
        new Table(s.silver, 'a', { columns: { x: t.string() }, query: sql`-- it's\nSELECT 'it''s' AS x FROM ${s.flightsRaw}` });
        job(s, { refreshes: [s.silver] });
      },
    ],
    [
      'a quote in the SQL of a relation that Spark 4.0 loses',
      'LW3014',
      /has "a""b" in its SQL/,
      (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).withColumns(() => ({ x: F.expr(t.string())`concat("a""b")` })) }),
    ],
    ['two jobs of one name', 'LW1004', /job "a-b", "a_b" collide/, (s) => [job(s, {}, 'a-b'), job(s, {}, 'a_b')]],
    ['a job without a name', 'LW1005', /job name "" must be/, (s) => job(s, {}, '')],
    [
      'a job for an environment of another project',
      'LW1017',
      /"compute\.nodeType" has a value for environment "prod"/,
      (s) => job(s, { compute: { kind: 'cluster', nodeType: perEnvironment('x').in(sample().prod, 'y'), workers: 1 } }),
    ],
    [
      'a privilege that tables do not have',
      'LW1003',
      /"privileges\.0" must be one of "SELECT"/,
      (s) => new Grant(s.flightsRaw, 'g', { to: { group: 'a' }, privileges: ['USE SCHEMA'] } as Loose),
    ],
    [
      'a change of a view',
      'LW1044',
      /MODIFY cannot be granted on the view "gold\.late"/,
      (s) => new Grant(view(s), 'g', { to: { group: 'a' }, privileges: ['MODIFY'] }),
    ],
    ['a grant to nobody', 'LW1003', /"to" must be \{ group \}/, (s) => new Grant(s.bronze, 'g', { to: {}, privileges: ['SELECT'] } as Loose)],
    [
      'a grant on a layer of others',
      'LW1049',
      /layer "silver" holds no table of the project/,
      (s) => {
        external(s);
        new Grant(s.silver, 'g', { to: { group: 'a' }, privileges: ['SELECT'] });
      },
    ],
    [
      'a mask of another type',
      'LW1045',
      /the mask of "dep_delay" gives string, but the column is double/,
      (s) => new ColumnMask(s.flightsRaw, 'm', { column: 'dep_delay', show: () => F.lit('***') } as Loose),
    ],
    [
      'a mask of a column that is not there',
      'LW2001',
      /"dep_dely" is not in bronze\.flights_raw/,
      (s) => new ColumnMask(s.flightsRaw, 'm', { column: 'dep_dely', show: () => F.lit('x') } as Loose),
    ],
    [
      'an aggregate in a mask',
      'LW2011',
      /sum is an aggregate and cannot be used in show/,
      (s) => new ColumnMask(s.flightsRaw, 'm', { column: 'dep_delay', show: (d) => F.sum(d) as Loose }),
    ],
    [
      'a second mask of a column',
      'LW1046',
      /column "tailnum" is masked by "m", "n"/,
      (s) => ['m', 'n'].map((name) => new ColumnMask(s.flightsRaw, name, { column: 'tailnum', show: () => F.lit('x') })),
    ],
    [
      'a second filter of a table',
      'LW1046',
      /rows of "bronze\.flights_raw" are filtered by/,
      (s) => ['m', 'n'].map((name) => new RowFilter(s.flightsRaw, name, { show: (f) => f.flight.gt(1) })),
    ],
    ['a filter that is no condition', 'LW2008', /show/, (s) => new RowFilter(s.flightsRaw, 'r', { show: (f) => f.flight as Loose })],
    [
      'a table made of a masked one',
      'LW3011',
      /"silver\.a" reads "bronze\.flights_raw", of which the job sees only what "m"/,
      (s) => {
        new ColumnMask(s.flightsRaw, 'm', { column: 'tailnum', show: () => F.lit('x') });
        new Table(s.silver, 'a', { query: from(s.flightsRaw) });
      },
    ],
    [
      'a masked table that runs merge into',
      'LW3012',
      /a run compares its rows with those of "silver\.a", of which it sees only what "few" lets it see/,
      (s) => {
        const merged = new Table(s.silver, 'a', { query: from(s.flightsRaw), write: { strategy: 'merge', keys: ['carrier'] } });
        new RowFilter(merged, 'few', { show: (f) => f.flight.gt(1) });
      },
    ],
    [
      'the value of another relation in a filter',
      'LW2042',
      /cannot be used in a mask or filter/,
      (s) => {
        const most = from(s.flightsRaw).agg((all) => ({ most: F.max(all.flight) }));
        new RowFilter(s.flightsRaw, 'few', { show: (f) => f.flight.lt(most.scalar()) });
      },
    ],
    [
      'a question about the reader in a query',
      'LW2060',
      /F\.isMember is used outside a mask or row filter/,
      (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).where(() => F.isMember('x')) }),
    ],
    ['a group without a name', 'LW2003', /isMember takes the name of a group/, (s) => new RowFilter(s.flightsRaw, 'r', { show: () => F.isMember('') })],
    ['an app outside of the project', 'LW1047', /"\.\.\/evil" is not a folder inside/, (s) => new App(s.project, 'a', { sourceDirectory: '../evil' })],
    ['two apps of one folder', 'LW1047', /belongs to another app/, (s) => ['a', 'b'].map((name) => new App(s.project, name, { sourceDirectory: 'apps/x' }))],
    ['an app called like the catalogue', 'LW1005', /is that of the data catalogue/, (s) => new App(s.project, 'data catalogue', { sourceDirectory: 'apps/x' })],
    [
      'an app that writes what others own',
      'LW1003',
      /"writes\.0" must be a table of this project/,
      (s) => new App(s.project, 'a', { sourceDirectory: 'apps/x', writes: [external(s)] } as Loose),
    ],
    [
      'an override of what is not there',
      'LW1048',
      /the bundle has no "nigthly_job" in resources\.jobs\.nigthly_job\.health/,
      (s) => {
        job(s, {}, 'nightly');
        s.project.overrideBundle('resources.jobs.nigthly_job.health', {});
      },
    ],
    ['an override of no path', 'LW1003', /"path" must be a path such as/, (s) => s.project.overrideBundle('resources', {})],
    ['an override that JSON cannot hold', 'LW1003', /"value" must be text, numbers/, (s) => s.project.overrideBundle('bundle.x', (() => 1) as Loose)],
    [
      'an override by environment of what has none',
      'LW1003',
      /only resources differ by environment/,
      (s) => s.project.overrideBundle('bundle.x', perEnvironment(1).in(s.prod, 2)),
    ],
    ['a secret in an override', 'LW1024', /bundle holds what looks like/, (s) => s.project.overrideBundle('bundle.x', { y: [`dapi${'0'.repeat(32)}`] })],
    [
      'a monitor that looks every minute',
      'LW1003',
      /"schedule" must be \{ every \} of whole hours/,
      (s) => new MonteCarloMonitor(s.flightsRaw, 'm', { metric: 'ROW_COUNT_CHANGE', schedule: { every: Duration.minutes(1) } }),
    ],
    [
      'a monitor with a schedule that is none',
      'LW1003',
      /"schedule\.cron" must be a schedule whose hour/,
      (s) => new MonteCarloMonitor(s.flightsRaw, 'm', { metric: 'ROW_COUNT_CHANGE', schedule: { cron: '0 99 * * *' } }),
    ],
    [
      'nobody to notify in one environment',
      'LW1003',
      /"notify" must be a list of texts/,
      (s) => new MonteCarloMonitor(s.flightsRaw, 'm', { metric: 'ROW_COUNT_CHANGE', notify: perEnvironment<Loose>([]).in(s.prod, '#ops') }),
    ],
    [
      'a Monte Carlo option that is unknown',
      'LW1001',
      /unknown option "monteCarlo\.warehose"/,
      (s) => new Environment(s.project, 'dev', { host: 'https://x.example', catalog: 'c', monteCarlo: { warehose: 'x' } } as Loose),
    ],
  ];
  it.each(cases)('%s', (_, code, message, define) => {
    const diagnostics = found(define);
    expect(codes(diagnostics)).toContain(code);
    const hit = diagnostics.find((d) => d.code === code && message.test(d.message));
    expect(hit, diagnostics.map((d) => `${d.code} ${d.message}`).join('\n')).toBeDefined();
    expect(hit?.at?.file).toBe(import.meta.filename);
  });
  it('nothing in a project that uses all of it', () => {
    expect(operatedModel().jobs.map(({ name }) => name)).toEqual(['nightly', 'after flights', 'live', 'marts']);
  });
  it('no warning about a function that came with the Spark of the job, or that no job needs', () => {
    const compute = { kind: 'cluster', nodeType: 'x', workers: 1, sparkVersion: '18.2.x-scala2.13' };
    for (const refreshed of ['silver', 'bronze'] as const) {
      const diagnostics = found((s) => {
        newer(s);
        job(s, { refreshes: [s[refreshed]], ...(refreshed === 'silver' ? { compute } : {}) });
      });
      expect(diagnostics).toEqual([]);
    }
  });
  it('no warning about texts beside each other, escaped quotes, names and comments', () => {
    const diagnostics = found((s) => {
      const query = sql`SELECT 'a' 'b' AS \`x''y\`, 'it\\'s' || '' || "'" AS y /* it''s */ FROM ${s.flightsRaw} WHERE carrier <> ${"it's"}`;
      new Table(s.silver, 'a', { columns: { x: t.string(), y: t.string() }, query });
    });
    expect(diagnostics).toEqual([]);
  });
  it('no warning about a masked table that has acknowledged it', () => {
    const diagnostics = found((s) => {
      const people = new Table(s.bronze, 'people', {
        source: files('people', { format: 'json' }),
        columns: { email: t.string() },
        acknowledge: ['LW3011'],
      });
      new ColumnMask(people, 'hide', { column: 'email', show: () => F.lit('***') });
      new Table(s.silver, 'people', { query: from(people) });
    });
    expect(diagnostics).toEqual([]);
  });
  it('no mistake in a view over a masked table, which hides from who reads it', () => {
    const diagnostics = found((s) => {
      new RowFilter(s.flightsRaw, 'few', { show: (f) => F.isMember('all').or(f.flight.gt(1)) });
      view(s);
    });
    expect(diagnostics).toEqual([]);
  });
  it('no mistake where a layer is declared after the job that names it would be refreshed', () => {
    const diagnostics = found((s) => {
      const late = new Layer(s.project, 'late');
      job(s, { refreshes: [late] });
      new Table(late, 'a', { query: from(s.flightsRaw) });
    });
    expect(diagnostics).toEqual([]);
  });
});

describe('the manifest', () => {
  it('holds what operates a project, and gives it back', () => {
    const model = operatedModel();
    expect(readManifest(writeManifest(model))).toEqual(model);
  });
});
