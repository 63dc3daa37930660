import { F, from, seed, Table, t, Window } from '../../../src/index.ts';
import { flights, gold, silver } from './00-project.ts';
import { ordersNested } from './06-nested.ts';

export const sales = from(seed({ shop: t.string().notNull(), open: t.boolean(), jan: t.double(), feb: t.double(), visits: t.int() }, []));
export const months = new Table(silver, 'months', {
  query: sales.unpivot({ columns: ['jan', 'feb'], name: 'month', value: 'amount', keepNulls: false }).select((m) => ({ shop: m.shop, month: F.upper(m.month), amount: m.amount.mul(2) })),
});
export const levels = new Table(gold, 'levels', {
  query: from(flights)
    .rollup('carrier', (f) => ({ day: F.toDate(f.time_hour) }))
    .agg((f, keys) => ({ flights: F.count(), delay: F.avg(f.dep_delay), allDays: keys.grouping('day'), level: keys.groupingId() }))
    .where((l) => l.level.eq(0).or(l.allDays.eq(1)))
    .select((l) => ({ carrier: l.carrier, day: l.day, flights: l.flights })),
});
export const sets = from(flights).groupingSets(['carrier', 'origin'], ['origin'], []).agg(() => ({ n: F.count() })).select((s) => ({ carrier: s.carrier, origin: s.origin, n: s.n.add(1) }));
export const tags = from(ordersNested)
  .explode('label', (o) => o.labels, { position: 'place', keepEmpty: true })
  .select((o) => ({ id: o.id, place: o.place.add(1), name: F.upper(o.label.fields.key), value: o.label.fields.value }));
export const opened = sales.groupBy('shop').pivot('open', [true, false]).agg((s) => ({ visits: F.sum(s.visits) })).select((s) => ({ open: s.true_visits, closed: s.false_visits }));
export const last = from(flights).where((f) => F.rowNumber().over(Window.partitionBy(f.carrier).orderBy(f.time_hour.desc())).eq(1)).sample({ fraction: 0.1, seed: 1 }).limit(10, { offset: 5 });
