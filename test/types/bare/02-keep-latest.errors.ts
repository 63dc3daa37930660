// Mistakes that must not compile, with the message of TypeScript 6.
import { from } from '../../../src/index.ts';
import { flights } from './00-project.ts';

// TS2820 Type '"carier"' is not assignable to type '"carrier" | "flight" | "tailnum" | "origin" | "dest" | "dep_delay" | "time_hour" | "loaded_at"'. Did you mean '"carrier"'?
// mistake
from(flights).dropDuplicates({ by: ['carier'], keepFirst: (f) => [f.loaded_at.desc()] });
// TS2345 Argument of type '{ by: "carrier"[]; }' is not assignable to parameter of type 'Distinct<{…}>'.
// mistake
from(flights).dropDuplicates({ by: ['carrier'] });
// TS2739 Type 'TimestampExpr<"timestamp">' is missing the following properties from type 'SortKey': sort, nullsFirst, nullsLast
// mistake
from(flights).dropDuplicates({ by: ['carrier'], keepFirst: (f) => [f.loaded_at] });
