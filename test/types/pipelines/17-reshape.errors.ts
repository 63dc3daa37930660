// Mistakes that must not compile, with the message of TypeScript 6.
import { F, from } from '../../../src/index.ts';
import { flights } from './00-project.ts';
import { ordersNested } from './06-nested.ts';
import { levels, sales } from './17-reshape.ts';

// TS2322 Type '["jan", "visits"]' is not assignable to type 'readonly ["jan", "visits"] & readonly ["jan", ...("jan" | "feb")[]]'.
// @ts-expect-error
sales.unpivot({ columns: ['jan', 'visits'], name: 'month', value: 'amount' });
// TS2322 Type '["jan", "febr"]' is not assignable to type 'readonly ("open" | "shop" | "jan" | "feb" | "visits")[] & readonly ["open" | "shop" | "jan" | "feb" | "visits", ...
// @ts-expect-error
sales.unpivot({ columns: ['jan', 'febr'], name: 'month', value: 'amount' });
// TS2339 Property 'jan' does not exist on type 'Row<{ open: "boolean"; month: "string"; shop: "string"; visits: "int"; amount: "double"; }>'.
// @ts-expect-error
sales.unpivot({ columns: ['jan', 'feb'], name: 'month', value: 'amount' }).select((m) => ({ jan: m.jan }));
// TS2345 Argument of type '"jan"' is not assignable to parameter of type '"open" | "shop" | "visits"'.
// @ts-expect-error
sales.groupBy('shop').pivot('jan', ['10']).agg(() => ({ n: F.count() }));
// TS2322 Type 'string' is not assignable to type 'boolean'.
// @ts-expect-error
sales.groupBy('shop').pivot('open', ['yes']).agg(() => ({ n: F.count() }));
// TS2345 Argument of type '"open"' is not assignable to parameter of type '"shop"'.
// @ts-expect-error
sales.rollup('shop').agg((_, keys) => ({ total: keys.grouping('open') }));
// TS2820 Type '"shp"' is not assignable to type '"open" | "shop" | "jan" | "feb" | "visits"'. Did you mean '"shop"'?
// @ts-expect-error
sales.groupingSets(['shop'], ['shp']);
// TS2551 Property 'delay' does not exist on type 'Row<{ carrier: "string"; day: "date"; flights: "bigint"; }>'. Did you mean 'day'?
// @ts-expect-error
from(levels).select((l) => ({ delay: l.delay }));
// TS2339 Property 'name' does not exist on type 'Row<{ key: "string"; value: "string"; }>'.
// @ts-expect-error
from(ordersNested).explode('label', (o) => o.labels).select((o) => ({ name: o.label.fields.name }));
// TS2353 Object literal may only specify known properties, and 'places' does not exist in type 'ExplodeOptions<never>'.
// @ts-expect-error
from(ordersNested).explode('line', (o) => o.lines, { places: 'n' });
// TS2345 Argument of type '{ fraction: number; }' is not assignable to parameter of type '{ readonly fraction: number; readonly seed: number; }'.
// @ts-expect-error
from(flights).sample({ fraction: 0.1 });
