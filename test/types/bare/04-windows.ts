import { Duration, F, from, Table, Window } from '../../../src/index.ts';
import { flights, gold } from './00-project.ts';

export const withHistory = new Table(gold, 'delay_history', {
  query: from(flights).withColumns((f) => {
    const byPlane = Window.partitionBy(f.tailnum).orderBy(f.time_hour, f.flight);
    return {
      previous_delay: F.lag(f.dep_delay).over(byPlane),
      delay_so_far: F.sum(f.dep_delay).over(byPlane.rowsBetween(Window.unboundedPreceding, Window.currentRow)),
      delay_week: F.avg(f.dep_delay).over(Window.partitionBy(f.tailnum).orderBy(f.time_hour).rangeBetween(Duration.days(7), 0)),
      share: F.tryDivide(f.dep_delay, F.sum(f.dep_delay).over(Window.partitionBy(f.carrier))),
      last_known: F.last(f.dep_delay, { ignoreNulls: true }).over(byPlane.rowsBetween(Window.unboundedPreceding, -1)),
    };
  }),
});
export const worst = new Table(gold, 'worst_three', {
  query: from(flights)
    .withColumns((f) => ({ place: F.rank().over(Window.partitionBy(f.carrier).orderBy(f.dep_delay.desc())) }))
    .where((f) => f.place.le(3))
    .orderBy('carrier', (f) => f.place.asc()),
});
