import { describe, expect, it } from 'vitest';
import {
  Duration,
  Environment,
  F,
  from,
  Job,
  perEnvironment,
  Table,
  View,
  Window,
  bar,
  counter,
  Dashboard,
  MonteCarloMonitor,
  python,
  sql,
  t,
  UniqueRule,
  percent,
} from '../../src/index.ts';
import { ManifestError, readManifest, writeManifest } from '../../src/model/manifest.ts';
import { fullSample, modelOf, sample } from '../support.ts';

const everything = () => {
  const { project, bronze, silver, gold, flightsRaw } = sample();
  const typed = new Table(silver, 'typed', {
    query: from(flightsRaw).select((f) => ({
      ...f,
      schema: F.struct({ type: f.carrier, day: F.toDate(f.time_hour) }),
      late: F.when(f.dep_delay.gt(15), 'late').otherwise('on time'),
      rank: F.rank().over(Window.partitionBy(f.carrier).orderBy(f.dep_delay.desc().nullsFirst())),
      list: F.array(f.flight, F.lit(1)),
      parsed: F.fromJson(f.tailnum, t.struct({ id: t.string() })),
      raw: F.expr(t.map(t.string(), t.decimal(9, 2)))`map(${f.carrier}, 1.0)`,
    })),
    tags: { type: 'a', schema: 'b' },
    clusterBy: 'auto',
  });
  new UniqueRule(typed, 'one', { columns: ['carrier', 'flight'], where: (r) => r.flight.isNotNull(), onViolation: 'warn', failAbove: percent(5) });
  const other = from(typed)
    .semiJoin(flightsRaw, { on: ['carrier'] })
    .join(from(flightsRaw).limit(5), { on: (a, b) => a.flight.eq(b.flight), how: 'full', hint: 'broadcast', select: (a) => ({ c: a.carrier, f: a.flight }) });
  const grouped = new Table(gold, 'grouped', {
    query: other
      .groupBy('c')
      .agg((r) => ({ n: F.count().filter(r.f.gt(1)) }))
      .orderBy('c')
      .distinct(),
  });
  const mean = from(typed).agg((r) => ({ mean: F.avg(r.dep_delay) }));
  new Table(gold, 'over', {
    query: from(flightsRaw)
      .joinAsOf(typed, {
        on: ['carrier'],
        time: (a, b) => [a.time_hour, b.time_hour],
        tolerance: Duration.hours(1),
        direction: 'nearest',
        select: (a, b) => ({ c: a.carrier, d: b.dep_delay }),
      })
      .where((r) => r.d.gt(mean.scalar()))
      .unionByName(
        from(flightsRaw).select((f) => ({ e: f.flight })),
        { allowMissing: true },
      )
      .except(
        from(flightsRaw).select((f) => ({ c: f.carrier, d: f.dep_delay, e: f.flight })),
        { all: true },
      )
      .join(typed, { on: (a, b) => a.e.gt(b.flight), hint: { range: 5 }, select: (a) => ({ ...a }) }),
  });
  new Table(gold, 'reshaped', {
    query: from(flightsRaw)
      .explode('part', (f) => F.array(f.dep_delay), { keepEmpty: true, position: 'place' })
      .where((f) => F.rank().over(Window.orderBy(f.place)).eq(1))
      .groupBy('carrier')
      .pivot('flight', [1, 2])
      .agg((f) => ({ n: F.count(), d: F.max(f.part) }))
      .unpivot({ columns: ['1_n', '2_n'], name: 'what', value: 'many', keepNulls: false })
      .rollup('carrier', 'what')
      .agg((f, keys) => ({ many: F.sum(f.many), one: keys.grouping('what'), all: keys.groupingId() }))
      .groupingSets(['carrier'], [])
      .agg((f) => ({ many: F.sum(f.many) }))
      .sample({ fraction: 0.5, seed: 1 })
      .limit(1, { offset: 2 }),
  });
  new View(gold, 'seen', {
    query: from(grouped)
      .where((g) => g.n.gt(1))
      .drop('n'),
  });
  new Table(gold, 'by_sql', { columns: { n: t.bigint() }, query: sql`select count(*) as n from ${typed} where carrier = ${"O'Hare"}` });
  new Table(gold, 'by_python', { columns: { n: t.bigint() }, query: python({ file: 'bodies/n.py', function: 'n', inputs: { typed } }), partitionBy: ['n'] });
  new Table(bronze, 'unwritten', { columns: { a: t.array(t.struct({ x: t.varchar(5).notNull() })) }, intent: 'to come', acknowledge: ['LW3002'] });
  new Dashboard(gold, 'board', { widgets: [bar(grouped, { x: 'c', y: 'n' }), counter(grouped, { value: (g) => F.sum(g.n), format: 'number' })] });
  new MonteCarloMonitor(grouped, 'volume', { metric: 'NULL_RATE', column: 'c', where: (g) => g.n.gt(0), threshold: { above: 1 }, notify: ['#ops'] });
  return modelOf(project.check());
};

describe('the manifest', () => {
  it.each([
    ['a small project', fullSample().model],
    ['one of everything', everything()],
  ])('gives back the model that was written: %s', (_, model) => {
    const text = writeManifest(model);
    expect(readManifest(text)).toEqual(model);
    expect(writeManifest(readManifest(text))).toBe(text);
  });
  it('is read back where a relation has warnings, and where settings are called like its own parts', () => {
    const { project, silver, flightsRaw } = sample();
    const copy = from(flightsRaw).limit(1);
    new Table(silver, 'warned', { query: from(flightsRaw).join(copy, { on: ['carrier'], select: (f, a) => ({ ...f, ...a }) }) });
    const named = new Environment(project, 'schema', { host: 'https://schema.example', catalog: 'c' });
    new Job(project, 'nightly', { refreshes: [silver], onFailure: { email: perEnvironment(['a@b.example']).in(named, ['x@y.example']) } });
    const built = project.check();
    expect(built.diagnostics.map(({ code }) => code)).toContain('LW2019');
    expect(JSON.stringify(readManifest(writeManifest(modelOf(built))))).toContain('x@y.example');
  });
  it('holds no absolute path and no date', () => {
    const text = writeManifest(everything());
    expect(text).not.toContain(process.cwd());
    expect(text).not.toMatch(/"file":"\//);
  });
  it('is frozen through and through', () => {
    const model = readManifest(writeManifest(everything()));
    const open: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value)) open.push(path);
      for (const [key, item] of Object.entries(value)) visit(item, `${path}.${key}`);
    };
    visit(model, '');
    visit(everything(), 'built');
    expect(open.slice(0, 5)).toEqual([]);
  });
  it.each([
    ['not JSON', '{', 'not JSON'],
    ['another format', '{"format":99}', 'format 99'],
    ['an unknown field', writeManifest(fullSample().model).replace('"model":{', '"model":{"surprise":1,'), 'does not fit'],
    ['a wrong strategy', writeManifest(fullSample().model).replace('"strategy":"merge"', '"strategy":"upsert"'), 'does not fit'],
  ])('refuses %s with one sentence', (_, text, message) => {
    expect(() => readManifest(text)).toThrow(ManifestError);
    expect(() => readManifest(text)).toThrow(message);
  });
});
