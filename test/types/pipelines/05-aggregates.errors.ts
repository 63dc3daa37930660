// Mistakes that must not compile, with the message of TypeScript 6.
import { F, from } from '../../../src/index.ts';
import { flights } from './00-project.ts';
import { byOrigin } from './05-aggregates.ts';

// TS2345 Argument of type '"carier"' is not assignable to parameter of type '"carrier" | "flight" | "tailnum" | "origin" | "dest" | "dep_delay" | "time_hour" | "loaded_at" | ((row
// @ts-expect-error
from(flights).groupBy('carier').agg(() => ({ n: F.count() }));
// TS2345 Argument of type 'StringExpr' is not assignable to parameter of type 'Expr<NumericKind>'.
// @ts-expect-error
from(flights).groupBy('carrier').agg((f) => ({ n: F.avg(f.origin) }));
// TS2551 Property 'LGW_delay' does not exist on type 'Row<{ carrier: "string"; EWR_flights: "bigint"; EWR_delay: "double"; JFK_flights: "bigint"; JFK_delay: "double"; LGA_flights:
// @ts-expect-error
from(byOrigin).select((r) => ({ a: r.LGW_delay }));
// TS2345 Argument of type 'NumberExpr<"double">' is not assignable to parameter of type 'Expr<"boolean">'.
// @ts-expect-error
from(flights).groupBy('carrier').agg((f) => ({ n: F.count().filter(f.dep_delay) }));
// TS2345 Argument of type 'string' is not assignable to parameter of type 'number | bigint | Expr<"double">'.
// @ts-expect-error
from(flights).groupBy('carrier').agg((f) => ({ n: F.sum(F.when(f.dep_delay.gt(1), f.dep_delay).otherwise('0')) }));
// TS2339 Property 'carrier' does not exist on type 'Row<{ day: "date"; n: "bigint"; }>'.
// @ts-expect-error
from(flights).groupBy((f) => ({ day: F.toDate(f.time_hour) })).agg(() => ({ n: F.count() })).select((r) => ({ c: r.carrier }));
