import { tmpdir } from 'node:os';
import {
  bar,
  Dashboard,
  Duration,
  Environment,
  ExternalTable,
  F,
  files,
  FreshnessRule,
  from,
  Layer,
  MetricRule,
  percent,
  perEnvironment,
  Project,
  python,
  QualityRule,
  ReferenceRule,
  sql,
  t,
  Table,
  UniqueRule,
  View,
} from '../../src/index.ts';
import type { Model, TableModel } from '../../src/model/model.ts';

/** A small project that has one of everything, made anew. */
export const makeSample = (): Model => {
  const project = new Project({ name: 'On-time flights', ownerTeam: 'ops data', description: 'Who is late, and why', outdir: tmpdir() });
  const lab = new Environment(project, 'lab', { host: 'https://lab.example.com', catalog: 'ops' });
  const prod = new Environment(project, 'prod', { host: 'https://prod.example.com', catalog: 'ops', runAs: { servicePrincipal: 'ops-data' } });
  const bronze = new Layer(project, 'bronze', { comment: 'as delivered' });
  const silver = new Layer(project, 'silver', { comment: 'clean: typed, joined' });
  const gold = new Layer(project, 'gold', { catalog: perEnvironment('answers').in(prod, 'published').in(lab, 'trial') });

  const raw = new Table(bronze, 'flights_raw', {
    intent: 'as the airport delivers it',
    source: files('landing/flights', { format: 'csv', header: true, nullValues: ['NA'] }),
    columns: {
      carrier: t.string().notNull().comment('IATA airline code'),
      flight: t.int(),
      dep_delay: t.double().comment('minutes, negative is early'),
      seen_at: t.timestamp(),
    },
  });
  const airlines = new ExternalTable(silver, 'airlines', { name: 'main.ref.airlines', columns: { carrier: t.string().notNull(), name: t.string() } });
  const flights = new Table(silver, 'flights', {
    intent: 'one row per flight, with the name of its airline',
    query: from(raw).join(airlines, { on: ['carrier'], how: 'left', expect: 'one', select: (f, a) => ({ ...f, airline: a.name }) }),
    primaryKey: ['carrier', 'flight'],
    write: { strategy: 'merge', keys: ['carrier', 'flight'] },
  });
  new QualityRule(flights, 'delay_sane', {
    description: 'nobody waits for two days',
    check: (f) => f.dep_delay.between(-120, 2880),
    onViolation: 'quarantine',
    severity: 'high',
    nulls: 'pass',
    failAbove: percent(5),
  });
  new ReferenceRule(flights, 'airline_known', { to: airlines, on: (f, a) => f.carrier.eq(a.carrier), onViolation: 'quarantine' });
  new FreshnessRule(flights, 'flown_lately', { column: 'seen_at', maxAge: Duration.hours(36), onViolation: 'warn', severity: 'low' });
  new MetricRule(flights, 'usual_delay', { metric: (f) => F.avg(f.dep_delay), min: -10, max: 60.5, withinOfUsual: percent(50), onViolation: 'warn' });
  new UniqueRule(flights, 'one_per_flight', { columns: ['carrier', 'flight'], onViolation: 'fail' });
  const rotations = new Table(silver, 'rotations', {
    intent: 'how often each plane flies',
    columns: { carrier: t.string(), turns: t.bigint() },
    query: python({ file: 'bodies/rotations.py', function: 'rotations', inputs: { flights } }),
  });
  const delays = new Table(gold, 'delays', {
    intent: 'flights per airline',
    query: from(flights)
      .groupBy('carrier')
      .agg(() => ({ flights: F.count() })),
    clusterBy: ['carrier'],
  });
  new View(gold, 'busy', { intent: 'airlines with many flights', query: from(delays).where((d) => d.flights.gt(100)) });
  new Table(gold, 'turnaround', { intent: 'how fast planes turn', columns: { carrier: t.string(), minutes: t.double() } });
  new Table(gold, 'hours', {
    intent: 'by hour',
    columns: { carrier: t.string(), late: t.bigint() },
    query: sql`select carrier, flights as late from ${delays}`,
  });
  new Dashboard(gold, 'ops', { title: 'Delays: ${bundle.name}', widgets: [bar(delays, { x: 'carrier', y: 'flights' })] });
  void rotations;

  const { model, diagnostics } = project.check();
  if (!model) throw new Error(diagnostics.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return model;
};

let sample: Model | undefined;
/** The sample, made once: making a project takes longer than a test should. */
export const sampleModel = (): Model => {
  sample ??= makeSample();
  return sample;
};

/** Some table, to be changed and multiplied. */
export const aTable: TableModel = {
  kind: 'table',
  key: 'bronze.some',
  layer: 'bronze',
  name: 'some',
  module: 'some',
  columns: [],
  body: { kind: 'unwritten' },
  reads: [],
  write: { strategy: 'overwrite' },
  primaryKey: [],
  clusterBy: [],
  partitionBy: [],
  tags: {},
  rules: [],
};
