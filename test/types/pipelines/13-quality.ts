import { Duration, F, FreshnessRule, MetricRule, percent, QualityRule, ReferenceRule, UniqueRule } from '../../../src/index.ts';
import { airlines, flights } from './00-project.ts';

new QualityRule(flights, 'delay_sane', { check: (f) => f.dep_delay.between(-120, 3000), onViolation: 'quarantine', severity: 'high', nulls: 'pass', failAbove: percent(5) });
new QualityRule(flights, 'airport_codes', { check: (f) => f.origin.rlike('^[A-Z]{3}$').and(f.origin.ne(f.dest)), onViolation: 'drop' });
new UniqueRule(flights, 'one_per_hour', { columns: ['carrier', 'flight', 'time_hour'], where: (f) => f.flight.isNotNull() });
new ReferenceRule(flights, 'carrier_known', { to: airlines, on: (f, a) => f.carrier.eq(a.carrier), onViolation: 'warn' });
new FreshnessRule(flights, 'fresh', { column: 'time_hour', maxAge: Duration.hours(6) });
new MetricRule(flights, 'mean_delay', { metric: (f) => F.avg(f.dep_delay), min: -10, max: 60, withinOfUsual: percent(50) });
