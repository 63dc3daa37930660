import { F, from, Table } from '../../../src/index.ts';
import { flights, gold } from './00-project.ts';

export const daily = new Table(gold, 'daily', {
  query: from(flights)
    .groupBy('carrier', (f) => ({ day: F.toDate(f.time_hour) }))
    .agg((f) => ({
      flights: F.count(),
      planes: F.countDistinct(f.tailnum),
      late: F.count().filter(f.dep_delay.gt(15)),
      late_minutes: F.sum(F.when(f.dep_delay.gt(15), f.dep_delay).otherwise(0)),
      band: F.maxBy(F.when(f.dep_delay.gt(60), 'very late').when(f.dep_delay.gt(15), 'late').otherwise('on time'), f.dep_delay),
      late_share: F.count().filter(f.dep_delay.gt(15)).div(F.count()),
      p95: F.percentile(f.dep_delay, 0.95),
      worst_flight: F.maxBy(f.flight, f.dep_delay),
    })),
  clusterBy: ['day'],
});
export const byOrigin = new Table(gold, 'by_origin', {
  query: from(flights).groupBy('carrier').pivot('origin', ['EWR', 'JFK', 'LGA']).agg((f) => ({ flights: F.count(), delay: F.avg(f.dep_delay) })),
});
export const jfk = from(byOrigin).where((r) => r.JFK_flights.gt(100)).select((r) => ({ carrier: r.carrier, d: r.JFK_delay }));
