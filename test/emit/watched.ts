/** A project with every widget and every way to watch a table. */
import {
  bar,
  counter,
  Dashboard,
  Environment,
  ExternalTable,
  F,
  files,
  from,
  grid,
  Layer,
  line,
  MonteCarloMonitor,
  perEnvironment,
  Project,
  QualityRule,
  t,
  Table,
  View,
} from '../../src/index.ts';
import type { Model } from '../../src/model/model.ts';

const make = (): Model => {
  const project = new Project({ name: 'Air traffic', outdir: process.cwd(), acknowledge: ['LW1014'] });
  const lab = new Environment(project, 'lab', { host: 'https://lab.example.com', catalog: 'ops' });
  const prod = new Environment(project, 'prod', { host: 'https://prod.example.com', catalog: 'ops' });
  const bronze = new Layer(project, 'bronze', { comment: 'as delivered', tags: { zone: 'raw' } });
  const silver = new Layer(project, 'silver');
  const gold = new Layer(project, 'gold', { catalog: perEnvironment('answers').in(prod, 'published') });
  const raw = new Table(bronze, 'flights_raw', {
    intent: "it's as delivered",
    source: files('landing/flights', { format: 'json' }),
    columns: {
      carrier: t.string().notNull().comment('IATA airline code'),
      flight: t.int().notNull(),
      delay: t.double(),
      day: t.date(),
      seen: t.timestamp(),
      passenger: t.string().tag('class', 'pii'),
      code: t.varchar(3),
      fare: t.struct({ amount: t.decimal(10, 2).notNull().comment('in euro'), 'tax code': t.string() }),
    },
    tags: { domain: 'ops' },
    clusterBy: 'auto',
    owner: perEnvironment('lab team').in(prod, 'data `prod`'),
  });
  const customers = new ExternalTable(silver, 'customers', {
    name: perEnvironment('lab.crm.customers').in(prod, 'main.crm.customers'),
    columns: { carrier: t.string(), name: t.string() },
  });
  const partners = new ExternalTable(silver, 'partners', { name: 'main.crm.partners', columns: { carrier: t.string() } });
  const flights = new Table(silver, 'flights', {
    query: from(raw).where((f) => f.delay.isNotNull()),
    primaryKey: ['carrier', 'flight'],
    partitionBy: ['day'],
    owner: 'ops',
    tags: { domain: 'ops', pii: '' },
  });
  new QualityRule(flights, 'sane', { check: (f) => f.delay.le(3000), onViolation: 'quarantine', nulls: 'violate' });
  const daily = new Table(gold, 'daily', {
    query: from(flights)
      .groupBy('day', 'carrier')
      .agg((f) => ({ flights: F.count(), late: F.count().filter(f.delay.gt(15)), mean: F.avg(f.delay) })),
    clusterBy: ['day'],
  });
  new View(gold, 'named', {
    intent: 'carriers by name',
    query: from(flights)
      .join(customers, { on: ['carrier'], select: (f, c) => ({ carrier: f.carrier, name: c.name }) })
      .semiJoin(partners, { on: ['carrier'] }),
    tags: { domain: 'ops' },
  });

  new Dashboard(gold, 'overview', {
    title: 'On time: *all* ${var.x} of #1',
    widgets: [
      counter(daily, { title: 'Flights', value: (d) => F.sum(d.flights) }),
      counter(daily, { title: 'Late', value: (d) => F.sum(d.late).div(F.sum(d.flights)), format: 'percent', description: 'share' }),
      counter(daily, { value: (d) => F.max(d.mean), format: 'currency' }),
      bar(daily, { x: 'carrier', y: ['flights', 'late'] }),
      line(daily, { x: 'day', y: 'mean', color: 'carrier', title: 'Delay' }),
      bar(flights, { x: 'flight', y: 'delay' }),
      grid(flights, { columns: ['carrier', 'delay'] }),
      grid(partners),
    ],
  });
  new MonteCarloMonitor(flights, 'volume', { metric: 'ROW_COUNT_CHANGE', notify: ['#ops', 'data@example.com', 'stewards', '#ops'] });
  new MonteCarloMonitor(flights, 'mean', {
    metric: 'NUMERIC_MEAN',
    column: 'delay',
    segmentBy: 'carrier',
    where: (f) => f.carrier.eq("o'hare").and(f.delay.gt(0)),
    threshold: { above: 60.5, below: -10 },
  });
  new MonteCarloMonitor(daily, 'nulls', { metric: 'NULL_RATE', column: 'mean', threshold: { above: 0 }, notify: ['#ops'] });
  void lab;
  const { model, diagnostics } = project.check();
  if (!model) throw new Error(diagnostics.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return model;
};
let made: Model | undefined;
/** Made once; models are frozen. */
export const watchedModel = (): Model => (made ??= make());
