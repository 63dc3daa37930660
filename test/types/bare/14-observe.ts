import { bar, counter, Dashboard, F, grid, line, MonteCarloMonitor } from '../../../src/index.ts';
import { flights, gold } from './00-project.ts';
import { daily } from './05-aggregates.ts';

new Dashboard(gold, 'ops', {
  title: 'On-time performance',
  widgets: [
    counter(daily, { title: 'Flights', value: (d) => F.sum(d.flights) }),
    bar(daily, { x: 'carrier', y: ['late', 'flights'] }),
    line(daily, { x: 'day', y: 'p95', color: 'carrier' }),
    grid(daily, { columns: ['day', 'carrier', 'late_share'] }),
  ],
});
new MonteCarloMonitor(flights, 'volume', { metric: 'ROW_COUNT_CHANGE' });
new MonteCarloMonitor(flights, 'delay_mean', { metric: 'NUMERIC_MEAN', column: 'dep_delay', segmentBy: 'carrier', where: (f) => f.origin.eq('JFK'), threshold: { above: 60 } });
new MonteCarloMonitor(flights, 'tail_nulls', { metric: 'NULL_RATE', column: 'tailnum', notify: ['#ops'] });
