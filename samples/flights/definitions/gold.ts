/** What people ask. */
import { F, from, QualityRule, sql, t, Table } from 'lakewright';
import { REGISTRATION } from './conventions.ts';
import { gold } from './project.ts';
import { flights, planes, rotations, weather } from './silver.ts';

export const airlinePunctuality = new Table(gold, 'airline_punctuality', {
  intent: 'which airlines are late, and how often',
  query: from(flights).groupBy('carrier', 'airline').agg((f) => ({
    flights: F.count(),
    arrived: F.count(f.arr_delay),
    late: F.count().filter(f.late),
    cancelled: F.count().filter(f.status.eq('cancelled')),
    late_share: F.tryDivide(F.count().filter(f.late), F.count(f.arr_delay)),
    cancelled_share: F.count().filter(f.status.eq('cancelled')).div(F.count()),
    avg_arr_delay: F.avg(f.arr_delay),
  })),
  describe: { late_share: 'of the flights that arrived', cancelled_share: 'of the flights that were planned' },
});
new QualityRule(airlinePunctuality, 'shares_are_shares', {
  check: (a) => a.late_share.between(0, 1).and(a.cancelled_share.between(0, 1)), onViolation: 'fail', nulls: 'violate',
});

export const departureHours = new Table(gold, 'departure_hours', {
  intent: 'how punctual each hour of the day is, by scheduled departure in New York',
  columns: {
    hour: t.int(), flights: t.bigint(), arrived: t.bigint(), late: t.bigint(), late_share: t.double(),
    cancelled_share: t.double(), avg_dep_delay: t.double(),
  },
  query: sql`
    select hour, count(*) as flights, count(arr_delay) as arrived, count_if(late) as late,
           count_if(late) / nullif(count(arr_delay), 0) as late_share,
           count_if(status = 'cancelled') / count(*) as cancelled_share,
           avg(dep_delay) as avg_dep_delay
    from ${flights}
    group by hour`,
});

export const daily = new Table(gold, 'daily', {
  intent: 'flights, late arrivals and cancellations per day',
  query: from(flights).groupBy('flight_date').agg((f) => ({
    flights: F.count(), late: F.count().filter(f.late), cancelled: F.count().filter(f.status.eq('cancelled')),
  })),
  clusterBy: ['flight_date'],
});

export const wind = new Table(gold, 'wind', {
  intent: 'punctuality by the wind at the hour and airport of departure',
  query: from(flights)
    .join(weather, {
      on: ['origin', 'time_hour'], how: 'inner', expect: 'one', select: (f, w) => ({ ...f, wind_speed: w.wind_speed }),
    })
    .where((f) => f.wind_speed.isNotNull())
    .groupBy((f) => ({
      wind_from: F.when(f.wind_speed.lt(10), 0)
        .when(f.wind_speed.lt(20), 10)
        .when(f.wind_speed.lt(30), 20)
        .otherwise(30),
    }))
    .agg((f) => ({
      flights: F.count(),
      arrived: F.count(f.arr_delay),
      late: F.count().filter(f.late),
      cancelled: F.count().filter(f.status.eq('cancelled')),
      late_share: F.tryDivide(F.count().filter(f.late), F.count(f.arr_delay)),
      cancelled_share: F.count().filter(f.status.eq('cancelled')).div(F.count()),
      avg_dep_delay: F.avg(f.dep_delay),
    })),
  describe: { wind_from: 'mph; a band reaches to the next one, the last one is open' },
});

new Table(gold, 'airport_months', {
  intent: 'the weather of each month at each airport',
  query: from(weather).groupBy('origin', 'month').agg((w) => ({
    hours: F.count(), avg_wind: F.avg(w.wind_speed), max_wind: F.max(w.wind_speed), coldest: F.min(w.temp),
    rain: F.sum(w.precip),
  })),
});

new Table(gold, 'plane_age', {
  intent: 'punctuality by airline and age of the plane, because airlines differ in both',
  query: from(rotations)
    .join(planes, {
      on: ['tailnum'], how: 'inner', expect: 'one', select: (r, p) => ({ ...r, age: r.year.sub(p.built) }),
    })
    .where((r) => r.age.isNotNull())
    .groupBy('carrier', (r) => ({ age_from: F.when(r.age.lt(10), 0).when(r.age.lt(20), 10).otherwise(20) }))
    .agg((r) => ({
      flights: F.count(),
      planes: F.countDistinct(r.tailnum),
      arrived: F.count(r.arr_delay),
      late: F.count().filter(r.late),
      late_share: F.tryDivide(F.count().filter(r.late), F.count(r.arr_delay)),
      avg_arr_delay: F.avg(r.arr_delay),
    })),
  describe: { age_from: 'years; a band reaches to the next one, the last one is open' },
});

export const unlistedPlanes = new Table(gold, 'unlisted_planes', {
  intent: 'flights whose tail number leads to no airliner in the register, per airline',
  query: from(flights)
    .where((f) => f.tailnum.isNotNull())
    .antiJoin(planes, { on: ['tailnum'] })
    .groupBy('carrier', 'airline')
    .agg((f) => ({
      flights: F.count(),
      tails: F.countDistinct(f.tailnum),
      not_a_registration: F.count().filter(f.tailnum.rlike(REGISTRATION).not()),
    })),
});
