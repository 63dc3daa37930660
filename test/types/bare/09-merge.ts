import { from, Table } from '../../../src/index.ts';
import { flights, silver } from './00-project.ts';

export const merged = new Table(silver, 'flights_merged', {
  query: from(flights).where((f) => f.flight.isNotNull()),
  write: { strategy: 'merge', keys: ['carrier', 'flight', 'time_hour'], sequenceBy: 'loaded_at', deleteWhen: (f) => f.dest.eq('') },
});
