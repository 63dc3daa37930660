// Mistakes that must not compile, with the message of TypeScript 6.
import { Duration, FreshnessRule, QualityRule, ReferenceRule, UniqueRule } from '../../../src/index.ts';
import { airlines, flights } from './00-project.ts';

// TS2551 Property 'dep_dely' does not exist on type 'Row<{…}>'. Did you mean 'dep_delay'?
// @ts-expect-error
new QualityRule(flights, 'x', { check: (f) => f.dep_dely.gt(1), onViolation: 'warn' });
// TS2345 Argument of type 'string' is not assignable to parameter of type 'number | bigint | Expr<NumericKind>'.
// @ts-expect-error
new QualityRule(flights, 'x', { check: (f) => f.dep_delay.gt('x'), onViolation: 'warn' });
// TS2820 Type '"quarentine"' is not assignable to type '"fail" | "warn" | "drop" | "quarantine"'. Did you mean '"quarantine"'?
// @ts-expect-error
new QualityRule(flights, 'x', { check: (f) => f.dep_delay.gt(1), onViolation: 'quarentine' });
// TS2820 Type '"carier"' is not assignable to type '"carrier" | "flight" | "tailnum" | "origin" | "dest" | "dep_delay" | "time_hour" | "loaded_at"'. Did you mean '"carrier"'?
// @ts-expect-error
new UniqueRule(flights, 'x', { columns: ['carier'] });
// TS2339 Property 'code' does not exist on type 'Row<{ carrier: "string"; name: "string"; parent: "string"; }>'.
// @ts-expect-error
new ReferenceRule(flights, 'x', { to: airlines, on: (f, a) => f.carrier.eq(a.code), onViolation: 'warn' });
// TS2322 Type '"carrier"' is not assignable to type '"time_hour" | "loaded_at"'.
// @ts-expect-error
new FreshnessRule(flights, 'x', { column: 'carrier', maxAge: Duration.hours(1) });
// TS2322 Type '"drop"' is not assignable to type '"fail" | "warn"'.
// @ts-expect-error
new UniqueRule(flights, 'x', { columns: ['carrier'], onViolation: 'drop' });
// TS2322 Type 'StringExpr' is not assignable to type 'Expr<"boolean">'.
// @ts-expect-error
new QualityRule(flights, 'x', { check: (f) => f.carrier, onViolation: 'drop' });
// TS2322 Type 'boolean' is not assignable to type 'Expr<"boolean">'.
// @ts-expect-error
new QualityRule(flights, 'x', { check: (f) => f.carrier === 'AA', onViolation: 'drop' });
// TS2345 Argument of type 'null' is not assignable to parameter of type 'string | Expr<"string">'.
// @ts-expect-error
new QualityRule(flights, 'x', { check: (f) => f.carrier.eq(null), onViolation: 'drop' });
