/** Conditions and NULL. */
import { commonOf, comparable } from '../coercion.ts';
import { isText, scalar, typeText } from '../datatype.ts';
import type { Expr, ExprOf, LiteralOf, StringExpr } from '../expr.ts';
import { errorNode, make, nodeOf } from '../expression.ts';
import type { NumericKind, Orderable } from '../kinds.ts';
import { nullLiteral } from '../literal.ts';
import { problem } from '../problem.ts';
import { fn } from './catalogue.ts';
import { ANY, denoted, mayBeNull, neverNull, NUMBER, ORDERABLE, param, sameAs, TEXT, type TypeRule } from './record.ts';
import { allNullCast, anyNullCast, commonArgs, noCommonType, typeAt } from './rules.ts';
import { trim } from './string.ts';
import { lit, nullOf, when } from './values.ts';
import { type DataType, int } from '../types.ts';

/** The first value that is not NULL; NULL where all are. */
export const coalesce = fn<<T>(first: Expr<T>, ...rest: readonly (Expr<T> | LiteralOf<T>)[]) => ExprOf<T>>({
  name: 'coalesce', spark: 'coalesce', group: 'conditional',
  params: [param('first'), param('rest', ANY, { like: 0, rest: true })], returns: commonArgs('coalesce'), nullable: allNullCast,
  example: { of: (): Expr => coalesce(nullOf(int()), 0), gives: 0 },
});
/** The value, or another where it is NULL: `coalesce` of two. */
export const ifNull = fn<<T>(value: Expr<T>, other: Expr<T> | LiteralOf<T>) => ExprOf<T>>({
  name: 'ifNull', spark: 'ifnull', group: 'conditional',
  params: [param('value'), param('other', ANY, { like: 0 })], returns: commonArgs('ifNull'), nullable: allNullCast,
  example: { of: (): Expr => ifNull(nullOf(int()), 7), gives: 7 },
});
const comparesToFirst =
  (name: string): TypeRule =>
  (args) =>
    comparable(typeAt(args, 0), typeAt(args, 1)) ? sameAs(0)(args) : noCommonType(name, args);
/** The value, or NULL where it equals another: `F.nullIf(f.speed, F.lit(0))`. */
export const nullIf = fn<<T>(value: Expr<T>, other: Expr<T>) => ExprOf<T>>({
  name: 'nullIf', spark: 'nullif', group: 'conditional',
  params: [param('value', ORDERABLE), param('other', ORDERABLE, { like: 0 })], returns: comparesToFirst('nullIf'), nullable: mayBeNull,
  example: { of: (): Expr => nullIf(lit(0), lit(0)), gives: null },
});
/** NULL for each of these texts, after trimming: `F.nullIfIn(f.delay, ['NA', ''])`. Other texts keep their spaces. */
export const nullIfIn = (value: Expr<'string'>, texts: readonly string[]): StringExpr => {
  const node = nodeOf(value);
  if (node?.kind === 'error') return value as StringExpr;
  const wrong = (argument: string, expected: string, actual: string): StringExpr =>
    make(errorNode(problem({ kind: 'argument-type', function: 'nullIfIn', argument, expected, actual }))) as unknown as StringExpr;
  if (!node || !isText(node.type)) return wrong('value', 'text', node ? typeText(node.type) : typeof value);
  if (!Array.isArray(texts) || texts.length === 0 || texts.some((text) => typeof text !== 'string')) {
    return wrong('texts', 'a list of at least one text', Array.isArray(texts) ? 'another list' : typeof texts);
  }
  const nothing = make(nullLiteral(scalar('string'))) as unknown as StringExpr;
  return when(trim(value).isIn(texts), nothing).otherwise(value) as unknown as StringExpr;
};
/** The largest value; NULLs are left out, so the result is NULL only where all are. NaN is larger than any number. */
export const greatest = fn<<T extends Orderable>(...values: readonly Expr<T>[]) => ExprOf<T>>({
  name: 'greatest', spark: 'greatest', group: 'conditional',
  params: [param('first', ORDERABLE), param('second', ORDERABLE), param('values', ORDERABLE, { rest: true })],
  returns: commonArgs('greatest'), nullable: allNullCast,
  example: { of: (): Expr => greatest(lit(3), nullOf(int()), lit(5)), gives: 5 },
});
/** The smallest value; NULLs are left out, so the result is NULL only where all are. */
export const least = fn<<T extends Orderable>(...values: readonly Expr<T>[]) => ExprOf<T>>({
  name: 'least', spark: 'least', group: 'conditional',
  params: [param('first', ORDERABLE), param('second', ORDERABLE), param('values', ORDERABLE, { rest: true })],
  returns: commonArgs('least'), nullable: allNullCast,
  example: { of: (): Expr => least(lit(3), nullOf(int()), lit(5)), gives: 3 },
});
/** NULL where a number is 0: a divisor without zeros. */
export const nullIfZero = fn<<K extends NumericKind>(n: Expr<K>) => ExprOf<K>>({
  name: 'nullIfZero', spark: 'nullifzero', group: 'conditional',
  params: [param('n', NUMBER)], returns: sameAs(0), nullable: mayBeNull,
  example: { of: (): Expr => nullIfZero(lit(0)), gives: null },
});
/** 0 where a number is NULL. */
export const zeroIfNull = fn<<K extends NumericKind>(n: Expr<K>) => ExprOf<K>>({
  name: 'zeroIfNull', spark: 'zeroifnull', group: 'conditional',
  params: [param('n', NUMBER)], returns: (args) => commonOf([typeAt(args, 0), scalar('int')]) ?? typeAt(args, 0), nullable: neverNull,
  example: { of: (): Expr => zeroIfNull(nullOf(int())), gives: 0 },
});
/** The second value where the first is not NULL, else the third. */
export const nvl2 = fn<<T>(value: Expr, there: Expr<T>, absent: Expr<T> | LiteralOf<T>) => ExprOf<T>>({
  name: 'nvl2', spark: 'nvl2', group: 'conditional',
  params: [param('value'), param('there'), param('absent', ANY, { like: 1 })], returns: commonArgs('nvl2', 1), nullable: (args) => anyNullCast(args.slice(1)),
  example: { of: (): Expr => nvl2(nullOf(int()), lit('known'), 'unknown'), gives: 'unknown' },
});
/** Fails the run with a message where it is evaluated: `F.when(a.gt(0), a).otherwise(F.raiseError('a must be positive', t.int()))`. */
export const raiseError = fn<<T>(message: string | Expr<'string'>, type: DataType<T>) => ExprOf<T>>({
  name: 'raiseError', spark: 'raise_error', group: 'conditional',
  params: [param('message', TEXT), param('type', { label: 'a type such as t.int()', test: () => true }, { as: 'type' })], returns: denoted(1), nullable: mayBeNull,
  example: { of: (): Expr => when(lit(true), lit(1)).otherwise(raiseError('never', int())), gives: 1 },
});
