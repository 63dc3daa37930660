/** Statistical aggregates. NULLs are left out; over no values the result is NULL. */
import type { Agg, Expr } from '../expr.ts';
import type { NumericKind } from '../kinds.ts';
import { double, int } from '../types.ts';
import { fn } from './catalogue.ts';
import { onRows } from './examples.ts';
import { constant, INTEGER, mayBeNull, neverNull, NUMBER, option, ORDERABLE, param, returnsBigint, returnsDouble, sameAs } from './record.ts';

type Num = Expr<NumericKind>;

/** Exact percentile with interpolation; `share` from 0 to 1. Holds all values in memory: use `percentileApprox` for large data. */
export const percentile = fn<(value: Num, share: number) => Agg<'double'>>({
  name: 'percentile', spark: 'percentile', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER), option('share', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [2], [null], [4]], (r): Expr => percentile(r.v, 0.25), 1.5),
});
/** A value of the column near the percentile; `share` from 0 to 1, relative error 1 / `accuracy`. */
export const percentileApprox = fn<<K extends NumericKind>(value: Expr<K>, share: number, accuracy?: number) => Agg<K>>({
  name: 'percentileApprox', spark: 'percentile_approx', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER), option('share', NUMBER), option('accuracy', INTEGER, { optional: true })], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [2], [4]], (r): Expr => percentileApprox(r.v, 0.5), 2),
});
/** The value in the middle, exact, with interpolation. Holds all values in memory. */
export const median = fn<(value: Num) => Agg<'double'>>({
  name: 'median', spark: 'median', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [2], [4], [5]], (r): Expr => median(r.v), 3),
});
/** The most frequent value; which one, if there are several, is not defined. */
export const mode = fn<<T>(value: Expr<T>) => Agg<T>>({
  name: 'mode', spark: 'mode', group: 'aggregate', kind: 'aggregate',
  params: [param('value', ORDERABLE)], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [2], [2]], (r): Expr => mode(r.v), 2),
});
/** Standard deviation of a sample; NULL over one value. */
export const stddev = fn<(value: Num) => Agg<'double'>>({
  name: 'stddev', spark: 'stddev', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [3], [5]], (r): Expr => stddev(r.v), 2),
});
/** Standard deviation of a whole population. */
export const stddevPop = fn<(value: Num) => Agg<'double'>>({
  name: 'stddevPop', spark: 'stddev_pop', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [3]], (r): Expr => stddevPop(r.v), 1),
});
/** Variance of a sample; NULL over one value. */
export const variance = fn<(value: Num) => Agg<'double'>>({
  name: 'variance', spark: 'variance', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [3], [5]], (r): Expr => variance(r.v), 4),
});
/** Variance of a whole population. */
export const varPop = fn<(value: Num) => Agg<'double'>>({
  name: 'varPop', spark: 'var_pop', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [3]], (r): Expr => varPop(r.v), 1),
});
/** Skewness: negative where the tail is on the left. */
export const skewness = fn<(value: Num) => Agg<'double'>>({
  name: 'skewness', spark: 'skewness', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [2], [3]], (r): Expr => skewness(r.v), 0),
});
/** Pearson's correlation of two columns, from -1 to 1. */
export const corr = fn<(a: Num, b: Num) => Agg<'double'>>({
  name: 'corr', spark: 'corr', group: 'aggregate', kind: 'aggregate',
  params: [param('a', NUMBER), param('b', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ a: double(), b: double() }, [[1, 2], [2, 4], [3, 6]], (r): Expr => corr(r.a, r.b), 1),
});
/** Covariance of a sample. */
export const covarSamp = fn<(a: Num, b: Num) => Agg<'double'>>({
  name: 'covarSamp', spark: 'covar_samp', group: 'aggregate', kind: 'aggregate',
  params: [param('a', NUMBER), param('b', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ a: double(), b: double() }, [[1, 2], [2, 4], [3, 6]], (r): Expr => covarSamp(r.a, r.b), 2),
});
/** About how many different values there are; `relativeError` from 0.01 up. Much cheaper than `countDistinct` on large data. */
export const approxCountDistinct = fn<(value: Expr, relativeError?: number) => Agg<'bigint'>>({
  name: 'approxCountDistinct', spark: 'approx_count_distinct', group: 'aggregate', kind: 'aggregate',
  params: [param('value', ORDERABLE), option('relativeError', NUMBER, { optional: true })], returns: returnsBigint, nullable: neverNull,
  example: onRows({ v: int() }, [[1], [1], [null], [3]], (r): Expr => approxCountDistinct(r.v), 2),
});
/** Covariance of a whole population. */
export const covarPop = fn<(a: Num, b: Num) => Agg<'double'>>({
  name: 'covarPop', spark: 'covar_pop', group: 'aggregate', kind: 'aggregate',
  params: [param('a', NUMBER), param('b', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ a: double(), b: double() }, [[1, 2], [3, 6]], (r): Expr => covarPop(r.a, r.b), 2),
});
/** Kurtosis less 3: 0 for a normal distribution, more for heavier tails. */
export const kurtosis = fn<(value: Num) => Agg<'double'>>({
  name: 'kurtosis', spark: 'kurtosis', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [3]], (r): Expr => kurtosis(r.v), -2),
});
/** The smallest value below which, or at which, a share of all values is; `share` from 0 to 1. Unlike `percentile`, always a value that occurs. */
export const percentileDisc = fn<(value: Num, share: number) => Agg<'double'>>({
  name: 'percentileDisc', spark: 'percentile_disc', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER), constant('share', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [2], [null], [4]], (r): Expr => percentileDisc(r.v, 0.5), 2),
});
