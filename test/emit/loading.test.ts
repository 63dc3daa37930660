import { describe, expect, it } from 'vitest';
import { Duration, F, files, from, jdbc, kafka, newRows, perEnvironment, Secret, stream, t, Table } from '../../src/index.ts';
import { emitProject } from '../../src/emit/index.ts';
import { modelOf, sample } from '../support.ts';

const emitted = (): ReadonlyMap<string, string> => {
  const s = sample();
  const readings = new Table(s.bronze, 'readings', {
    source: kafka({
      servers: perEnvironment('broker:9092').in(s.prod, 'prod:9093'),
      topic: 'readings',
      onBadValue: 'quarantine',
      options: { 'security.protocol': 'SASL_SSL', 'sasl.jaas.config': new Secret('kafka', 'jaas') },
    }),
    columns: { device: t.string(), at: t.timestamp(), celsius: t.double() },
  });
  new Table(s.bronze, 'shop', {
    source: jdbc({
      url: 'jdbc:postgresql://db/shop',
      table: 'public.orders',
      password: new Secret('db', 'reader'),
      split: { column: 'id', from: '1', to: '100', parts: 4 },
    }),
    columns: { id: t.bigint() },
  });
  const orders = new Table(s.bronze, 'orders', {
    source: files('landing/orders', {
      format: 'csv',
      header: true,
      read: 'new',
      pattern: 'orders_*.csv',
      encoding: 'ISO-8859-1',
      dateFormats: ['yyyy-MM-dd', 'd.M.yyyy'],
      onNewColumns: 'rescue',
      metadata: { source_file: 'file_path' },
    }),
    columns: { id: t.bigint(), day: t.date(), source_file: t.string() },
  });
  new Table(s.silver, 'paid', {
    query: stream(orders, { skipChangeCommits: true }).join(from(s.flightsRaw), {
      on: (l, r) => l.id.eq(r.flight),
      select: (l, r) => ({ id: l.id, carrier: r.carrier }),
    }),
    write: { strategy: 'merge', keys: ['id'] },
  });
  new Table(s.silver, 'newest', {
    query: newRows(orders, { by: 'id', lookBack: 5 }).where((o) => o.day.isNotNull()),
    write: { strategy: 'merge', keys: ['id'] },
    backfillBy: 'day',
  });
  new Table(s.bronze, 'people', {
    source: jdbc({ url: 'jdbc:postgresql://db/shop', table: 'people', newBy: 'changed', lookBack: Duration.hours(2) }),
    columns: { id: t.bigint().notNull(), changed: t.timestamp().from('changed_at') },
    write: { strategy: 'merge', keys: ['id'] },
  });
  const hourly = stream(readings)
    .withWatermark('at', Duration.minutes(10))
    .groupBy((r) => ({ window: F.window(r.at, Duration.hours(1)) }))
    .agg(() => ({ n: F.count() }));
  new Table(s.gold, 'final', { query: hourly });
  new Table(s.gold, 'growing', { query: hourly.select((r) => ({ start: r.window.fields.start, n: r.n })), write: { strategy: 'merge', keys: ['start'] } });
  return new Map(emitProject(modelOf(s.project.check())).map((file) => [file.path, String(file.content)]));
};

describe('pipelines of sources and streams', () => {
  const of = emitted();
  const text = (path: string): string => (of.get(path) ?? '').replaceAll(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(', )', ')');
  it('name what differs by environment, and secrets by scope and key', () => {
    expect(text('pipelines/bronze.py')).toContain('servers={"default": "broker:9092", "prod": "prod:9093"}');
    expect(text('pipelines/bronze.py')).toContain('"sasl.jaas.config": SecretRef("kafka", "jaas"), "security.protocol": "SASL_SSL"');
    expect(text('pipelines/bronze.py')).toContain('split=JdbcSplit("id", "1", "100", 4), options={"password": SecretRef("db", "reader")}');
  });
  it('say how files are read', () => {
    expect(text('pipelines/bronze.py')).toContain(
      'FileSource("landing/orders", format="csv", read="new", header=True, encoding="ISO-8859-1", date_formats=["yyyy-MM-dd", "d.M.yyyy"], on_bad_value="fail", on_new_columns="rescue", pattern="orders_*.csv", metadata={"source_file": "file_path"}',
    );
  });
  it('tell streams from tables that are read as a whole', () => {
    expect(text('pipelines/silver.py')).toContain(
      'inputs={"flights_raw": "bronze.flights_raw"}, streams={"orders": TableStream("bronze.orders", skip_change_commits=True)}',
    );
  });
  it('say by which column rows are new, and by which an interval is computed again', () => {
    expect(text('pipelines/silver.py')).toContain('increments={"orders": Increment("bronze.orders", by="id", look_back=5)}');
    expect(text('pipelines/silver.py')).toContain('backfill_by="day"');
    expect(text('pipelines/bronze.py')).toContain('new_by="changed", look_back=7200, columns={"changed": "changed_at"}');
    expect(of.get('pipelines/declarative/silver.py')).toContain('orders=pipeline.read("bronze.orders")');
  });
  it('take groups that are appended when they are final, and groups that are merged as they grow', () => {
    expect(text('pipelines/gold.py')).toMatch(
      /table="gold\.final".*write=Append\(\), output_mode="append".*table="gold\.growing".*write=Merge\(keys=\["start"\]\), output_mode="update"/,
    );
    expect(text('pipelines/silver.py')).not.toContain('output_mode');
  });
  it('are streaming tables of declarative pipelines where they append, and computed from all rows where they merge', () => {
    const gold = of.get('pipelines/declarative/gold.py') ?? '';
    expect(gold).toContain('@dp.table(name=pipeline.names.resolve("gold.final"))');
    expect(gold).toContain('final.final(readings=pipeline.read_stream("bronze.readings"))');
    expect(gold).toContain('@dp.materialized_view(name=pipeline.names.resolve("gold.growing"))');
    expect(gold).toContain('growing.growing(readings=pipeline.read("bronze.readings"))');
    expect(of.get('pipelines/declarative/bronze.py')).toContain('landing=pipeline.landing_stream(');
  });
  it('set rows aside whose values do not fit', () => {
    expect(of.get('data_validation/bronze/readings.py')).toContain('F.col("_rescued_data").isNull()');
  });
});
