// Shared by the pipelines: one project, three layers, a few tables.
import { Environment, F, from, files, Layer, Project, Table, t } from '../../../src/index.ts';

export const project = new Project({ name: 'flights', ownerTeam: 'ops-data', description: 'On-time performance' });
export const dev = new Environment(project, 'dev', { host: 'https://dev.example', catalog: 'dev_ops' });
export const prod = new Environment(project, 'prod', { host: 'https://prod.example', catalog: 'ops', runAs: { servicePrincipal: 'ops-data' } });
export const bronze = new Layer(project, 'bronze');
export const silver = new Layer(project, 'silver');
export const gold = new Layer(project, 'gold');

export const flightsRaw = new Table(bronze, 'flights_raw', {
  source: files('landing/flights', { format: 'csv', header: true }),
  columns: {
    carrier: t.string().notNull().comment('IATA airline code'),
    flight: t.string(), tailnum: t.string(), origin: t.string(), dest: t.string(),
    dep_delay: t.string().comment('minutes as text, NA where cancelled'), time_hour: t.string(),
    loaded_at: t.timestamp(),
  },
});
export const airlines = new Table(bronze, 'airlines', {
  source: files('landing/airlines', { format: 'parquet' }),
  columns: { carrier: t.string().notNull(), name: t.string(), parent: t.string() },
});
export const flights = new Table(silver, 'flights_typed', {
  query: from(flightsRaw).select((f) => ({
    ...f,
    flight: f.flight.tryCast(t.int()),
    dep_delay: F.nullIfIn(f.dep_delay, ['NA', '']).tryCast(t.double()),
    time_hour: F.tryToTimestamp(f.time_hour, 'yyyy-MM-dd HH:mm:ss'),
  })),
});
