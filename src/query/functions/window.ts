/** Functions that need `.over(window)`. */
import type { Expr, Positional, Ranking } from '../expr.ts';
import { int } from '../types.ts';
import { Window } from '../window.ts';
import { fn } from './catalogue.ts';
import { onRows } from './examples.ts';
import { BOOLEAN, INTEGER, mayBeNull, neverNull, option, param, returnsDouble, returnsInt, sameAs } from './record.ts';

/** The row's place in the order, from 1, without ties; which of two equal rows comes first is not defined. */
export const rowNumber = fn<() => Ranking<'int'>>({
  name: 'rowNumber', spark: 'row_number', group: 'window', kind: 'ranking',
  params: [], returns: returnsInt, nullable: neverNull,
  example: onRows({ v: int() }, [[10], [20], [20]], (r): Expr => rowNumber().over(Window.orderBy(r.v)), [1, 2, 3]),
});
/** The row's rank from 1; equal rows share one, and the following ranks are skipped. */
export const rank = fn<() => Ranking<'int'>>({
  name: 'rank', spark: 'rank', group: 'window', kind: 'ranking',
  params: [], returns: returnsInt, nullable: neverNull,
  example: onRows({ v: int() }, [[10], [10], [20]], (r): Expr => rank().over(Window.orderBy(r.v)), [1, 1, 3]),
});
/** The row's rank from 1; equal rows share one, and no rank is skipped. */
export const denseRank = fn<() => Ranking<'int'>>({
  name: 'denseRank', spark: 'dense_rank', group: 'window', kind: 'ranking',
  params: [], returns: returnsInt, nullable: neverNull,
  example: onRows({ v: int() }, [[10], [10], [20]], (r): Expr => denseRank().over(Window.orderBy(r.v)), [1, 1, 2]),
});
/** The rank as a share from 0 to 1. */
export const percentRank = fn<() => Ranking<'double'>>({
  name: 'percentRank', spark: 'percent_rank', group: 'window', kind: 'ranking',
  params: [], returns: returnsDouble, nullable: neverNull,
  example: onRows({ v: int() }, [[10], [20], [30]], (r): Expr => percentRank().over(Window.orderBy(r.v)), [0, 0.5, 1]),
});
/** The share of rows that do not come after this one. */
export const cumeDist = fn<() => Ranking<'double'>>({
  name: 'cumeDist', spark: 'cume_dist', group: 'window', kind: 'ranking',
  params: [], returns: returnsDouble, nullable: neverNull,
  example: onRows({ v: int() }, [[10], [20]], (r): Expr => cumeDist().over(Window.orderBy(r.v)), [0.5, 1]),
});
/** The number, from 1, of the row's bucket among `buckets` of nearly equal size. */
export const ntile = fn<(buckets: number) => Ranking<'int'>>({
  name: 'ntile', spark: 'ntile', group: 'window', kind: 'ranking',
  params: [option('buckets', INTEGER)], returns: returnsInt, nullable: neverNull,
  example: onRows({ v: int() }, [[10], [20], [30], [40]], (r): Expr => ntile(2).over(Window.orderBy(r.v)), [1, 1, 2, 2]),
});
/** The value some rows before; NULL before the first. */
export const lag = fn<<T>(value: Expr<T>, offset?: number) => Ranking<T>>({
  name: 'lag', spark: 'lag', group: 'window', kind: 'offset',
  params: [param('value'), option('offset', INTEGER, { optional: true })], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[10], [20], [30]], (r): Expr => lag(r.v).over(Window.orderBy(r.v)), [null, 10, 20]),
});
/** The value some rows after; NULL after the last. */
export const lead = fn<<T>(value: Expr<T>, offset?: number) => Ranking<T>>({
  name: 'lead', spark: 'lead', group: 'window', kind: 'offset',
  params: [param('value'), option('offset', INTEGER, { optional: true })], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[10], [20], [30]], (r): Expr => lead(r.v, 2).over(Window.orderBy(r.v)), [30, null, null]),
});

interface IgnoreNulls {
  /** Skips NULLs. @default false */
  readonly ignoreNulls?: boolean;
}
const firstOf = fn<<T>(value: Expr<T>, ignoreNulls?: boolean) => Positional<T>>({
  name: 'first', spark: 'first', group: 'window', kind: 'offset',
  params: [param('value'), option('ignoreNulls', BOOLEAN, { optional: true })], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[10], [20]], (r): Expr => first(r.v).over(Window.orderBy(r.v)), [10, 10]),
});
/** The first value of the frame, in the window's order. */
export const first = <T>(value: Expr<T>, o?: IgnoreNulls): Positional<T> => (o?.ignoreNulls ? firstOf(value, true) : firstOf(value));
const lastOf = fn<<T>(value: Expr<T>, ignoreNulls?: boolean) => Positional<T>>({
  name: 'last', spark: 'last', group: 'window', kind: 'offset',
  params: [param('value'), option('ignoreNulls', BOOLEAN, { optional: true })], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[10], [20]], (r): Expr => last(r.v).over(Window.orderBy(r.v)), [10, 20]),
});
/** The last value of the frame, which ends at the current row unless the window says otherwise. */
export const last = <T>(value: Expr<T>, o?: IgnoreNulls): Positional<T> => (o?.ignoreNulls ? lastOf(value, true) : lastOf(value));
/** The n-th value of the frame, from 1; NULL where the frame has fewer rows. */
export const nthValue = fn<<T>(value: Expr<T>, n: number) => Positional<T>>({
  name: 'nthValue', spark: 'nth_value', group: 'window', kind: 'offset',
  params: [param('value'), option('n', INTEGER)], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[10], [20], [30]], (r): Expr => nthValue(r.v, 2).over(Window.orderBy(r.v)), [null, 20, 20]),
});
