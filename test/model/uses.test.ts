import { describe, expect, it } from 'vitest';
import { bar, ColumnMask, Dashboard, F, from, MonteCarloMonitor, ReferenceRule, Table, UniqueRule } from '../../src/index.ts';
import { columnLineage } from '../../src/model/lineage.ts';
import { bodyUse, declaredUses } from '../../src/model/uses.ts';
import { modelOf, sample } from '../support.ts';

const steps = () => {
  const { project, silver, gold, flightsRaw } = sample();
  const on = from(flightsRaw);
  const queries = {
    filter: on.where((f) => f.dep_delay.gt(0)),
    select: on.select((f) => ({ late: f.dep_delay.gt(0), carrier: f.carrier })),
    'new column': on.withColumns((f) => ({ late: f.dep_delay.gt(0) })),
    drop: on.drop('dep_delay'),
    join: on.join(flightsRaw, { on: (a, b) => a.dep_delay.eq(b.dep_delay), how: 'inner', select: (a) => ({ carrier: a.carrier }) }),
    'semi join': on.semiJoin(flightsRaw, { on: (a, b) => a.dep_delay.eq(b.dep_delay) }),
    'anti join': on.antiJoin(flightsRaw, { on: (a, b) => a.dep_delay.eq(b.dep_delay) }),
    'as-of join': on.joinAsOf(flightsRaw, {
      on: ['carrier'],
      time: (a, b) => [a.time_hour, b.time_hour],
      select: (a, b) => ({ carrier: a.carrier, x: b.dep_delay }),
    }),
    grouping: on.groupBy('carrier').agg((f) => ({ most: F.max(f.dep_delay) })),
    pivot: on
      .groupBy('carrier')
      .pivot('flight', [1])
      .agg((f) => ({ most: F.max(f.dep_delay) })),
    'grouping sets': on.rollup('carrier').agg((f) => ({ most: F.max(f.dep_delay) })),
    explode: on.explode('one', (f) => F.array(f.dep_delay)),
    unpivot: on.select((f) => ({ carrier: f.carrier, dep_delay: f.dep_delay })).unpivot({ columns: ['dep_delay'], name: 'what', value: 'n' }),
    deduplication: on.dropDuplicates({ by: ['flight'], keepFirst: (f) => [f.dep_delay.desc()] }),
    'union by name': on.unionByName(on),
    intersect: on.intersect(on),
    except: on.except(on),
    order: on.orderBy((f) => f.dep_delay.asc()),
  };
  for (const [name, query] of Object.entries(queries)) new Table(silver, `t_${name.replaceAll(/[^a-z]/g, '_')}`, { query: query as never });
  new Table(gold, 'scalar', { query: on.where((f) => f.flight.gt(on.agg((all) => ({ n: F.count(all.dep_delay) })).scalar())) });
  new Table(gold, 'untouched', {
    query: on
      .where((f) => f.flight.gt(1))
      .distinct()
      .limit(3),
  });
  return { model: modelOf(project.check()), names: Object.keys(queries) };
};

describe('uses of a column', () => {
  const { model, names } = steps();
  const of = (key: string, column = 'dep_delay') => {
    const table = model.tables.find((each) => each.key === key);
    if (!table) throw new Error(key);
    return bodyUse(table, 'bronze.flights_raw', column);
  };
  it.each(names)('a step that speaks of it is one: %s', (name) => {
    expect(of(`silver.t_${name.replaceAll(/[^a-z]/g, '_')}`).uses).toContain(name);
  });
  it('a value of another relation is one', () => {
    expect(of('gold.scalar').uses.length).toBeGreaterThan(0);
  });
  it('passing it on under its name is none, and is followed', () => {
    expect(of('gold.untouched')).toEqual({ uses: [], carried: ['dep_delay'] });
    expect(of('silver.t_filter').carried).toEqual(['dep_delay']);
    expect(of('silver.t_drop').carried).toEqual([]);
    expect(of('silver.t_grouping', 'carrier')).toEqual({ uses: ['grouping'], carried: ['carrier'] });
  });
  it('whatever is made of a column, or is it, comes from a use of it or is passed on', () => {
    for (const [key, columns] of columnLineage(model)) {
      for (const [name, sources] of columns) {
        for (const { column } of sources.filter(({ table }) => table === 'bronze.flights_raw')) {
          const { uses, carried } = of(key, column);
          expect({ key, name, column, known: uses.length > 0 || carried.includes(name) }).toEqual({ key, name, column, known: true });
        }
      }
    }
  });
  it('keys, rules, dashboards, monitors and masks are, with their places', () => {
    const { project, silver, gold, flightsRaw } = sample();
    const flights = new Table(silver, 'flights', {
      query: from(flightsRaw).where((f) => f.carrier.isNotNull()),
      write: { strategy: 'merge', keys: ['carrier'], sequenceBy: 'time_hour' },
    });
    new UniqueRule(flights, 'one', { columns: ['carrier'] });
    const other = new Table(silver, 'other', { query: from(flightsRaw) });
    new ReferenceRule(other, 'known', { to: flights, on: (o, f) => o.tailnum.eq(f.carrier), onViolation: 'warn' });
    new Dashboard(gold, 'ops', { title: 'Ops', widgets: [bar(flights, { x: 'carrier', y: 'dep_delay' })] });
    new MonteCarloMonitor(flights, 'nulls', { metric: 'NULL_RATE', column: 'carrier' });
    new ColumnMask(flights, 'hidden', { column: 'dep_delay', show: (delay, row) => F.when(row.carrier.eq('AA'), delay).otherwise(0) });
    const { model: declared } = project.check();
    const table = declared?.tables.find(({ key }) => key === 'silver.flights');
    if (!declared || !table) throw new Error(JSON.stringify(project.check().diagnostics));
    const uses = declaredUses(declared, table, 'carrier');
    expect(uses.map(({ by, how }) => `${by}: ${how}`)).toEqual(
      expect.arrayContaining([
        'silver.flights: primary key',
        'silver.flights: write keys',
        'rule one of silver.flights: unique rule',
        'rule known of silver.other: reference rule',
        'dashboard ops: widget bar',
        'monitor nulls: NULL_RATE',
        'mask hidden: mask',
      ]),
    );
    expect(uses.every(({ at }) => at?.file.endsWith('uses.test.ts'))).toBe(true);
    expect(declaredUses(declared, table, 'time_hour').map(({ how }) => how)).toContain('sequence of writes');
    expect(declaredUses(declared, table, 'flight')).toEqual([]);
  });
});
