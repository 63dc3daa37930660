// Mistakes that must not compile, with the message of TypeScript 6.
import { F, from } from '../../../src/index.ts';
import { ordersNested } from './06-nested.ts';

// TS2339 Property 'town' does not exist on type 'Row<{ city: "string"; geo: { lat: ...; lon: ...; }; }>'.
// @ts-expect-error
from(ordersNested).select((o) => ({ c: o.address.fields.town }));
// TS2339 Property 'city' does not exist on type 'StructExpr<{ city: "string"; geo: { lat: ...; lon: ...; }; }>'.
// @ts-expect-error
from(ordersNested).select((o) => ({ c: o.address.city }));
// TS2339 Property 'mul' does not exist on type 'StringExpr'.
// @ts-expect-error
from(ordersNested).select((o) => ({ c: F.transform(o.items, (i) => i.fields.sku.mul(2)) }));
// TS2322 Type 'NumberExpr<"bigint">' is not assignable to type 'Expr<readonly unknown[]>'.
// @ts-expect-error
from(ordersNested).explode('x', (o) => o.id);
