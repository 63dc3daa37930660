import { from, stream, Table } from '../../../src/index.ts';
import { flights, gold, silver } from './00-project.ts';

export const merged = new Table(silver, 'flights_merged', {
  query: stream(flights).where((f) => f.flight.isNotNull()),
  write: { strategy: 'merge', keys: ['carrier', 'flight', 'time_hour'], sequenceBy: 'loaded_at', deleteWhen: (f) => f.dest.eq('') },
});
export const thisYear = new Table(gold, 'flights_2026', {
  query: from(merged).where((f) => f.time_hour.ge('2026-01-01T00:00:00Z')),
  write: { strategy: 'replaceWhere', where: (f) => f.time_hour.ge('2026-01-01T00:00:00Z') },
});
