/** What shows the answers, and what watches over them. */
import { bar, counter, Dashboard, F, grid, line, MonteCarloMonitor } from 'lakewright';
import { airlinePunctuality, daily, departureHours, unlistedPlanes, wind } from './gold.ts';
import { gold } from './project.ts';
import { flights, planes, weather } from './silver.ts';

new Dashboard(gold, 'on_time', {
  title: 'On time from New York',
  widgets: [
    counter(airlinePunctuality, {
      title: 'Late arrivals', format: 'percent', value: (a) => F.sum(a.late).div(F.sum(a.arrived)),
    }),
    bar(airlinePunctuality, { title: 'Late arrivals by airline', x: 'airline', y: 'late_share' }),
    bar(departureHours, { title: 'Late arrivals by hour of departure', x: 'hour', y: 'late_share' }),
    bar(wind, { title: 'Late and cancelled by wind (mph)', x: 'wind_from', y: ['late_share', 'cancelled_share'] }),
    line(daily, { title: 'Every day of the year', x: 'flight_date', y: ['late', 'cancelled'] }),
    grid(unlistedPlanes, { title: 'Planes nobody can look up', columns: ['airline', 'flights', 'tails'] }),
  ],
});

new MonteCarloMonitor(flights, 'volume', { metric: 'ROW_COUNT_CHANGE', notify: ['#ops-data'] });
new MonteCarloMonitor(flights, 'tail_nulls', { metric: 'NULL_RATE', column: 'tailnum', threshold: { above: 0.02 } });
new MonteCarloMonitor(flights, 'delay_mean', { metric: 'NUMERIC_MEAN', column: 'dep_delay', segmentBy: 'origin' });
new MonteCarloMonitor(weather, 'wind_mean', { metric: 'NUMERIC_MEAN', column: 'wind_speed', segmentBy: 'origin' });
new MonteCarloMonitor(planes, 'tails_unique', { metric: 'UNIQUE_RATE', column: 'tailnum', threshold: { below: 1 } });
