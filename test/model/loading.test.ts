import { describe, expect, it } from 'vitest';
import { changeFeed, Duration, F, files, from, jdbc, kafka, newRows, perEnvironment, Secret, stream, t, Table, View, Window } from '../../src/index.ts';
import type { Diagnostic } from '../../src/model/diagnostics/index.ts';
import { codes, modelOf, sample, type Sample } from '../support.ts';

/** What a definition gives: plain JavaScript, so that the type checker does not stand in the way. */
// biome-ignore lint/suspicious/noExplicitAny: these are mistakes on purpose
type Loose = any;
const found = (define: (s: Sample) => void): readonly Diagnostic[] => {
  const s = sample();
  define(s);
  return s.project.check().diagnostics;
};
const columns = { device: t.string(), at: t.timestamp(), celsius: t.double() };
const readings = (s: Sample) => new Table(s.bronze, 'readings', { source: kafka({ servers: 'broker:9092', topic: 'readings' }), columns });
const orders = (s: Sample) =>
  new Table(s.bronze, 'orders', { source: files('landing/orders', { format: 'json', read: 'new' }), columns: { id: t.bigint(), paid_at: t.timestamp() } });
const late = (s: Sample) => stream(readings(s)).withWatermark('at', Duration.minutes(10));
const hourly = (s: Sample) =>
  late(s)
    .groupBy((r) => ({ window: F.window(r.at, Duration.hours(1)), device: r.device }))
    .agg(() => ({ n: F.count() }));

describe('before anything is written, streams and sources are checked for', () => {
  const cases: readonly (readonly [what: string, code: string, message: RegExp, define: (s: Sample) => void])[] = [
    [
      'a bucket of time outside of groupBy',
      'LW2050',
      /cannot be used in select/,
      (s) => new Table(s.silver, 'a', { query: from(s.flightsRaw).select((f) => ({ w: F.window(f.time_hour, Duration.hours(1)) })) }),
    ],
    [
      'a bucket of time inside of another expression',
      'LW2050',
      /cannot be used in groupBy/,
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.flightsRaw)
            .groupBy((f) => ({ w: F.window(f.time_hour, Duration.hours(1)).fields.start }))
            .agg(() => ({ n: F.count() })),
        }),
    ],
    [
      'two buckets of time',
      'LW2050',
      /alongside another one/,
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.flightsRaw)
            .groupBy((f) => ({ w: F.window(f.time_hour, Duration.hours(1)), v: F.sessionWindow(f.time_hour, Duration.hours(1)) }))
            .agg(() => ({ n: F.count() })),
        }),
    ],
    [
      'a bucket without width',
      'LW2020',
      /"width" must be a Duration above 0/,
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.flightsRaw)
            .groupBy((f) => ({ w: F.window(f.time_hour, Duration.hours(0)) }))
            .agg(() => ({ n: F.count() })),
        }),
    ],
    [
      'groups of a stream without a watermark',
      'LW2051',
      /groupBy of a stream needs a watermark/,
      (s) =>
        new Table(s.silver, 'a', {
          query: (stream(readings(s)) as Loose).groupBy((r: Loose) => ({ w: F.window(r.at, Duration.hours(1)) })).agg(() => ({ n: F.count() })),
        }),
    ],
    [
      'a second watermark',
      'LW2052',
      /watermark on "at", and gets another one on "at"/,
      (s) => new Table(s.silver, 'a', { query: late(s).withWatermark('at', Duration.minutes(1)) }),
    ],
    [
      'groups of a stream that never end',
      'LW2053',
      /no key of the group is a bucket of "at"/,
      (s) =>
        new Table(s.silver, 'a', {
          query: late(s)
            .groupBy((r) => ({ device: r.device }))
            .agg(() => ({ n: F.count() })),
        }),
    ],
    [
      'a window function on a stream',
      'LW2054',
      /a window function cannot be done on rows that keep arriving/,
      (s) =>
        new Table(s.silver, 'a', { query: stream(readings(s)).select((r) => ({ ...r, n: F.rowNumber().over(Window.partitionBy(r.device).orderBy(r.at)) })) }),
    ],
    ['a stream in a relation', 'LW2054', /distinct cannot be done/, (s) => new Table(s.silver, 'a', { query: from(stream(readings(s))).distinct() })],
    [
      'a join that begins with a table',
      'LW2054',
      /a join that begins with a table/,
      (s) =>
        new Table(s.silver, 'a', {
          query: from(s.flightsRaw).join(stream(readings(s)), { on: (l, r) => l.carrier.eq(r.device), select: (l, r) => ({ ...l, at: r.at }) }),
        }),
    ],
    [
      'distinct counts of a stream',
      'LW2054',
      /countDistinct cannot be done/,
      (s) =>
        new Table(s.silver, 'a', {
          query: late(s)
            .groupBy((r) => ({ w: F.window(r.at, Duration.hours(1)) }))
            .agg((r) => ({ n: F.countDistinct(r.device) })),
        }),
    ],
    [
      'a join of streams without watermarks',
      'LW2051',
      /join of a stream needs a watermark/,
      (s) =>
        new Table(s.silver, 'a', {
          query: (stream(readings(s)) as Loose).join(stream(orders(s)), {
            on: (l: Loose, r: Loose) => l.at.eq(r.paid_at),
            within: {},
            select: (l: Loose) => ({ at: l.at }),
          }),
        }),
    ],
    [
      'a join of streams without a time',
      'LW2020',
      /"within" must be/,
      (s) =>
        new Table(s.silver, 'a', {
          query: (late(s) as Loose).join(stream(orders(s)).withWatermark('paid_at', Duration.hours(1)), {
            on: (l: Loose, r: Loose) => l.at.eq(r.paid_at),
            select: (l: Loose) => ({ at: l.at }),
          }),
        }),
    ],
    [
      'a stream of something that is no table',
      'LW2021',
      /stream needs a table.*got a relation/,
      (s) => new Table(s.silver, 'a', { query: stream(from(s.flightsRaw)) }),
    ],
    ['a view of a stream', 'LW3020', /a view cannot hold a stream/, (s) => new View(s.silver, 'a', { query: stream(readings(s)) })],
    [
      'a stream that overwrites',
      'LW3021',
      /a stream gives only new rows, and "overwrite"/,
      (s) => new Table(s.silver, 'a', { query: stream(readings(s)), write: { strategy: 'overwrite' } }),
    ],
    [
      'new files that overwrite',
      'LW3021',
      /read: 'new' gives only new rows/,
      (s) => new Table(s.bronze, 'a', { source: files('x', { format: 'json', read: 'new' }), columns, write: { strategy: 'overwrite' } }),
    ],
    [
      'a stream of a table that is overwritten',
      'LW3022',
      /"bronze\.flights_raw" cannot be read as a stream: each run replaces its rows/,
      (s) => new Table(s.silver, 'a', { query: stream(s.flightsRaw) }),
    ],
    [
      'a stream of a table that is merged',
      'LW3022',
      /its rows change by "merge"/,
      (s) =>
        new Table(s.gold, 'a', { query: stream(new Table(s.silver, 'm', { query: stream(readings(s)), write: { strategy: 'merge', keys: ['device'] } })) }),
    ],
    ['a stream of a view', 'LW3022', /it is a view/, (s) => new Table(s.gold, 'a', { query: stream(new View(s.silver, 'v', { query: from(s.flightsRaw) })) })],
    [
      'a table that is read in two ways',
      'LW3023',
      /"bronze\.readings" is read as a stream and as a whole/,
      (s) => {
        const r = readings(s);
        new Table(s.silver, 'a', { query: stream(r).join(from(r), { on: ['device'], select: (l) => ({ ...l }) }) });
      },
    ],
    [
      'changes of a table that keeps none',
      'LW3026',
      /"bronze\.flights_raw" has no change data feed/,
      (s) => new Table(s.silver, 'a', { query: changeFeed(s.flightsRaw) }),
    ],
    [
      'merging sessions',
      'LW3024',
      /sessions merge/,
      (s) =>
        new Table(s.silver, 'a', {
          query: late(s)
            .groupBy((r) => ({ w: F.sessionWindow(r.at, Duration.hours(1)) }))
            .agg(() => ({ n: F.count() }))
            .select((r) => ({ start: r.w.fields.start, n: r.n })),
          write: { strategy: 'merge', keys: ['start'] },
        }),
    ],
    [
      'merging results that are not final',
      'LW3024',
      /dropDuplicatesWithinWatermark, aggregate/,
      (s) =>
        new Table(s.silver, 'a', {
          query: late(s)
            .dropDuplicatesWithinWatermark(['device'])
            .groupBy((r) => ({ w: F.window(r.at, Duration.hours(1)) }))
            .agg(() => ({ n: F.count() }))
            .select((r) => ({ start: r.w.fields.start, n: r.n })),
          write: { strategy: 'merge', keys: ['start'] },
        }),
    ],
    [
      'new rows that are appended',
      'LW3027',
      /newRows gives some rows again, and "append" cannot tell/,
      (s) => new Table(s.silver, 'a', { query: newRows(s.flightsRaw, { by: 'time_hour' }) }),
    ],
    [
      'new rows that replace what was there',
      'LW3027',
      /"overwrite" cannot tell/,
      (s) => new Table(s.silver, 'a', { query: newRows(s.flightsRaw, { by: 'flight' }), write: { strategy: 'overwrite' } }),
    ],
    [
      'new rows of a database without keys',
      'LW3027',
      /a database with 'newBy' gives some rows again/,
      (s) => new Table(s.bronze, 'a', { source: jdbc({ url: 'jdbc:postgresql://db/shop', table: 't', newBy: 'at' }), columns }),
    ],
    [
      'new rows of a database by a column of no order',
      'LW3025',
      /new rows are recognized by a date, timestamp, whole number or decimal, not by string/,
      (s) =>
        new Table(s.bronze, 'a', {
          source: jdbc({ url: 'jdbc:postgresql://db/shop', table: 't', newBy: 'device' }),
          columns,
          write: { strategy: 'merge', keys: ['device'] },
        }),
    ],
    [
      'new rows by a number that may be none',
      'LW2003',
      /a date, timestamp, whole number or decimal/,
      (s) => new Table(s.silver, 'a', { query: newRows(readings(s), { by: 'celsius' } as Loose), write: { strategy: 'insertOnly', keys: ['device'] } }),
    ],
    [
      'new rows that look back by another unit',
      'LW2020',
      /"lookBack" must be a Duration above 0/,
      (s) => new Table(s.silver, 'a', { query: newRows(readings(s), { by: 'at', lookBack: 5 } as Loose), write: { strategy: 'insertOnly', keys: ['device'] } }),
    ],
    [
      'groups of new rows',
      'LW2051',
      /groupBy of a stream needs a watermark/,
      (s) =>
        new Table(s.silver, 'a', {
          query: (newRows(readings(s), { by: 'at' }) as Loose).groupBy((r: Loose) => ({ device: r.device })).agg(() => ({ n: F.count() })),
          write: { strategy: 'merge', keys: ['device'] as Loose },
        }),
    ],
    [
      'a watermark of new rows',
      'LW2054',
      /withWatermark with new rows by a column/,
      (s) =>
        new Table(s.silver, 'a', {
          query: (newRows(readings(s), { by: 'at' }) as Loose).withWatermark('at', Duration.minutes(1)),
          write: { strategy: 'insertOnly', keys: ['device'] as Loose },
        }),
    ],
    [
      'a type that a message does not have',
      'LW3025',
      /"offset" of a Kafka topic: it belongs to the message and must be bigint, not int/,
      (s) => new Table(s.bronze, 'a', { source: kafka({ servers: 'b:1', topic: 't' }), columns: { offset: t.int() } }),
    ],
    [
      'text of two columns',
      'LW3025',
      /text has one column/,
      (s) => new Table(s.bronze, 'a', { source: files('x', { format: 'text' }), columns: { a: t.string(), b: t.string() } }),
    ],
    [
      'a column that binary files do not have',
      'LW3025',
      /choose one with \.from\('content'\)/,
      (s) => new Table(s.bronze, 'a', { source: files('x', { format: 'binary' }), columns: { bytes: t.binary() } }),
    ],
    [
      'a column of the file that is not declared',
      'LW3025',
      /add file: t\.string\(\)/,
      (s) => new Table(s.bronze, 'a', { source: files('x', { format: 'text', metadata: { file: 'file_path' } }), columns: { line: t.string() } }),
    ],
    [
      'a column of the file of the wrong type',
      'LW3025',
      /file_size is bigint, not string/,
      (s) =>
        new Table(s.bronze, 'a', { source: files('x', { format: 'text', metadata: { size: 'file_size' } }), columns: { line: t.string(), size: t.string() } }),
    ],
    [
      'an option of another format',
      'LW1001',
      /unknown option "rowTag"/,
      (s) => new Table(s.bronze, 'a', { source: files('x', { format: 'csv', rowTag: 'r' } as Loose), columns }),
    ],
    [
      'servers without a port',
      'LW1003',
      /"servers" must be 'host:port'/,
      (s) => new Table(s.bronze, 'a', { source: kafka({ servers: 'broker', topic: 't' }), columns }),
    ],
    [
      'servers of a foreign environment',
      'LW1017',
      /environment "prod", which is not part/,
      (s) => new Table(s.bronze, 'a', { source: kafka({ servers: perEnvironment('b:1').in(sample().prod, 'c:2'), topic: 't' }), columns }),
    ],
    [
      'a password in clear text',
      'LW1003',
      /password as new Secret|a secret: new Secret/,
      (s) => new Table(s.bronze, 'a', { source: jdbc({ url: 'jdbc:x:y', table: 't', password: 'hunter2' } as Loose), columns }),
    ],
    [
      'a password in the URL',
      'LW1024',
      /looks like a password/,
      (s) => new Table(s.bronze, 'a', { source: jdbc({ url: 'jdbc:postgresql://me:hunter2hunter2@db/shop', table: 't' }), columns }),
    ],
  ];
  it.each(cases)('%s', (_, code, message, define) => {
    const diagnostics = found(define);
    expect(diagnostics.map((d) => `${d.code} ${d.message} ${d.hint ?? ''}`).join('\n')).toMatch(message);
    expect(codes(diagnostics)).toContain(code);
  });
});

describe('streams and sources that are right', () => {
  it('append what is new unless they say otherwise', () => {
    const s = sample();
    new Table(s.gold, 'hourly', { query: hourly(s) });
    new Table(s.silver, 'paid', { query: stream(orders(s)), write: { strategy: 'merge', keys: ['id'] } });
    const strategies = Object.fromEntries(modelOf(s.project.check()).tables.map((table) => [table.key, table.write.strategy]));
    expect(strategies).toEqual({
      'bronze.flights_raw': 'overwrite',
      'bronze.readings': 'append',
      'bronze.orders': 'append',
      'gold.hourly': 'append',
      'silver.paid': 'merge',
    });
  });
  it('may make a row of each element', () => {
    const s = sample();
    const baskets = new Table(s.bronze, 'baskets', {
      source: files('x', { format: 'json', read: 'new' }),
      columns: { id: t.bigint(), items: t.array(t.string()) },
    });
    new Table(s.silver, 'items', { query: stream(baskets).explode('item', (b) => b.items, { position: 'place' }) });
    expect(s.project.check().diagnostics).toEqual([]);
  });
  it('may follow a merged table if they pass over its changes', () => {
    const s = sample();
    const merged = new Table(s.silver, 'm', { query: stream(readings(s)), write: { strategy: 'merge', keys: ['device'] } });
    new Table(s.gold, 'a', { query: stream(merged, { skipChangeCommits: true }) });
    expect(s.project.check().diagnostics).toEqual([]);
  });
  it('may take what is new by a column from a table that is overwritten', () => {
    const s = sample();
    const all = new Table(s.silver, 'm', { query: from(s.flightsRaw) });
    new Table(s.gold, 'a', {
      query: newRows(all, { by: 'time_hour', lookBack: Duration.hours(2) }),
      write: { strategy: 'merge', keys: ['carrier'] },
      backfillBy: 'time_hour',
    });
    expect(s.project.check().diagnostics).toEqual([]);
    expect(modelOf(s.project.check()).tables.at(-1)?.body).toMatchObject({ plan: { newBy: { column: 'time_hour', lookBack: 7200 } } });
  });
  it('may follow the changes of a table that keeps them', () => {
    const s = sample();
    const kept = new Table(s.silver, 'm', {
      query: from(s.flightsRaw),
      write: { strategy: 'merge', keys: ['carrier'] },
      properties: { 'delta.enableChangeDataFeed': 'true' },
    });
    new Table(s.gold, 'changes', { query: changeFeed(kept).select((c) => ({ carrier: c.carrier, what: c._change_type, version: c._commit_version })) });
    const columns = modelOf(s.project.check())
      .tables.at(-1)
      ?.columns.map((c) => [c.name, c.type.kind]);
    expect(columns).toEqual([
      ['carrier', 'string'],
      ['what', 'string'],
      ['version', 'bigint'],
    ]);
  });
  it('store what did not fit, unseen by readers, and set such rows aside by a rule', () => {
    const s = sample();
    const raw = new Table(s.bronze, 'raw', { source: files('x', { format: 'csv', onBadValue: 'quarantine' }), columns: { id: t.int() } });
    new Table(s.silver, 'typed', { query: from(raw) });
    const [, table, typed] = modelOf(s.project.check()).tables;
    expect(table?.columns.map((c) => c.name)).toEqual(['id', '_rescued_data']);
    expect(table?.rules.map((r) => [r.name, r.onViolation])).toEqual([['values_fit', 'quarantine']]);
    expect(typed?.columns.map((c) => c.name)).toEqual(['id']);
  });
  it('keep secrets as places', () => {
    const s = sample();
    new Table(s.bronze, 'shop', {
      source: jdbc({ url: 'jdbc:postgresql://db/shop', query: 'select 1 as id', user: 'reader', password: new Secret('db', 'reader') }),
      columns: { id: t.int() },
    });
    const body = modelOf(s.project.check()).tables[1]?.body;
    expect(body).toMatchObject({ kind: 'jdbc', source: { options: { password: { kind: 'secret', secret: { scope: { value: 'db' }, key: 'reader' } } } } });
  });
});
