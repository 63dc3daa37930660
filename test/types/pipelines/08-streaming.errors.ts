// Mistakes that must not compile, with the message of TypeScript 6.
import { Duration, F, files, stream, Table, t } from '../../../src/index.ts';
import { airlines, bronze, flights } from './00-project.ts';

// TS2339 Property 'groupBy' does not exist on type 'Stream<{…}>'.
// @ts-expect-error
stream(flights).groupBy((f) => ({ c: f.carrier }));
// TS2339 Property 'orderBy' does not exist on type 'Stream<{…}>'.
// @ts-expect-error
stream(flights).orderBy('carrier');
// TS2345 Argument of type '"carrier"' is not assignable to parameter of type '"time_hour" | "loaded_at"'.
// @ts-expect-error
stream(flights).withWatermark('carrier', Duration.minutes(1));
// TS2345 Argument of type 'number' is not assignable to parameter of type 'Duration'.
// @ts-expect-error
stream(flights).withWatermark('loaded_at', 10);

const late = stream(flights).withWatermark('loaded_at', Duration.minutes(1));
// TS2345 Argument of type 'Stream<{ carrier: "string"; name: "string"; parent: "string"; }>' is not assignable to parameter of type 'Static<{…}>'.
// @ts-expect-error
stream(flights).join(stream(airlines), { on: ['carrier'], select: (l) => ({ ...l }) });
// TS2769 No overload matches this call.
// @ts-expect-error
late.join(late, { on: ['carrier'], select: (l) => ({ ...l }) });
// TS2339 Property 'dropDuplicatesWithinWatermark' does not exist on type 'Stream<{…}>'.
// @ts-expect-error
stream(flights).dropDuplicatesWithinWatermark(['carrier']);
// TS2345 Argument of type 'number' is not assignable to parameter of type 'Duration'.
// @ts-expect-error
late.groupBy((f) => ({ w: F.window(f.loaded_at, 5) }));
// TS2345 Argument of type '{ format: "xml"; }' is not assignable to parameter of type 'FileOptions'.
// @ts-expect-error
new Table(bronze, 'x', { source: files('x', { format: 'xml' }), columns: { a: t.string() } });
// TS2820 Type '"news"' is not assignable to type '"all" | "new"'. Did you mean '"new"'?
// @ts-expect-error
new Table(bronze, 'y', { source: files('x', { format: 'csv', read: 'news' }), columns: { a: t.string() } });
