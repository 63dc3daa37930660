/** Conditions and NULL. */
import { comparable } from '../coercion.ts';
import { isText, scalar, typeText } from '../datatype.ts';
import type { Expr, ExprOf, LiteralOf, StringExpr } from '../expr.ts';
import { errorNode, make, nodeOf } from '../expression.ts';
import type { Orderable } from '../kinds.ts';
import { nullLiteral } from '../literal.ts';
import { problem } from '../problem.ts';
import { fn } from './catalogue.ts';
import { ANY, mayBeNull, ORDERABLE, param, sameAs, type TypeRule } from './record.ts';
import { allNullCast, commonArgs, noCommonType, typeAt } from './rules.ts';
import { trim } from './string.ts';
import { lit, nullOf, when } from './values.ts';
import { int } from '../types.ts';

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
/** The largest value; NULLs are left out, so that the result is NULL only where all are. NaN is larger than any number. */
export const greatest = fn<<T extends Orderable>(...values: readonly Expr<T>[]) => ExprOf<T>>({
  name: 'greatest', spark: 'greatest', group: 'conditional',
  params: [param('first', ORDERABLE), param('second', ORDERABLE), param('values', ORDERABLE, { rest: true })],
  returns: commonArgs('greatest'), nullable: allNullCast,
  example: { of: (): Expr => greatest(lit(3), nullOf(int()), lit(5)), gives: 5 },
});
/** The smallest value; NULLs are left out, so that the result is NULL only where all are. */
export const least = fn<<T extends Orderable>(...values: readonly Expr<T>[]) => ExprOf<T>>({
  name: 'least', spark: 'least', group: 'conditional',
  params: [param('first', ORDERABLE), param('second', ORDERABLE), param('values', ORDERABLE, { rest: true })],
  returns: commonArgs('least'), nullable: allNullCast,
  example: { of: (): Expr => least(lit(3), nullOf(int()), lit(5)), gives: 3 },
});
