/** A project that uses all that operates and shares one: jobs, grants, masks, filters, apps, overrides. */
import {
  App,
  ColumnMask,
  type Compute,
  Duration,
  Environment,
  ExternalTable,
  F,
  files,
  from,
  Grant,
  Job,
  Layer,
  perEnvironment,
  Project,
  QualityRule,
  RowFilter,
  Secret,
  t,
  Table,
  type Trigger,
  View,
} from '../../src/index.ts';
import type { Model } from '../../src/model/model.ts';

const make = (): Model => {
  const project = new Project({ name: 'Air ops', ownerTeam: 'ops', outdir: process.cwd(), acknowledge: ['LW3010', 'LW3011'] });
  const dev = new Environment(project, 'dev', { host: 'https://dev.example.com', catalog: 'ops' });
  const prod = new Environment(project, 'prod', { host: 'https://prod.example.com', catalog: 'ops', runAs: { servicePrincipal: 'ops-data' } });
  const bronze = new Layer(project, 'bronze');
  const silver = new Layer(project, 'silver');
  const gold = new Layer(project, 'gold', { catalog: perEnvironment('answers').in(prod, 'published') });
  const marts = new Layer(project, 'marts');
  const raw = new Table(bronze, 'flights_raw', {
    source: files('landing/flights', { format: 'csv' }),
    columns: { carrier: t.string(), flight: t.int(), email: t.string(), region: t.string(), delay: t.double() },
  });
  const flights = new Table(silver, 'flights', { query: from(raw), primaryKey: ['carrier', 'flight'] });
  new QualityRule(flights, 'sane', { check: (f) => f.delay.le(3000), onViolation: 'quarantine', nulls: 'pass' });
  const codes = new Table(silver, 'codes', { query: from(raw).select((r) => ({ carrier: r.carrier, flight: r.flight })), backfillBy: 'flight' });
  const daily = new Table(gold, 'daily', {
    query: from(flights)
      .groupBy('carrier')
      .agg((f) => ({ flights: F.count(), delay: F.avg(f.delay) })),
  });
  const late = new View(gold, 'late', { query: from(daily).where((d) => d.delay.gt(15)) });
  const crm = new ExternalTable(silver, 'crm', { name: perEnvironment('crm_dev.gold.customers').in(prod, 'crm.gold.customers'), columns: { id: t.bigint() } });
  new Table(marts, 'summary', { query: from(daily) });

  new ColumnMask(flights, 'hide_email', {
    column: 'email',
    show: (email, f) => F.when(F.isMember('marketing'), email).otherwise(F.concat(F.lit('at '), f.region)),
  });
  new ColumnMask(flights, 'hide_delay', { column: 'delay', show: (delay) => F.round(delay, 0) });
  new RowFilter(flights, 'own_region', { show: (f) => F.isMember('all_regions').or(f.region.eq('EU')) });
  new RowFilter(daily, 'insiders', { show: () => F.isMember("o'hare") });
  new Grant(gold, 'analysts', { to: { group: 'analysts' }, privileges: ['SELECT', 'USE SCHEMA'] });
  new Grant(gold, 'robots', { to: { servicePrincipal: perEnvironment('robot-dev').in(prod, 'robot') }, privileges: ['ALL PRIVILEGES'] });
  new Grant(flights, 'marketing', { to: { group: perEnvironment('marketing dev').in(prod, 'market`ing') }, privileges: ['SELECT', 'MODIFY'] });
  new Grant(late, 'someone', { to: { user: 'someone@example.com' }, privileges: ['SELECT'] });

  new Job(project, 'nightly', {
    refreshes: [bronze, silver],
    trigger: perEnvironment<Trigger>({ every: Duration.hours(6) }).in(prod, { cron: '0 3 * * 1-5', timezone: 'Europe/Berlin' }),
    compute: perEnvironment<Compute>({ kind: 'serverless' }).in(prod, { kind: 'cluster', nodeType: 'i3.xlarge', workers: { min: 2, max: 8 } }),
    threads: 8,
    retries: 2,
    timeout: Duration.minutes(50),
    onFailure: {
      email: perEnvironment<readonly string[]>([]).in(prod, ['ops@example.com']),
      webhook: new Secret(perEnvironment('ops-dev').in(prod, 'ops-prod'), 'pager-url'),
    },
    environment: { API_TOKEN: new Secret('ops', 'api-token'), LOG_LEVEL: perEnvironment('DEBUG').in(prod, 'WARN') },
  });
  new Job(project, 'after flights', { refreshes: [daily, codes], trigger: { onUpdateOf: [flights, crm] } });
  new Job(project, 'live', { refreshes: [codes], trigger: 'continuous', compute: { kind: 'cluster', nodeType: 'i3.xlarge', workers: 2 } });
  new Job(project, 'marts', { refreshes: [marts], engine: 'declarative', trigger: { every: Duration.days(1) } });
  new App(gold, 'delays', {
    sourceDirectory: 'apps/delays',
    reads: [daily, crm],
    writes: [codes],
    environment: { THEME: perEnvironment('dark').in(dev, 'light'), PAGER: new Secret('ops', 'pager-url') },
  });
  project.overrideBundle('resources.jobs.nightly_job.health', { rules: [{ metric: 'RUN_DURATION_SECONDS', op: 'GREATER_THAN', value: 2400 }] });
  project.overrideBundle('resources.jobs.nightly_job.tasks[silver].min_retry_interval_millis', perEnvironment(1000).in(prod, 60000));
  project.overrideBundle('targets.prod.presets', { tags: { tier: 'one' } });
  const { model, diagnostics } = project.check();
  if (!model) throw new Error(diagnostics.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return model;
};
let made: Model | undefined;
/** Made once; models are frozen. */
export const operatedModel = (): Model => (made ??= make());
