// Mistakes that must not compile, with the message of TypeScript 6.
import { F, from } from '../../../src/index.ts';
import { airlines, flights } from './00-project.ts';
import { weather } from './03-joins.ts';

// TS2345 Argument of type 'StringExpr' is not assignable to parameter of type 'number | bigint | Expr<NumericKind>'.
// @ts-expect-error
from(flights).join(airlines, { on: (f, a) => f.flight.eq(a.carrier), select: (f) => f });
// TS2322 Type '"tailnum"' is not assignable to type '"carrier"'.
// @ts-expect-error
from(flights).join(airlines, { on: ['tailnum'], select: (f) => f });
// TS2345 Argument of type '{ how: "left"; on: "carrier"[]; }' is not assignable to parameter of type 'OuterJoin<{…}, { carrier: "string"; name: "string"; parent: "string"; }, unkn
// @ts-expect-error
from(flights).join(airlines, { how: 'left', on: ['carrier'] });
// TS2551 Property 'nme' does not exist on type 'Row<{ carrier: "string"; name: "string"; parent: "string"; }>'. Did you mean 'name'?
// @ts-expect-error
from(flights).join(airlines, { how: 'left', on: ['carrier'], select: (f, a) => ({ ...f, x: a.nme }) });
// TS2322 Type '"outer"' is not assignable to type '"inner" | "left" | "right" | "full"'.
// @ts-expect-error
from(flights).join(airlines, { how: 'outer', on: ['carrier'], select: (f, a) => ({ ...f, x: a.name }) });
// TS2820 Type '"brodcast"' is not assignable to type 'JoinHint'. Did you mean '"broadcast"'?
// @ts-expect-error
from(flights).join(airlines, { on: ['carrier'], hint: 'brodcast', select: (f, a) => ({ ...f, x: a.name }) });
// TS2322 Type 'NumberExpr<"double">' is not assignable to type 'Expr<TimeKind>'.
// @ts-expect-error
from(flights).joinAsOf(weather, { on: ['origin'], time: (f, w) => [f.time_hour, w.wind], select: (f, w) => ({ ...f, wind: w.wind }) });
// TS2322 Type 'number' is not assignable to type 'Duration'.
// @ts-expect-error
from(flights).joinAsOf(weather, { on: ['origin'], time: (f, w) => [f.time_hour, w.observed_at], tolerance: 2, select: (f, w) => ({ ...f, wind: w.wind }) });
// TS2345 Argument of type 'SeveralColumns' is not assignable to parameter of type 'number | bigint | Expr<NumericKind>'.
// @ts-expect-error
from(flights).where((f) => f.flight.gt(from(flights).limit(1).scalar()));
// TS2345 Argument of type 'NumberExpr<"int">' is not assignable to parameter of type 'string | Expr<"string">'.
// @ts-expect-error
from(flights).where((f) => f.carrier.eq(from(flights).agg((all) => ({ most: F.max(all.flight) })).scalar()));
// TS2345 Argument of type 'Relation<{ carrier: "string"; }>' is not assignable to parameter of type 'Source<NoInfer<{ carrier: "string"; name: "string"; parent: "string"; }>>'.
// @ts-expect-error
from(airlines).except(from(flights).select((f) => ({ carrier: f.carrier })));
