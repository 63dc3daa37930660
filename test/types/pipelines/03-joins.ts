import { Duration, F, files, from, Table, t } from '../../../src/index.ts';
import { airlines, bronze, flights, gold, silver } from './00-project.ts';

const shifts = new Table(bronze, 'shifts', { source: files('landing/shifts', { format: 'parquet' }), columns: { crew: t.string(), starts: t.timestamp(), ends: t.timestamp() } });
export const weather = new Table(bronze, 'weather', { source: files('landing/weather', { format: 'parquet' }), columns: { origin: t.string(), observed_at: t.timestamp(), wind: t.double() } });
const staff = new Table(bronze, 'staff', { source: files('landing/staff', { format: 'parquet' }), columns: { id: t.int(), name: t.string(), manager_id: t.int() } });

// left, same key name on both sides; a.name is nullable in the model, and the left side's names win because we say so
export const named = new Table(silver, 'flights_named', {
  query: from(flights).join(airlines, { how: 'left', on: ['carrier'], expect: 'one', select: (f, a) => ({ ...f, airline: F.coalesce(a.name, f.carrier) }) }),
});
// self join: two row objects, so no alias and no ambiguity
export const org = new Table(gold, 'staff_with_manager', {
  query: from(staff).join(staff, { how: 'left', on: (e, m) => e.manager_id.eq(m.id), select: (e, m) => ({ id: e.id, name: e.name, manager: m.name }) }),
});
// semi and anti keep the left columns, so there is nothing to select
export const known = from(flights).semiJoin(airlines, { on: ['carrier'] });
export const unknown = new Table(gold, 'flights_unknown_carrier', { query: from(flights).antiJoin(airlines, { on: ['carrier'] }) });
// range
export const crewed = new Table(silver, 'flights_crew', {
  query: from(flights).join(shifts, { on: (f, s) => f.time_hour.ge(s.starts).and(f.time_hour.lt(s.ends)), hint: { range: Duration.hours(8) }, select: (f, s) => ({ ...f, crew: s.crew }) }),
});
// as-of: the last observation at or before departure
export const windy = new Table(silver, 'flights_weather', {
  query: from(flights).joinAsOf(weather, { on: ['origin'], time: (f, w) => [f.time_hour, w.observed_at], tolerance: Duration.hours(2), select: (f, w) => ({ ...f, wind: w.wind }) }),
});
