// Mistakes that must not compile, with the message of TypeScript 6.
import { bar, MonteCarloMonitor, line } from '../../../src/index.ts';
import { flights } from './00-project.ts';
import { daily } from './05-aggregates.ts';

// TS2820 Type '"carier"' is not assignable to type '"day" | "flights" | "carrier" | "planes" | "late" | "late_minutes" | "band" | "late_share" | "p95" | "worst_flight"'.
// @ts-expect-error
bar(daily, { x: 'carier', y: 'flights' });
// TS2820 Type '"worst_flights"' is not assignable to type '"flights" | "planes" | "late" | "late_minutes" | "late_share" | "p95" | "worst_flight" | readonly ("flights" | "planes" 
// @ts-expect-error
bar(daily, { x: 'carrier', y: 'worst_flights' });
// TS2322 Type '"carrier"' is not assignable to type '"day" | "flights" | "planes" | "late" | "late_minutes" | "late_share" | "p95" | "worst_flight"'.
// @ts-expect-error
line(daily, { x: 'carrier', y: 'flights' });
// TS2322 Type '"carrier"' is not assignable to type '"flight" | "dep_delay"'.
// @ts-expect-error
new MonteCarloMonitor(flights, 'x', { metric: 'NUMERIC_MEAN', column: 'carrier' });
// TS2345 Argument of type '{ metric: "NUMERIC_MEAN"; }' is not assignable to parameter of type 'MonitorOptions<NoInfer<{…}>> & MonitorMetric<...>'.
// @ts-expect-error
new MonteCarloMonitor(flights, 'x', { metric: 'NUMERIC_MEAN' });
// TS2322 Type '"ROW_COUNT"' is not assignable to type '"ROW_COUNT_CHANGE" | "TIME_SINCE_LAST_ROW_COUNT_CHANGE" | "NULL_RATE" | "UNIQUE_RATE" | "NUMERIC_MEAN" | "NUMERIC_STDDEV" | 
// @ts-expect-error
new MonteCarloMonitor(flights, 'x', { metric: 'ROW_COUNT' });
// TS2322 Type '"day"' is not assignable to type '"flights" | "planes" | "late" | "late_minutes" | "late_share" | "p95" | "worst_flight" | readonly ("flights" | "planes" | "late" |
// @ts-expect-error
bar(daily, { x: 'carrier', y: 'day' });
