import { percent, QualityRule, UniqueRule } from '../../../src/index.ts';
import { flights } from './00-project.ts';

new QualityRule(flights, 'delay_sane', { check: (f) => f.dep_delay.between(-120, 3000), onViolation: 'quarantine', severity: 'high', nulls: 'pass', failAbove: percent(5) });
new QualityRule(flights, 'airport_codes', { check: (f) => f.origin.rlike('^[A-Z]{3}$').and(f.origin.ne(f.dest)), onViolation: 'drop' });
new UniqueRule(flights, 'one_per_hour', { columns: ['carrier', 'flight', 'time_hour'], where: (f) => f.flight.isNotNull() });
