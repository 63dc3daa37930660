import { describe, expect, it } from 'vitest';
import { F, from, seed, t, Table } from '../../src/index.ts';
import { columnLineage } from '../../src/model/lineage.ts';
import { modelOf, sample } from '../support.ts';

describe('column lineage', () => {
  it('follows every step back to the tables that are read', () => {
    const { project, silver, gold, flightsRaw } = sample();
    const flights = new Table(silver, 'flights', {
      query: from(flightsRaw).select((f) => ({ id: F.concat(f.carrier, f.tailnum), delay: f.dep_delay, one: F.lit(1) })),
    });
    const joined = from(flights)
      .join(flightsRaw, { on: (a, b) => a.id.eq(b.carrier), how: 'left', select: (a, b) => ({ ...a, hour: b.time_hour }) })
      .withColumns((r) => ({ twice: r.delay.mul(2) }))
      .drop('one')
      .groupBy('id')
      .agg((r) => ({ last: F.max(r.hour), mean: F.avg(r.twice.add(r.delay)), rows: F.count() }));
    new Table(gold, 'summary', { query: joined });
    const lineage = columnLineage(modelOf(project.check())).get('gold.summary');
    expect(Object.fromEntries(lineage ?? [])).toEqual({
      id: [{ table: 'silver.flights', column: 'id' }],
      last: [{ table: 'bronze.flights_raw', column: 'time_hour' }],
      mean: [{ table: 'silver.flights', column: 'delay' }],
      rows: [],
    });
  });
  it('knows the tables and columns whose value is used', () => {
    const { project, silver, gold, flightsRaw } = sample();
    const flights = new Table(silver, 'flights', { query: from(flightsRaw).select((f) => ({ id: f.carrier, delay: f.dep_delay, at: f.time_hour })) });
    const mean = from(flightsRaw).agg((f) => ({ mean: F.avg(f.dep_delay) }));
    new Table(gold, 'over', {
      query: from(flights)
        .joinAsOf(flights, { on: ['id'], time: (l, r) => [l.at, r.at], select: (l, r) => ({ id: l.id, before: r.delay }) })
        .select((f) => ({ id: f.id, over: f.before.sub(mean.scalar()) }))
        .except(seed({ id: t.string(), over: t.double() }, [])),
    });
    const model = modelOf(project.check());
    expect(Object.fromEntries(columnLineage(model).get('gold.over') ?? [])).toEqual({
      id: [{ table: 'silver.flights', column: 'id' }],
      over: [
        { table: 'silver.flights', column: 'delay' },
        { table: 'bronze.flights_raw', column: 'dep_delay' },
      ],
    });
    expect(model.tables.find(({ key }) => key === 'gold.over')?.reads).toEqual(['silver.flights', 'bronze.flights_raw']);
  });
  it('follows values into columns and columns into values', () => {
    const { project, gold, flightsRaw } = sample();
    const pivoted = from(flightsRaw)
      .explode('part', (f) => F.array(f.dep_delay), { position: 'place' })
      .groupBy('carrier')
      .pivot('flight', [1])
      .agg((f) => ({ n: F.count(), most: F.max(f.part), last: F.max(f.place) }));
    new Table(gold, 'pivoted', { query: pivoted });
    new Table(gold, 'unpivoted', {
      query: pivoted
        .select((p) => ({ carrier: p.carrier, a: p['1_most'], b: p['1_most'].add(1) }))
        .unpivot({ columns: ['a', 'b'], name: 'what', value: 'most' })
        .cube('carrier')
        .agg((p, keys) => ({ most: F.max(p.most), what: F.max(p.what), total: keys.grouping('carrier') }))
        .sample({ fraction: 0.1, seed: 1 }),
    });
    const lineage = columnLineage(modelOf(project.check()));
    const of = (column: string) => ({ table: 'bronze.flights_raw', column });
    expect(Object.fromEntries(lineage.get('gold.pivoted') ?? [])).toEqual({
      carrier: [of('carrier')],
      '1_n': [of('flight')],
      '1_most': [of('dep_delay'), of('flight')],
      '1_last': [of('flight')],
    });
    expect(Object.fromEntries(lineage.get('gold.unpivoted') ?? [])).toEqual({
      carrier: [of('carrier')],
      most: [of('dep_delay'), of('flight')],
      what: [],
      total: [],
    });
  });
  it('joins both sides of a union and knows that seeds come from nowhere', () => {
    const { project, gold, flightsRaw } = sample();
    const named = from(flightsRaw).select((f) => ({ code: f.carrier }));
    new Table(gold, 'codes', {
      query: named.unionByName(seed({ code: t.string() }, [{ code: 'AA' }])).unionByName(from(flightsRaw).select((f) => ({ code: f.tailnum }))),
    });
    expect(columnLineage(modelOf(project.check())).get('gold.codes')?.get('code')).toEqual([
      { table: 'bronze.flights_raw', column: 'carrier' },
      { table: 'bronze.flights_raw', column: 'tailnum' },
    ]);
  });
});
