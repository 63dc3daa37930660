/** Angles, in radians, and what belongs to them. Outside a function's domain the result is NaN, not an error. */
import type { Expr, NumberExpr } from '../expr.ts';
import type { NumericKind } from '../kinds.ts';
import { fn } from './catalogue.ts';
import { anyNull, mayBeNull, neverNull, NUMBER, param, returnsDouble } from './record.ts';
import { lit } from './values.ts';

type Num = Expr<NumericKind>;

/** Arc cosine, from 0 to π; NaN outside -1 to 1. */
export const acos = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'acos', spark: 'acos', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => acos(lit(1)), gives: 0 },
});
/** Inverse hyperbolic cosine; NaN below 1. */
export const acosh = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'acosh', spark: 'acosh', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => acosh(lit(1)), gives: 0 },
});
/** Arc sine, from -π/2 to π/2; NaN outside -1 to 1. */
export const asin = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'asin', spark: 'asin', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => asin(lit(0)), gives: 0 },
});
/** Inverse hyperbolic sine. */
export const asinh = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'asinh', spark: 'asinh', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => asinh(lit(0)), gives: 0 },
});
/** Arc tangent, from -π/2 to π/2. */
export const atan = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'atan', spark: 'atan', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => atan(lit(0)), gives: 0 },
});
/** Inverse hyperbolic tangent; infinite at -1 and 1, NaN beyond. */
export const atanh = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'atanh', spark: 'atanh', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => atanh(lit(0)), gives: 0 },
});
/** Tangent of an angle in radians. */
export const tan = fn<(radians: Num) => NumberExpr<'double'>>({
  name: 'tan', spark: 'tan', group: 'numeric',
  params: [param('radians', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => tan(lit(0)), gives: 0 },
});
/** Cotangent of an angle in radians; infinite at 0. */
export const cot = fn<(radians: Num) => NumberExpr<'double'>>({
  name: 'cot', spark: 'cot', group: 'numeric',
  params: [param('radians', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => cot(lit(0)), gives: 'inf' },
});
/** Secant of an angle in radians: 1 / cosine. */
export const sec = fn<(radians: Num) => NumberExpr<'double'>>({
  name: 'sec', spark: 'sec', group: 'numeric',
  params: [param('radians', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => sec(lit(0)), gives: 1 },
});
/** Cosecant of an angle in radians: 1 / sine; infinite at 0. */
export const csc = fn<(radians: Num) => NumberExpr<'double'>>({
  name: 'csc', spark: 'csc', group: 'numeric',
  params: [param('radians', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => csc(lit(0)), gives: 'inf' },
});
/** Hyperbolic sine. */
export const sinh = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'sinh', spark: 'sinh', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => sinh(lit(0)), gives: 0 },
});
/** Hyperbolic cosine. */
export const cosh = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'cosh', spark: 'cosh', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => cosh(lit(0)), gives: 1 },
});
/** Hyperbolic tangent. */
export const tanh = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'tanh', spark: 'tanh', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => tanh(lit(0)), gives: 0 },
});
/** Radians to degrees. */
export const degrees = fn<(radians: Num) => NumberExpr<'double'>>({
  name: 'degrees', spark: 'degrees', group: 'numeric',
  params: [param('radians', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => degrees(lit(0)), gives: 0 },
});
/** Length of the hypotenuse: √(a² + b²), without overflow on the way. */
export const hypot = fn<(a: Num, b: Num) => NumberExpr<'double'>>({
  name: 'hypot', spark: 'hypot', group: 'numeric',
  params: [param('a', NUMBER), param('b', NUMBER)], returns: returnsDouble, nullable: anyNull,
  example: { of: (): Expr => hypot(lit(3), lit(4)), gives: 5 },
});
/** π. */
export const pi = fn<() => NumberExpr<'double'>>({
  name: 'pi', spark: 'pi', group: 'numeric',
  params: [], returns: returnsDouble, nullable: neverNull,
  example: { of: (): Expr => pi(), gives: Math.PI },
});
/** Euler's number, the base of the natural logarithm. */
export const e = fn<() => NumberExpr<'double'>>({
  name: 'e', spark: 'e', group: 'numeric',
  params: [], returns: returnsDouble, nullable: neverNull,
  example: { of: (): Expr => e(), gives: Math.E },
});
