/** Regression of `y` on `x`, over rows in which both are there. */
import type { Agg, Expr } from '../expr.ts';
import type { NumericKind } from '../kinds.ts';
import { double } from '../types.ts';
import { fn } from './catalogue.ts';
import { onRows } from './examples.ts';
import { mayBeNull, neverNull, NUMBER, param, returnsBigint, returnsDouble } from './record.ts';
import type { AverageOf } from './result-types.ts';
import { avgType } from './rules.ts';

type Num = Expr<NumericKind>;

/** Mean of `x`. */
export const regrAvgx = fn<<K extends NumericKind>(y: Num, x: Expr<K>) => Agg<AverageOf[K]>>({
  name: 'regrAvgx', spark: 'regr_avgx', group: 'aggregate', kind: 'aggregate',
  params: [param('y', NUMBER), param('x', NUMBER)], returns: (args) => avgType(args.slice(1)), nullable: mayBeNull,
  example: onRows({ y: double(), x: double() }, [[2, 1], [4, 2], [6, 3], [null, 9]], (r): Expr => regrAvgx(r.y, r.x), 2),
});
/** Mean of `y`. */
export const regrAvgy = fn<<K extends NumericKind>(y: Expr<K>, x: Num) => Agg<AverageOf[K]>>({
  name: 'regrAvgy', spark: 'regr_avgy', group: 'aggregate', kind: 'aggregate',
  params: [param('y', NUMBER), param('x', NUMBER)], returns: avgType, nullable: mayBeNull,
  example: onRows({ y: double(), x: double() }, [[2, 1], [4, 2], [6, 3], [null, 9]], (r): Expr => regrAvgy(r.y, r.x), 4),
});
/** Rows in which both are there. 0 over none. */
export const regrCount = fn<(y: Num, x: Num) => Agg<'bigint'>>({
  name: 'regrCount', spark: 'regr_count', group: 'aggregate', kind: 'aggregate',
  params: [param('y', NUMBER), param('x', NUMBER)], returns: returnsBigint, nullable: neverNull,
  example: onRows({ y: double(), x: double() }, [[2, 1], [4, 2], [6, 3], [null, 9]], (r): Expr => regrCount(r.y, r.x), 3),
});
/** Where the line through the points meets the axis of `y`. */
export const regrIntercept = fn<(y: Num, x: Num) => Agg<'double'>>({
  name: 'regrIntercept', spark: 'regr_intercept', group: 'aggregate', kind: 'aggregate',
  params: [param('y', NUMBER), param('x', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ y: double(), x: double() }, [[2, 1], [4, 2], [6, 3], [null, 9]], (r): Expr => regrIntercept(r.y, r.x), 0),
});
/** The slope of the line through the points. */
export const regrSlope = fn<(y: Num, x: Num) => Agg<'double'>>({
  name: 'regrSlope', spark: 'regr_slope', group: 'aggregate', kind: 'aggregate',
  params: [param('y', NUMBER), param('x', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ y: double(), x: double() }, [[2, 1], [4, 2], [6, 3], [null, 9]], (r): Expr => regrSlope(r.y, r.x), 2),
});
/** The share of the variance of `y` that the line explains, from 0 to 1. */
export const regrR2 = fn<(y: Num, x: Num) => Agg<'double'>>({
  name: 'regrR2', spark: 'regr_r2', group: 'aggregate', kind: 'aggregate',
  params: [param('y', NUMBER), param('x', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ y: double(), x: double() }, [[2, 1], [4, 2], [6, 3], [null, 9]], (r): Expr => regrR2(r.y, r.x), 1),
});
/** Sum of squares of `x` around its mean. */
export const regrSxx = fn<(y: Num, x: Num) => Agg<'double'>>({
  name: 'regrSxx', spark: 'regr_sxx', group: 'aggregate', kind: 'aggregate',
  params: [param('y', NUMBER), param('x', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ y: double(), x: double() }, [[2, 1], [4, 2], [6, 3], [null, 9]], (r): Expr => regrSxx(r.y, r.x), 2),
});
/** Sum of products of both around their means. */
export const regrSxy = fn<(y: Num, x: Num) => Agg<'double'>>({
  name: 'regrSxy', spark: 'regr_sxy', group: 'aggregate', kind: 'aggregate',
  params: [param('y', NUMBER), param('x', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ y: double(), x: double() }, [[2, 1], [4, 2], [6, 3], [null, 9]], (r): Expr => regrSxy(r.y, r.x), 4),
});
/** Sum of squares of `y` around its mean. */
export const regrSyy = fn<(y: Num, x: Num) => Agg<'double'>>({
  name: 'regrSyy', spark: 'regr_syy', group: 'aggregate', kind: 'aggregate',
  params: [param('y', NUMBER), param('x', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: onRows({ y: double(), x: double() }, [[2, 1], [4, 2], [6, 3], [null, 9]], (r): Expr => regrSyy(r.y, r.x), 8),
});
