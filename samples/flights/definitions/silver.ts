/** What one can rely on. */
import { F, from, percent, python, QualityRule, t, Table, UniqueRule, Window } from 'lakewright';
import { airlinesRaw, airportsRaw, flightsRaw, planesRaw, weatherRaw } from './bronze.ts';
import { silver } from './project.ts';

export const airports = new Table(silver, 'airports', {
  intent: 'one row per airport, each where it really is',
  query: from(airportsRaw),
  primaryKey: ['faa'],
});
new QualityRule(airports, 'on_this_side_of_the_world', {
  description: 'a lost minus sign puts an airport into China; the Aleutians do cross the date line',
  check: (a) => a.lat.between(18, 72).and(a.lon.le(-60).or(a.lon.ge(170))), onViolation: 'quarantine', nulls: 'violate',
});
new QualityRule(airports, 'is_one_airport', {
  description: 'CHI, NYC and WAS stand for all airports of a city',
  check: (a) => a.name.ne('All Airports'), onViolation: 'drop', severity: 'low', nulls: 'violate',
});
new QualityRule(airports, 'time_zone_known', { check: (a) => a.tzone.isNotNull(), onViolation: 'warn' });
new QualityRule(airports, 'no_summer_time_where_there_is_none', {
  description: 'Arizona and Hawaii keep their clocks',
  check: (a) => a.tzone.isIn(['America/Phoenix', 'Pacific/Honolulu']).not().or(a.dst.eq('N')),
  onViolation: 'warn', nulls: 'pass',
});

export const planes = new Table(silver, 'planes', {
  intent: 'one row per airliner; manufacturers under one name each',
  query: from(planesRaw).select((p) => ({
    tailnum: p.tailnum, built: p.year, model: p.model, engines: p.engines, seats: p.seats,
    manufacturer: F.when(p.manufacturer.startsWith('AIRBUS'), 'AIRBUS')
      .when(p.manufacturer.startsWith('MCDONNELL DOUGLAS'), 'MCDONNELL DOUGLAS')
      .otherwise(p.manufacturer),
  })),
  describe: { built: 'year of manufacture', manufacturer: 'without legal forms and former names' },
  primaryKey: ['tailnum'],
});
new UniqueRule(planes, 'one_per_tail', { columns: ['tailnum'], onViolation: 'fail' });
new QualityRule(planes, 'is_an_airliner', {
  description: 'tail numbers are reused: in the register, a two-seat Cessna flies 54 times for American Airlines',
  check: (p) => p.seats.ge(20), onViolation: 'quarantine', severity: 'high', nulls: 'violate',
});
new QualityRule(planes, 'built_after_its_design', {
  description: 'the first Boeing 737 flew in 1967',
  check: (p) => p.model.startsWith('737').not().or(p.built.ge(1967)), onViolation: 'quarantine', nulls: 'pass',
});
new QualityRule(planes, 'engines_fit_the_model', {
  description: 'an Airbus A330 has two engines',
  check: (p) => p.model.startsWith('A330').not().or(p.engines.eq(2)), onViolation: 'warn', nulls: 'violate',
});
new QualityRule(planes, 'year_known', {
  check: (p) => p.built.isNotNull(), onViolation: 'warn', severity: 'low', failAbove: percent(5),
});

export const weather = new Table(silver, 'weather', {
  intent: 'one row per airport and hour, with how far its temperature is from both neighbouring hours',
  query: from(weatherRaw)
    .withColumns((w) => {
      const hours = Window.partitionBy(w.origin).orderBy(w.time_hour);
      return {
        from_previous: F.abs(w.temp.sub(F.lag(w.temp).over(hours))),
        to_next: F.abs(w.temp.sub(F.lead(w.temp).over(hours))),
      };
    })
    .withColumns((w) => ({
      temp_spike: F.when(w.from_previous.lt(w.to_next), w.from_previous).otherwise(w.to_next),
    }))
    .drop('from_previous', 'to_next'),
  describe: { temp_spike: '°F, the smaller of the distances to the hour before and the hour after' },
  primaryKey: ['origin', 'time_hour'],
});
new UniqueRule(weather, 'one_per_hour', { columns: ['origin', 'time_hour'], onViolation: 'fail' });
new QualityRule(weather, 'wind_possible', {
  description: 'Newark reports 1,048 mph on 12 February',
  check: (w) => w.wind_speed.le(150), onViolation: 'quarantine', severity: 'high', nulls: 'pass',
});
new QualityRule(weather, 'no_temperature_spike', {
  description: 'at Kennedy the evening of 8 May falls from 57 to 13 °F for one hour',
  check: (w) => w.temp_spike.le(20), onViolation: 'quarantine', nulls: 'pass',
});
new QualityRule(weather, 'pressure_known', {
  check: (w) => w.pressure.isNotNull(), onViolation: 'warn', severity: 'low', failAbove: percent(15),
});

export const flights = new Table(silver, 'flights', {
  intent: 'one row per scheduled flight, with the names of its airline and destination and what became of it',
  query: from(flightsRaw)
    .join(airlinesRaw, {
      on: ['carrier'], how: 'left', expect: 'one',
      select: (f, a) => ({ ...f, airline: F.coalesce(a.name, f.carrier) }),
    })
    .join(airports, {
      on: (f, a) => f.dest.eq(a.faa), how: 'left', expect: 'one',
      select: (f, a) => ({
        carrier: f.carrier, airline: f.airline, flight: f.flight, tailnum: f.tailnum,
        origin: f.origin, dest: f.dest, dest_name: a.name, time_hour: f.time_hour,
        flight_date: F.toDate(
          F.concat(f.year.cast(t.string()), '-', f.month.cast(t.string()), '-', f.day.cast(t.string())), 'yyyy-M-d',
        ),
        year: f.year, hour: f.hour, minute: f.minute,
        dep_delay: f.dep_delay, arr_delay: f.arr_delay, air_time: f.air_time, distance: f.distance,
        status: F.when(f.dep_time.isNull(), 'cancelled').when(f.arr_delay.isNull(), 'diverted').otherwise('flown'),
        late: f.arr_delay.ge(15),
      }),
    }),
  write: { strategy: 'merge', keys: ['carrier', 'flight', 'time_hour'] },
  describe: {
    flight_date: 'day of the scheduled departure in New York',
    status: 'flown, diverted or cancelled',
    late: 'arrived 15 minutes or more after schedule; NULL if it did not arrive',
  },
});
new QualityRule(flights, 'speed_possible', {
  description: 'no airliner of 2013 covers more than 600 miles of ground an hour on average',
  check: (f) => f.distance.div(f.air_time).mul(60).le(600), onViolation: 'quarantine', severity: 'high', nulls: 'pass',
});
new QualityRule(flights, 'goes_somewhere', {
  description: 'Newark to LaGuardia is 17 miles within one city: no trip that a passenger could book',
  check: (f) => f.distance.ge(50), onViolation: 'drop', nulls: 'violate',
});
new QualityRule(flights, 'destination_known', {
  description: 'the list of airports lacks Puerto Rico and the Virgin Islands',
  check: (f) => f.dest_name.isNotNull(), onViolation: 'warn', failAbove: percent(5),
});
new QualityRule(flights, 'delay_under_half_a_day', {
  check: (f) => f.dep_delay.le(720), onViolation: 'warn', severity: 'low', nulls: 'pass',
});

export const routes = new Table(silver, 'routes', {
  intent: 'one row per pair of airports with its distance: the one reported last, because some were corrected',
  query: from(flights)
    .select((f) => ({ origin: f.origin, dest: f.dest, distance: f.distance, last_seen: f.time_hour }))
    .dropDuplicates({ by: ['origin', 'dest'], keepFirst: (f) => [f.last_seen.desc()], ties: 'compare-all' }),
  primaryKey: ['origin', 'dest'],
});

export const rotations = new Table(silver, 'rotations', {
  intent: 'when each plane left, and how long until the same plane left New York again',
  columns: {
    tailnum: t.string().notNull(), departed_at: t.timestamp(),
    minutes_until_next: t.bigint().comment("until the plane's next departure; NULL after its last one"),
    carrier: t.string().notNull(), flight: t.int().notNull(), time_hour: t.timestamp().notNull(), year: t.int(),
    air_time: t.int(), arr_delay: t.int(), late: t.boolean(),
  },
  query: python({ file: 'bodies/rotations.py', function: 'rotations', inputs: { flights } }),
});
new QualityRule(rotations, 'plane_was_free', {
  description: 'a plane cannot leave New York while it is still on its way to Los Angeles',
  check: (r) => r.minutes_until_next.ge(r.air_time), onViolation: 'quarantine', severity: 'high', nulls: 'pass',
});
