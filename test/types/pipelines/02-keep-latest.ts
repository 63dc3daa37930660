import { from, Table } from '../../../src/index.ts';
import { flights, silver } from './00-project.ts';

export const latest = new Table(silver, 'flights_latest', {
  intent: 'one row per flight and hour: the one loaded last',
  query: from(flights).dropDuplicates({
    by: ['carrier', 'flight', 'time_hour'],
    keepFirst: (f) => [f.loaded_at.desc(), f.dep_delay.desc().nullsLast()],
    ties: 'compare-all',
  }),
  write: { strategy: 'overwrite' },
  primaryKey: ['carrier', 'flight', 'time_hour'],
});
