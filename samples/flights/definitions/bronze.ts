/** What the files say. */
import { files, QualityRule, t, Table, UniqueRule } from 'lakewright';
import { minuteOfDay, REGISTRATION } from './conventions.ts';
import { bronze } from './project.ts';

const landed = (folder: string) => files(`landing/${folder}`, { format: 'csv', header: true, nullValues: ['NA'] });

export const airlinesRaw = new Table(bronze, 'airlines_raw', {
  source: landed('airlines'),
  columns: { carrier: t.string().notNull().comment('IATA airline code'), name: t.string() },
});

export const airportsRaw = new Table(bronze, 'airports_raw', {
  source: landed('airports'),
  columns: {
    faa: t.string().notNull().comment('FAA airport code'), name: t.string(),
    lat: t.double().comment('degrees, north is positive'), lon: t.double().comment('degrees, east is positive'),
    alt: t.int().comment('feet'), tz: t.int().comment('hours from UTC in winter'),
    dst: t.string().comment('A: US summer time, N: none, U: unknown'), tzone: t.string().comment('IANA time zone'),
  },
});

export const flightsRaw = new Table(bronze, 'flights_raw', {
  source: landed('flights'),
  columns: {
    year: t.int(), month: t.int(), day: t.int(),
    dep_time: t.int().comment('clock reading such as 1745, New York time; NULL if it never left'),
    sched_dep_time: t.int().comment('clock reading'),
    dep_delay: t.int().comment('minutes, negative is early'),
    arr_time: t.int().comment('clock reading at the destination'),
    sched_arr_time: t.int().comment('clock reading at the destination'),
    arr_delay: t.int().comment('minutes, negative is early; NULL if it never arrived as planned'),
    carrier: t.string().notNull().comment('IATA airline code'), flight: t.int().notNull().comment('flight number'),
    tailnum: t.string().comment('registration of the plane'),
    origin: t.string().notNull(), dest: t.string().notNull(),
    air_time: t.int().comment('minutes'), distance: t.int().comment('miles'),
    hour: t.int().comment('of the scheduled departure, New York time'), minute: t.int().comment('of the hour'),
    time_hour: t.timestamp().notNull().comment('hour of the scheduled departure'),
  },
});

export const planesRaw = new Table(bronze, 'planes_raw', {
  source: landed('planes'),
  columns: {
    tailnum: t.string().notNull(), year: t.int().comment('of manufacture'), type: t.string(), manufacturer: t.string(),
    model: t.string(), engines: t.int(), seats: t.int(), speed: t.int().comment('mph'), engine: t.string(),
  },
});

export const weatherRaw = new Table(bronze, 'weather_raw', {
  source: landed('weather'),
  columns: {
    origin: t.string().notNull(), year: t.int(), month: t.int(), day: t.int(),
    hour: t.int().comment('New York time'),
    temp: t.double().comment('°F'), dewp: t.double().comment('°F'), humid: t.double().comment('percent'),
    wind_dir: t.int().comment('degrees'), wind_speed: t.double().comment('mph'), wind_gust: t.double().comment('mph'),
    precip: t.double().comment('inches'), pressure: t.double().comment('millibars'),
    visib: t.double().comment('miles'), time_hour: t.timestamp().notNull(),
  },
});

new UniqueRule(flightsRaw, 'one_departure', { columns: ['carrier', 'flight', 'time_hour'], onViolation: 'fail' });
new QualityRule(flightsRaw, 'clocks_agree', {
  description: 'the departure clock, the schedule and the delay tell the same story',
  check: (f) => minuteOfDay(f.dep_time).sub(minuteOfDay(f.sched_dep_time)).sub(f.dep_delay).mod(1440).eq(0),
  onViolation: 'fail', severity: 'critical', nulls: 'pass',
});
new QualityRule(flightsRaw, 'midnight_is_zero', {
  description: 'a clock goes from 0000 to 2359; some rows call midnight 2400',
  check: (f) => f.dep_time.lt(2400).and(f.arr_time.lt(2400)), onViolation: 'warn', severity: 'low', nulls: 'pass',
});
new QualityRule(flightsRaw, 'tail_is_a_registration', {
  description: 'some airlines report their own fleet numbers, such as N3GAAA, which no register knows',
  check: (f) => f.tailnum.rlike(REGISTRATION), onViolation: 'warn', nulls: 'pass',
});
new UniqueRule(weatherRaw, 'one_per_clock_hour', {
  description: 'fails once a year, when clocks go back: local time is no key, time_hour is',
  columns: ['origin', 'year', 'month', 'day', 'hour'], onViolation: 'warn', severity: 'low',
});
