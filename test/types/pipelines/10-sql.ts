import { from, sql, Table, t } from '../../../src/index.ts';
import { airlines, flights, gold } from './00-project.ts';

export const ranking = new Table(gold, 'airline_ranking', {
  intent: 'airlines by mean delay, best first',
  columns: { airline: t.string().notNull(), avg_delay: t.double(), place: t.int() },
  query: sql`
    select a.name as airline, avg(f.dep_delay) as avg_delay, rank() over (order by avg(f.dep_delay)) as place
    from ${flights} f join ${airlines} a using (carrier) group by a.name`,
});
export const top = from(ranking).where((r) => r.place.le(3));
