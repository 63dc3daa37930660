// Mistakes that must not compile, with the message of TypeScript 6.
import { from, Scd2Table } from '../../../src/index.ts';
import { flights, silver } from './00-project.ts';

// TS2345 Argument of type '{ query: Relation<{…}>; keys: [...]; }' is not assignable to parameter of type 'Scd2Options<NoInfer<{…}>, "carrier" | ... 6 more ... | "loaded_at"> & { 
// @ts-expect-error
new Scd2Table(silver, 'x', { query: from(flights), keys: ['carrier'] });
// TS2820 Type '"carier"' is not assignable to type '"carrier" | "flight" | "tailnum" | "origin" | "dest" | "dep_delay" | "time_hour" | "loaded_at"'. Did you mean '"carrier"'?
// @ts-expect-error
new Scd2Table(silver, 'x', { query: from(flights), keys: ['carier'], sequenceBy: 'loaded_at' });
// TS2322 Type '"loaded"' is not assignable to type '"carrier" | "flight" | "tailnum" | "origin" | "dest" | "dep_delay" | "time_hour" | "loaded_at"'.
// @ts-expect-error
new Scd2Table(silver, 'x', { query: from(flights), keys: ['carrier'], sequenceBy: 'loaded' });
// TS2345 Argument of type '{ query: Relation<{…}>; keys: [...]; sequenceBy: "loaded_at"; from: "snapshots"; deleteWhen: (f: any) => any; }' is not assignable to parameter of type
// @ts-expect-error
new Scd2Table(silver, 'x', { query: from(flights), keys: ['carrier'], sequenceBy: 'loaded_at', from: 'snapshots', deleteWhen: (f) => f.dest.eq('') });
