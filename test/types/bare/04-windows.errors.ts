// Mistakes that must not compile, with the message of TypeScript 6.
import { F, from, Window } from '../../../src/index.ts';
import { flights } from './00-project.ts';

// TS2345 Argument of type 'WindowSpec' is not assignable to parameter of type 'OrderedWindow'.
// mistake
from(flights).withColumns((f) => ({ p: F.rank().over(Window.partitionBy(f.carrier)) }));
// TS2739 Type 'Ranking<"int">' is missing the following properties from type 'Expr<unknown>': isNull, isNotNull, cast, tryCast, [TYPE]
// mistake
from(flights).withColumns((f) => ({ p: F.rank() }));
// TS2345 Argument of type 'StringExpr' is not assignable to parameter of type 'Expr<NumericKind>'.
// mistake
from(flights).withColumns((f) => ({ p: F.sum(f.carrier).over(Window.partitionBy(f.carrier)) }));
// TS2345 Argument of type 'FramedWindow' is not assignable to parameter of type 'OrderedWindow'.
// mistake
from(flights).withColumns((f) => ({ p: F.rank().over(Window.partitionBy(f.carrier).orderBy(f.flight).rowsBetween(-1, 0)) }));
