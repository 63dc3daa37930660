// Mistakes that must not compile, with the message of TypeScript 6.
import { from } from '../../../src/index.ts';
import { airlines, flights } from './00-project.ts';

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
