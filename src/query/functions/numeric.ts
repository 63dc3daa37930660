/** Numbers. ANSI mode: what does not fit fails the run, and `try…` gives NULL instead. */
import { arithmeticType } from '../coercion.ts';
import { scalar } from '../datatype.ts';
import type { BooleanExpr, Expr, ExprOf, NumberExpr, Quotient, Wider } from '../expr.ts';
import type { IntegerKind, NumericKind } from '../kinds.ts';
import { fn } from './catalogue.ts';
import {
  type Accepts, anyNull, INTEGER, mayBeNull, neverNull, NUMBER, nullWhere, option, param, returnsBigint, returnsBoolean, returnsDouble,
  returnsString, sameAs, TEXT, type TypeRule, UP_TO_INT,
} from './record.ts';
import type { WholeOf } from './result-types.ts';
import { anyNullCast, commonArgs, nullAs, operands, roundType, wholeType } from './rules.ts';
import { lit } from './values.ts';

type Num = Expr<NumericKind>;
type Exact = Expr<IntegerKind | 'decimal'>;
const FLOATING: Accepts = { label: 'a float or double', test: (type) => type.kind === 'float' || type.kind === 'double' || type.kind === 'error' };
const EXACT: Accepts = { label: 'a whole number or a decimal', test: (type) => INTEGER.test(type) || type.kind === 'decimal' };
const tried =
  (op: 'add' | 'sub' | 'mul' | 'div' | 'mod'): TypeRule =>
  (args) =>
    arithmeticType(op, ...operands(args));

/** The number without its sign; fails on the smallest integer of a type, which has no positive twin. */
export const abs = fn<<K extends NumericKind>(n: Expr<K>) => ExprOf<K>>({
  name: 'abs', spark: 'abs', group: 'numeric',
  params: [param('n', NUMBER)], returns: sameAs(0), nullable: anyNull,
  example: { of: (): Expr => abs(lit(-3)), gives: 3 },
});
/** Rounded half up to digits after the point; negative rounds before it. Decimals keep only these digits. */
export const round = fn<<K extends NumericKind>(n: Expr<K>, scale?: number) => ExprOf<K>>({
  name: 'round', spark: 'round', group: 'numeric',
  params: [param('n', NUMBER), option('scale', INTEGER, { optional: true })], returns: roundType, nullable: mayBeNull,
  example: { of: (): Expr => round(lit(2.345), 2), gives: 2.35 },
});
/** Rounded half to even ("bankers' rounding"), otherwise like `round`. */
export const bround = fn<<K extends NumericKind>(n: Expr<K>, scale?: number) => ExprOf<K>>({
  name: 'bround', spark: 'bround', group: 'numeric',
  params: [param('n', NUMBER), option('scale', INTEGER, { optional: true })], returns: roundType, nullable: mayBeNull,
  example: { of: (): Expr => bround(lit(2.5)), gives: 2 },
});
/** The smallest whole number that is not less than the number. */
export const ceil = fn<<K extends NumericKind>(n: Expr<K>) => NumberExpr<WholeOf[K]>>({
  name: 'ceil', spark: 'ceil', group: 'numeric',
  params: [param('n', NUMBER)], returns: wholeType, nullable: mayBeNull,
  example: { of: (): Expr => ceil(lit(2.1)), gives: 3 },
});
/** The largest whole number that is not greater than the number. */
export const floor = fn<<K extends NumericKind>(n: Expr<K>) => NumberExpr<WholeOf[K]>>({
  name: 'floor', spark: 'floor', group: 'numeric',
  params: [param('n', NUMBER)], returns: wholeType, nullable: mayBeNull,
  example: { of: (): Expr => floor(lit(-2.1)), gives: -3 },
});
/** -1, 0 or 1, as double. */
export const sign = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'sign', spark: 'sign', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => sign(lit(-7)), gives: -1 },
});
/** The number with the opposite sign. */
export const negate = fn<<K extends NumericKind>(n: Expr<K>) => ExprOf<K>>({
  name: 'negate', spark: 'negative', group: 'numeric',
  params: [param('n', NUMBER)], returns: sameAs(0), nullable: anyNull,
  example: { of: (): Expr => negate(lit(3)), gives: -3 },
});
/** Square root; NaN below zero. */
export const sqrt = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'sqrt', spark: 'sqrt', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => sqrt(lit(9)), gives: 3 },
});
/** Power, as double. */
export const pow = fn<(base: Num, exponent: Num | number) => NumberExpr<'double'>>({
  name: 'pow', spark: 'pow', group: 'numeric',
  params: [param('base', NUMBER), param('exponent', NUMBER)], returns: returnsDouble, nullable: anyNull,
  example: { of: (): Expr => pow(lit(2), 10), gives: 1024 },
});
/** e to the power of a number. */
export const exp = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'exp', spark: 'exp', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => exp(lit(0)), gives: 1 },
});
/** Natural logarithm; NULL for zero and below. */
export const ln = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'ln', spark: 'ln', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => ln(lit(1)), gives: 0 },
});
/** Logarithm to base 10; NULL for zero and below. */
export const log10 = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'log10', spark: 'log10', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => log10(lit(1000)), gives: 3 },
});
/** Logarithm to base 2; NULL for zero and below. */
export const log2 = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'log2', spark: 'log2', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => log2(lit(8)), gives: 3 },
});
/** Sine of an angle in radians. */
export const sin = fn<(radians: Num) => NumberExpr<'double'>>({
  name: 'sin', spark: 'sin', group: 'numeric',
  params: [param('radians', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => sin(lit(0)), gives: 0 },
});
/** Cosine of an angle in radians. */
export const cos = fn<(radians: Num) => NumberExpr<'double'>>({
  name: 'cos', spark: 'cos', group: 'numeric',
  params: [param('radians', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => cos(lit(0)), gives: 1 },
});
/** Angle in radians of the point (x, y); note the order of the arguments. */
export const atan2 = fn<(y: Num, x: Num) => NumberExpr<'double'>>({
  name: 'atan2', spark: 'atan2', group: 'numeric',
  params: [param('y', NUMBER), param('x', NUMBER)], returns: returnsDouble, nullable: anyNull,
  example: { of: (): Expr => atan2(lit(0), lit(1)), gives: 0 },
});
/** Degrees to radians. */
export const radians = fn<(degrees: Num) => NumberExpr<'double'>>({
  name: 'radians', spark: 'radians', group: 'numeric',
  params: [param('degrees', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => radians(lit(0)), gives: 0 },
});
/** Whether a fraction is NaN; FALSE for NULL. */
export const isNan = fn<(n: Expr<'float' | 'double'>) => BooleanExpr>({
  name: 'isNan', spark: 'isnan', group: 'numeric',
  params: [param('n', FLOATING)], returns: returnsBoolean, nullable: neverNull,
  example: { of: (): Expr => isNan(lit(2.5)), gives: false },
});
/** The first number, or the second where the first is NaN. */
export const nanvl = fn<<A extends 'float' | 'double', B extends 'float' | 'double'>(n: Expr<A>, other: Expr<B>) => NumberExpr<Wider[A][B]>>({
  name: 'nanvl', spark: 'nanvl', group: 'numeric',
  params: [param('n', FLOATING), param('other', FLOATING)], returns: commonArgs('nanvl'), nullable: anyNullCast,
  example: { of: (): Expr => nanvl(lit(2.5), lit(0.5)), gives: 2.5 },
});
/** Sum; NULL where it does not fit. */
export const tryAdd = fn<<A extends NumericKind, B extends NumericKind>(a: Expr<A>, b: Expr<B>) => NumberExpr<Wider[A][B]>>({
  name: 'tryAdd', spark: 'try_add', group: 'numeric',
  params: [param('a', NUMBER), param('b', NUMBER)], returns: tried('add'), nullable: mayBeNull,
  example: { of: (): Expr => tryAdd(lit(2_147_483_647), lit(1)), gives: null },
});
/** Difference; NULL where it does not fit. */
export const trySubtract = fn<<A extends NumericKind, B extends NumericKind>(a: Expr<A>, b: Expr<B>) => NumberExpr<Wider[A][B]>>({
  name: 'trySubtract', spark: 'try_subtract', group: 'numeric',
  params: [param('a', NUMBER), param('b', NUMBER)], returns: tried('sub'), nullable: mayBeNull,
  example: { of: (): Expr => trySubtract(lit(3), lit(1)), gives: 2 },
});
/** Product; NULL where it does not fit. */
export const tryMultiply = fn<<A extends NumericKind, B extends NumericKind>(a: Expr<A>, b: Expr<B>) => NumberExpr<Wider[A][B]>>({
  name: 'tryMultiply', spark: 'try_multiply', group: 'numeric',
  params: [param('a', NUMBER), param('b', NUMBER)], returns: tried('mul'), nullable: mayBeNull,
  example: { of: (): Expr => tryMultiply(lit(2_147_483_647), lit(2)), gives: null },
});
/** Quotient; NULL where the divisor is zero. */
export const tryDivide = fn<<A extends NumericKind, B extends NumericKind>(a: Expr<A>, b: Expr<B>) => NumberExpr<Quotient<A, B>>>({
  name: 'tryDivide', spark: 'try_divide', group: 'numeric',
  params: [param('a', NUMBER), param('b', NUMBER)], returns: tried('div'), nullable: mayBeNull,
  example: { of: (): Expr => tryDivide(lit(1), lit(0)), gives: null },
});
/** Remainder; NULL where the divisor is zero. */
export const tryMod = fn<<A extends NumericKind, B extends NumericKind>(a: Expr<A>, b: Expr<B>) => NumberExpr<Wider[A][B]>>({
  name: 'tryMod', spark: 'try_mod', group: 'numeric',
  params: [param('a', NUMBER), param('b', NUMBER)], returns: tried('mod'), nullable: mayBeNull,
  example: { of: (): Expr => tryMod(lit(7), lit(4)), gives: 3 },
});
/** Remainder that is never negative for a positive divisor: `pmod(-1, 24)` is 23. Fails on zero. */
export const pmod = fn<<A extends NumericKind, B extends NumericKind>(a: Expr<A>, b: Expr<B>) => NumberExpr<Wider[A][B]>>({
  name: 'pmod', spark: 'pmod', group: 'numeric',
  params: [param('a', NUMBER), param('b', NUMBER)], returns: tried('mod'), nullable: mayBeNull,
  example: { of: (): Expr => pmod(lit(-1), lit(24)), gives: 23 },
});
/** A number as text with thousands separators and this many digits after the point. */
export const formatNumber = fn<(n: Num, digits: number) => ExprOf<'string'>>({
  name: 'formatNumber', spark: 'format_number', group: 'numeric',
  params: [param('n', NUMBER), option('digits', INTEGER)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => formatNumber(lit(1234.567), 2), gives: '1,234.57' },
});
/** A whole number in the notation of another base, from text. */
export const conv = fn<(text: Expr<'string'>, from: number, to: number) => ExprOf<'string'>>({
  name: 'conv', spark: 'conv', group: 'numeric',
  params: [param('text', TEXT), option('from', INTEGER), option('to', INTEGER)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => conv(lit('ff'), 16, 10), gives: '255' },
});
/** The number of the bucket, from 1, among buckets of equal width between two bounds; 0 below and one more than `buckets` above. */
export const widthBucket = fn<(n: Num, low: Num, high: Num, buckets: number) => NumberExpr<'bigint'>>({
  name: 'widthBucket', spark: 'width_bucket', group: 'numeric',
  params: [param('n', NUMBER), param('low', NUMBER), param('high', NUMBER), option('buckets', INTEGER)], returns: returnsBigint, nullable: mayBeNull,
  example: { of: (): Expr => widthBucket(lit(35), lit(0), lit(100), 10), gives: 4 },
});
/** Number of bits that are 1. */
export const bitCount = fn<(n: Expr<IntegerKind>) => NumberExpr<'int'>>({
  name: 'bitCount', spark: 'bit_count', group: 'numeric',
  params: [param('n', INTEGER)], returns: () => ({ kind: 'int' }), nullable: nullWhere(0),
  example: { of: (): Expr => bitCount(lit(7)), gives: 3 },
});
/** Cube root. */
export const cbrt = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'cbrt', spark: 'cbrt', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => cbrt(lit(27)), gives: 3 },
});
/** e to the power of a number, less 1: exact near zero. */
export const expm1 = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'expm1', spark: 'expm1', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => expm1(lit(0)), gives: 0 },
});
/** Natural logarithm of a number plus 1: exact near zero. NULL for -1 and below. */
export const log1p = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'log1p', spark: 'log1p', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => log1p(lit(0)), gives: 0 },
});
/** The nearest whole number, half to even, as double. */
export const rint = fn<(n: Num) => NumberExpr<'double'>>({
  name: 'rint', spark: 'rint', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => rint(lit(2.5)), gives: 2 },
});
/** Logarithm to a base, which may be a column; NULL for zero and below. */
export const log = fn<(base: Num, n: Num) => NumberExpr<'double'>>({
  name: 'log', spark: 'log', sqlOnly: true, group: 'numeric',
  params: [param('base', NUMBER), param('n', NUMBER)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => log(lit(10), lit(100)), gives: 2 },
});
/** The number itself. */
export const positive = fn<<K extends NumericKind>(n: Expr<K>) => ExprOf<K>>({
  name: 'positive', spark: 'positive', group: 'numeric',
  params: [param('n', NUMBER)], returns: sameAs(0), nullable: anyNull,
  example: { of: (): Expr => positive(lit(-3)), gives: -3 },
});
/** The whole part of a quotient: SQL's `a DIV b`. Fails on zero. */
export const intDiv = fn<(a: Exact, b: Exact) => NumberExpr<'bigint'>>({
  name: 'intDiv', spark: 'div', sqlOnly: true, group: 'numeric',
  params: [param('a', EXACT), param('b', EXACT)], returns: returnsBigint, nullable: mayBeNull,
  example: { of: (): Expr => intDiv(lit(7), lit(2)), gives: 3 },
});
/** n!, as `bigint`; NULL below 0 and above 20. */
export const factorial = fn<(n: Expr<IntegerKind>) => NumberExpr<'bigint'>>({
  name: 'factorial', spark: 'factorial', group: 'numeric',
  params: [param('n', UP_TO_INT)], returns: returnsBigint, nullable: mayBeNull,
  example: { of: (): Expr => factorial(lit(5)), gives: 120 },
});
/** A whole number in binary digits; a fraction is cut off. */
export const bin = fn<(n: Num) => ExprOf<'string'>>({
  name: 'bin', spark: 'bin', group: 'numeric',
  params: [param('n', NUMBER)], returns: returnsString, nullable: nullAs(scalar('bigint'), 0),
  example: { of: (): Expr => bin(lit(5)), gives: '101' },
});
