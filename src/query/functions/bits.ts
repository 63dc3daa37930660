/** Bits of whole numbers, and bitmaps of them for exact counts of different numbers. */
import { commonType } from '../coercion.ts';
import { isInteger, scalar } from '../datatype.ts';
import type { Agg, Expr, ExprOf, NumberExpr, Wider } from '../expr.ts';
import type { IntegerKind } from '../kinds.ts';
import { int, string } from '../types.ts';
import { fn } from './catalogue.ts';
import { onRows } from './examples.ts';
import {
  type Accepts, always, anyNull, BINARY, INTEGER, mayBeNull, neverNull, option, param, returnsBigint, sameAs, type TypeRule, UP_TO_INT,
} from './record.ts';
import { noCommonType, typeAt } from './rules.ts';
import { encode } from './encoding.ts';
import { lit } from './values.ts';

type Whole = Expr<IntegerKind>;
const SHIFTED: Accepts = { label: 'an int or bigint', test: (type) => type.kind === 'int' || type.kind === 'bigint' || type.kind === 'error' };
const returnsBinary = always(scalar('binary'));
const together =
  (name: string): TypeRule =>
  (args) => {
    const common = commonType(typeAt(args, 0), typeAt(args, 1));
    return common && (isInteger(common) || common.kind === 'error') ? common : noCommonType(name, args);
  };

/** The bits that both numbers have: SQL's `a & b`. */
export const bitwiseAnd = fn<<A extends IntegerKind, B extends IntegerKind>(a: Expr<A>, b: Expr<B>) => NumberExpr<Wider[A][B]>>({
  name: 'bitwiseAnd', spark: '&', group: 'numeric',
  params: [param('a', INTEGER), param('b', INTEGER)], returns: together('bitwiseAnd'), nullable: anyNull,
  example: { of: (): Expr => bitwiseAnd(lit(6), lit(3)), gives: 2 },
});
/** The bits that one of the numbers has: SQL's `a | b`. */
export const bitwiseOr = fn<<A extends IntegerKind, B extends IntegerKind>(a: Expr<A>, b: Expr<B>) => NumberExpr<Wider[A][B]>>({
  name: 'bitwiseOr', spark: '|', group: 'numeric',
  params: [param('a', INTEGER), param('b', INTEGER)], returns: together('bitwiseOr'), nullable: anyNull,
  example: { of: (): Expr => bitwiseOr(lit(6), lit(3)), gives: 7 },
});
/** The bits that exactly one of the numbers has: SQL's `a ^ b`. */
export const bitwiseXor = fn<<A extends IntegerKind, B extends IntegerKind>(a: Expr<A>, b: Expr<B>) => NumberExpr<Wider[A][B]>>({
  name: 'bitwiseXor', spark: '^', group: 'numeric',
  params: [param('a', INTEGER), param('b', INTEGER)], returns: together('bitwiseXor'), nullable: anyNull,
  example: { of: (): Expr => bitwiseXor(lit(6), lit(3)), gives: 5 },
});
/** Every bit flipped: SQL's `~n`. */
export const bitwiseNot = fn<<K extends IntegerKind>(n: Expr<K>) => ExprOf<K>>({
  name: 'bitwiseNot', spark: '~', pyspark: 'bitwise_not', group: 'numeric',
  params: [param('n', INTEGER)], returns: sameAs(0), nullable: anyNull,
  example: { of: (): Expr => bitwiseNot(lit(5)), gives: -6 },
});
/** Bits moved to the left: multiplied by 2 that many times; bits that leave the type are lost. */
export const shiftLeft = fn<<K extends 'int' | 'bigint'>(n: Expr<K>, bits: number) => ExprOf<K>>({
  name: 'shiftLeft', spark: 'shiftleft', group: 'numeric',
  params: [param('n', SHIFTED), option('bits', INTEGER)], returns: sameAs(0), nullable: anyNull,
  example: { of: (): Expr => shiftLeft(lit(3), 2), gives: 12 },
});
/** Bits moved to the right, the sign kept: divided by 2 that many times, rounded down. */
export const shiftRight = fn<<K extends 'int' | 'bigint'>(n: Expr<K>, bits: number) => ExprOf<K>>({
  name: 'shiftRight', spark: 'shiftright', group: 'numeric',
  params: [param('n', SHIFTED), option('bits', INTEGER)], returns: sameAs(0), nullable: anyNull,
  example: { of: (): Expr => shiftRight(lit(-8), 1), gives: -4 },
});
/** Bits moved to the right, filled with zeros. */
export const shiftRightUnsigned = fn<<K extends 'int' | 'bigint'>(n: Expr<K>, bits: number) => ExprOf<K>>({
  name: 'shiftRightUnsigned', spark: 'shiftrightunsigned', group: 'numeric',
  params: [param('n', SHIFTED), option('bits', INTEGER)], returns: sameAs(0), nullable: anyNull,
  example: { of: (): Expr => shiftRightUnsigned(lit(-1), 28), gives: 15 },
});
/** One bit, 0 or 1; `position` 0 is the lowest. Fails on a position that the type does not have. */
export const bitGet = fn<(n: Whole, position: number | Expr<'int'>) => NumberExpr<'tinyint'>>({
  name: 'bitGet', spark: 'bit_get', group: 'numeric',
  params: [param('n', INTEGER), param('position', UP_TO_INT)], returns: always(scalar('tinyint')), nullable: anyNull,
  example: { of: (): Expr => bitGet(lit(5), 2), gives: 1 },
});
/** The bits that all values have. */
export const bitAnd = fn<<K extends IntegerKind>(value: Expr<K>) => Agg<K>>({
  name: 'bitAnd', spark: 'bit_and', group: 'aggregate', kind: 'aggregate',
  params: [param('value', INTEGER)], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[6], [null], [3]], (r): Expr => bitAnd(r.v), 2),
});
/** The bits that at least one value has. */
export const bitOr = fn<<K extends IntegerKind>(value: Expr<K>) => Agg<K>>({
  name: 'bitOr', spark: 'bit_or', group: 'aggregate', kind: 'aggregate',
  params: [param('value', INTEGER)], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[6], [null], [3]], (r): Expr => bitOr(r.v), 7),
});
/** The bits that an odd number of values has. */
export const bitXor = fn<<K extends IntegerKind>(value: Expr<K>) => Agg<K>>({
  name: 'bitXor', spark: 'bit_xor', group: 'aggregate', kind: 'aggregate',
  params: [param('value', INTEGER)], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[6], [null], [3]], (r): Expr => bitXor(r.v), 5),
});
/** The bit of a number in its bitmap of 32768 bits: what `bitmapConstructAgg` takes. */
export const bitmapBitPosition = fn<(n: Whole) => NumberExpr<'bigint'>>({
  name: 'bitmapBitPosition', spark: 'bitmap_bit_position', group: 'numeric',
  params: [param('n', INTEGER)], returns: returnsBigint, nullable: anyNull,
  example: { of: (): Expr => bitmapBitPosition(lit(123)), gives: 122 },
});
/** The number of the bitmap that a number falls into: group by it, and sum up the counts of the groups. */
export const bitmapBucketNumber = fn<(n: Whole) => NumberExpr<'bigint'>>({
  name: 'bitmapBucketNumber', spark: 'bitmap_bucket_number', group: 'numeric',
  params: [param('n', INTEGER)], returns: returnsBigint, nullable: anyNull,
  example: { of: (): Expr => bitmapBucketNumber(lit(123)), gives: 1 },
});
/** How many bits of a bitmap are set. */
export const bitmapCount = fn<(bitmap: Expr<'binary'>) => NumberExpr<'bigint'>>({
  name: 'bitmapCount', spark: 'bitmap_count', group: 'numeric',
  params: [param('bitmap', BINARY)], returns: returnsBigint, nullable: anyNull,
  example: { of: (): Expr => bitmapCount(lit(new Uint8Array([7, 1]))), gives: 4 },
});
/** A bitmap of the bits at all these positions; see `bitmapBitPosition`. */
export const bitmapConstructAgg = fn<(position: Whole) => Agg<'binary'>>({
  name: 'bitmapConstructAgg', spark: 'bitmap_construct_agg', group: 'aggregate', kind: 'aggregate',
  params: [param('position', INTEGER)], returns: returnsBinary, nullable: neverNull,
  example: onRows({ v: int() }, [[1], [2], [1]], (r): Expr => bitmapCount(bitmapConstructAgg(bitmapBitPosition(r.v))), 2),
});
/** All bitmaps in one: the bits that at least one has. */
export const bitmapOrAgg = fn<(bitmap: Expr<'binary'>) => Agg<'binary'>>({
  name: 'bitmapOrAgg', spark: 'bitmap_or_agg', group: 'aggregate', kind: 'aggregate',
  params: [param('bitmap', BINARY)], returns: returnsBinary, nullable: neverNull,
  example: onRows({ v: string() }, [['a'], ['b']], (r): Expr => bitmapCount(bitmapOrAgg(encode(r.v, 'UTF-8'))), 4),
});
/** The bits that all bitmaps have. From Spark 4.1 on. */
export const bitmapAndAgg = fn<(bitmap: Expr<'binary'>) => Agg<'binary'>>({
  name: 'bitmapAndAgg', spark: 'bitmap_and_agg', since: '4.1', group: 'aggregate', kind: 'aggregate',
  params: [param('bitmap', BINARY)], returns: returnsBinary, nullable: neverNull,
  example: onRows({ v: string() }, [['a'], ['b']], (r): Expr => bitmapCount(bitmapAndAgg(encode(r.v, 'UTF-8'))), 2),
});
