/** What the compiler says about functions: lines that must compile, and mistakes that must not. Checked by `tsc`, never run. */
import { F, Window, from, seed, t } from '../../src/query/index.ts';
import type { Relation } from '../../src/query/index.ts';

const item = t.struct({ sku: t.string(), qty: t.int(), price: t.decimal(10, 2) });
const order = t.struct({
  id: t.bigint(), items: t.array(item), labels: t.map(t.string(), t.string()),
  address: t.struct({ city: t.string(), geo: t.struct({ lat: t.double(), lon: t.double() }) }),
});
const events = seed({ value: t.string(), day: t.date(), at: t.timestamp(), n: t.int(), share: t.float(), amount: t.decimal(12, 2), raw: t.variant() }, []);

export const nested: Relation<{
  id: 'bigint'; items: { sku: 'string'; qty: 'int'; price: 'decimal' }[]; labels: ReturnType<typeof labelsOf>;
  address: { city: 'string'; geo: { lat: 'double'; lon: 'double' } };
  lat: 'double'; channel: 'string'; paid: { sku: 'string'; qty: 'int'; price: 'decimal' }[]; lines: { sku: 'string'; total: 'decimal' }[];
  pieces: 'int'; first_sku: 'string'; entries: { key: 'string'; value: 'string' }[];
}> = from(events)
  .withColumns((e) => ({ order: F.fromJson(e.value, order) }))
  .select((e) => ({
    ...e.order.fields,
    lat: e.order.fields.address.fields.geo.fields.lat,
    channel: e.order.fields.labels.getItem('channel'),
    paid: F.filter(e.order.fields.items, (i) => i.fields.price.gt(0)),
    lines: F.transform(e.order.fields.items, (i) => F.struct({ sku: i.fields.sku, total: i.fields.price.mul(i.fields.qty) })),
    pieces: F.aggregate(e.order.fields.items, F.lit(0), (total, i) => total.add(i.fields.qty)),
    first_sku: e.order.fields.items.getItem(0).fields.sku,
    entries: F.mapEntries(e.order.fields.labels),
  }));
declare const labelsOf: () => import('../../src/query/index.ts').MapOf<'string', 'string'>;

export const kinds: Relation<{
  sum: 'bigint'; sums: 'double'; total: 'decimal'; mean: 'double'; exact: 'decimal'; all: 'int'[]; best: 'string'; whole: 'bigint'; wholes: 'decimal';
}> = from(events).agg((e) => ({
  sum: F.sum(e.n), sums: F.sum(e.share), total: F.sum(e.amount), mean: F.avg(e.n), exact: F.avg(e.amount), all: F.collectList(e.n), best: F.maxBy(e.value, e.at),
  whole: F.ceil(F.max(e.n)), wholes: F.floor(F.max(e.amount)),
}));
export const scalars: Relation<{
  a: 'double'; b: 'decimal'; c: 'date'; d: 'timestamp'; e: 'string'; f: 'int'; g: 'string'; h: 'int'; i: 'double'; j: 'string'; k: 'boolean';
}> = from(events).select((e) => ({
  a: F.tryDivide(e.n, e.n), b: F.tryDivide(e.amount, e.n), c: F.toDate(e.at), d: F.dateTrunc('month', e.day), e: F.coalesce(e.value, 'none'), f: F.nullIf(e.n, F.lit(0)),
  g: F.nullIfIn(e.value, ['NA', '']), h: F.dateDiff(e.at, e.day), i: F.tryAdd(e.share, e.n), j: e.raw.get('$.a', t.string()), k: F.exists(F.split(e.value, ','), (x) => x.eq('a')),
}));
export const windows: Relation<{ place: 'int'; before: 'string'; first: 'string'; running: 'bigint' }> = from(events).select((e) => {
  const byDay = Window.partitionBy(e.day).orderBy(e.at);
  return { place: F.rank().over(byDay), before: F.lag(e.value, 2).over(byDay), first: F.first(e.value, { ignoreNulls: true }).over(byDay), running: F.sum(e.n).over(byDay.rowsBetween(-3, 0)) };
});

export const lengths: Relation<{
  took: 'interval day to second'; later: 'timestamp'; month: 'date'; start: 'timestamp'; twice: 'interval day to second'; hours: 'tinyint'; seconds: 'decimal'; week: 'int'; whole: 'bigint';
}> = from(events).select((e) => ({
  took: e.at.sub(F.timestamp('2024-01-01T00:00:00Z')), later: e.at.add(F.makeDtInterval(1)), month: e.day.add(F.makeYmInterval(0, 1)), start: e.day.add(F.makeDtInterval(0, 2)),
  twice: F.makeDtInterval(1).mul(2), hours: F.intervalPart('HOUR', F.makeDtInterval(1)), seconds: F.datePart('SECOND', e.at), week: F.datePart('WEEK', e.day), whole: F.timestampDiff('DAY', e.day, e.at),
}));
export const literals: Relation<{ small: 'tinyint'; price: 'decimal'; bytes: 'binary'; zipped: { n: 'int'; s: 'string' }[]; map: import('../../src/query/index.ts').MapOf<'string', 'int'>; fails: 'int' }> = from(events).select((e) => ({
  small: F.lit(1, t.tinyint()), price: F.lit(9.9, t.decimal(10, 2)), bytes: F.lit(new Uint8Array([1])), zipped: F.arraysZip({ n: F.array(e.n), s: F.split(e.value, ',') }),
  map: F.createMap([e.value, e.n]), fails: F.when(e.n.gt(0), e.n).otherwise(F.raiseError('not positive', t.int())),
}));
export const read: Relation<{ csv: { a: 'int' }; first: 'string'; bits: 'bigint'; top: { item: 'string'; count: 'bigint' }[]; slope: 'double'; mean: 'decimal' }> = from(events).agg((e) => ({
  csv: F.anyValue(F.fromCsv(e.value, t.struct({ a: t.int() }), { sep: ';' })), first: F.elementAt(F.collectList(e.value), 1), bits: F.bitwiseOr(F.max(e.n), F.lit(1n)), top: F.approxTopK(e.value, 3),
  slope: F.regrSlope(e.share, e.n), mean: F.regrAvgx(e.share, e.amount),
}));

// TS2345 Argument of type 'IntervalExpr<"interval year to month">' is not assignable to parameter of type 'Expr<"interval day to second">'.
// @ts-expect-error
from(events).select(() => ({ n: F.makeDtInterval(1).add(F.makeYmInterval(1)) }));
// TS2345 Argument of type '"x"' is not assignable to parameter of type 'number | bigint'.
// @ts-expect-error
from(events).select(() => ({ n: F.lit('x', t.int()) }));
// TS2345 Argument of type 'NumberExpr<"double">' is not assignable to parameter of type 'Expr<IntegerKind>'.
// @ts-expect-error
from(events).select(() => ({ n: F.bitwiseAnd(F.lit(1.5), F.lit(1)) }));
// TS2345 Argument of type '"CENTURY"' is not assignable to parameter of type …
// @ts-expect-error
from(events).select((e) => ({ n: F.datePart('CENTURY', e.day) }));
// TS2345 Argument of type 'StringExpr' is not assignable to parameter of type 'string'.
// @ts-expect-error
from(events).select((e) => ({ n: F.toNumber(e.value, e.value) }));
// TS2345 Argument of type 'StringExpr' is not assignable to parameter of type 'Expr<NumericKind>'.
// @ts-expect-error
from(events).agg((e) => ({ n: F.sum(e.value) }));
// TS2345 Argument of type 'string' is not assignable to parameter of type 'number | bigint | Expr<"int">'.
// @ts-expect-error
from(events).select((e) => ({ n: F.coalesce(e.n, 'none') }));
// TS2345 Argument of type 'NumberExpr<"int">' is not assignable to parameter of type 'Expr<"string">'.
// @ts-expect-error
from(events).select((e) => ({ n: F.upper(e.n) }));
// TS2345 Argument of type '"fortnight"' is not assignable to parameter of type …
// @ts-expect-error
from(events).select((e) => ({ n: F.dateTrunc('fortnight', e.at) }));
// TS2345 Argument of type 'DateExpr' is not assignable to parameter of type 'Expr<"timestamp" | "timestamp_ntz">'.
// @ts-expect-error
from(events).select((e) => ({ n: F.hour(e.day) }));
// TS2322 Type 'StringExpr' is not assignable to type 'Expr<"boolean">'.
// @ts-expect-error
from(events).select((e) => ({ n: F.filter(F.split(e.value, ','), (x) => x) }));
// TS2345 Argument of type 'number' is not assignable to parameter of type '256 | 224 | 384 | 512'.
// @ts-expect-error
from(events).select((e) => ({ n: F.sha2(e.value, 128) }));
// TS2739 Type 'Ranking<"int">' is missing the following properties from type 'Expr<unknown>'
// @ts-expect-error
from(events).select((e) => ({ n: F.lag(e.n) }));
