/** Arrays. Positions count from 1, except in `getItem`. */
import { commonType, tightestType } from '../coercion.ts';
import { arrayOf, isText, nullableInside, sameType, scalar, structOf } from '../datatype.ts';
import type { ArrayExpr, BooleanExpr, Expr, ExprOf, NumberExpr, StringExpr } from '../expr.ts';
import type { IntegerKind, MapOf, Orderable } from '../kinds.ts';
import { fn } from './catalogue.ts';
import {
  type Accepts, ANY, anyNull, ARRAY, ARRAY_OR_MAP, BOOLEAN, INT, INTEGER, mayBeNull, neverNull, nullWhere, option, ORDERABLE_ARRAY, param, returnsBoolean, returnsInt, returnsString,
  sameAs, TEXT, type TypeRule, UP_TO_INT,
} from './record.ts';
import { anyNullCast, commonArgs, containsNull, elementNull, elementOf, elementType, isProblem, itemNull, meetsElements, noCommonType, nullableAt, typeAt } from './rules.ts';
import { lit } from './values.ts';

const NESTED: Accepts = { label: 'an array of arrays', test: (type) => type.kind === 'error' || (type.kind === 'array' && type.element.kind === 'array') };
const TEXTS: Accepts = { label: 'an array of text', test: (type) => type.kind === 'error' || (type.kind === 'array' && isText(type.element)) };
/** Two arrays whose elements have a common type; `nulls` says whether the result may hold NULL, `left` that all its elements are the left array's. */
const together =
  (name: string, nulls: (left: boolean, right: boolean) => boolean, left = false): TypeRule =>
  (args) => {
    const [a, b] = [typeAt(args, 0), typeAt(args, 1)];
    const element = left && sameType(elementOf(a), elementOf(b), false) ? elementOf(a) : tightestType(elementOf(a), elementOf(b));
    return element ? arrayOf(element, nulls(containsNull(a), containsNull(b))) : noCommonType(name, args);
  };

/** An array of values that have a common type. */
export const array = fn<<E>(...items: readonly Expr<E>[]) => ArrayExpr<E>>({
  name: 'array', spark: 'array', group: 'array',
  params: [param('first'), param('items', ANY, { rest: true })],
  returns: (args) => {
    const element = commonArgs('array')(args);
    return isProblem(element) ? element : arrayOf(element, anyNullCast(args));
  },
  nullable: neverNull,
  example: { of: (): Expr => array(lit(1), lit(2.5)), gives: [1, 2.5] },
});
/** Number of elements, or of entries of a map; NULL for NULL. */
export const size = fn<(items: Expr<readonly unknown[] | MapOf<unknown, unknown>>) => NumberExpr<'int'>>({
  name: 'size', spark: 'size', group: 'array',
  params: [param('items', ARRAY_OR_MAP)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => size(array(lit(1), lit(2))), gives: 2 },
});
/** Every element once, in order of first occurrence. */
export const arrayDistinct = fn<<E>(items: Expr<E[]>) => ArrayExpr<E>>({
  name: 'arrayDistinct', spark: 'array_distinct', group: 'array',
  params: [param('items', ORDERABLE_ARRAY)], returns: sameAs(0), nullable: anyNull,
  example: { of: (): Expr => arrayDistinct(array(lit(1), lit(2), lit(1))), gives: [1, 2] },
});
/** Elements of either array, each once. */
export const arrayUnion = fn<<E>(a: Expr<E[]>, b: Expr<E[]>) => ArrayExpr<E>>({
  name: 'arrayUnion', spark: 'array_union', group: 'array',
  params: [param('a', ORDERABLE_ARRAY), param('b', ORDERABLE_ARRAY)], returns: together('arrayUnion', (l, r) => l || r), nullable: anyNull,
  example: { of: (): Expr => arrayUnion(array(lit(1), lit(2)), array(lit(2), lit(3))), gives: [1, 2, 3] },
});
/** Elements of both arrays, each once. */
export const arrayIntersect = fn<<E>(a: Expr<E[]>, b: Expr<E[]>) => ArrayExpr<E>>({
  name: 'arrayIntersect', spark: 'array_intersect', group: 'array',
  params: [param('a', ORDERABLE_ARRAY), param('b', ORDERABLE_ARRAY)], returns: together('arrayIntersect', (l, r) => l && r), nullable: anyNull,
  example: { of: (): Expr => arrayIntersect(array(lit(1), lit(2)), array(lit(2), lit(3))), gives: [2] },
});
/** Elements of the first array that the second lacks, each once. */
export const arrayExcept = fn<<E>(a: Expr<E[]>, b: Expr<E[]>) => ArrayExpr<E>>({
  name: 'arrayExcept', spark: 'array_except', group: 'array',
  params: [param('a', ORDERABLE_ARRAY), param('b', ORDERABLE_ARRAY)], returns: together('arrayExcept', (l) => l, true), nullable: anyNull,
  example: { of: (): Expr => arrayExcept(array(lit(1), lit(2)), array(lit(2), lit(3))), gives: [1] },
});
/** Whether two arrays share an element; NULL where they share none and one of them holds a NULL. */
export const arraysOverlap = fn<<E>(a: Expr<E[]>, b: Expr<E[]>) => BooleanExpr>({
  name: 'arraysOverlap', spark: 'arrays_overlap', group: 'array',
  params: [param('a', ORDERABLE_ARRAY), param('b', ORDERABLE_ARRAY)],
  returns: (args) => (tightestType(elementOf(typeAt(args, 0)), elementOf(typeAt(args, 1))) ? returnsBoolean(args) : noCommonType('arraysOverlap', args)),
  nullable: (args) => args.some((arg) => arg.nullable || containsNull(arg.type)),
  example: { of: (): Expr => arraysOverlap(array(lit(1), lit(2)), array(lit(2), lit(3))), gives: true },
});
/** Elements as one text with a separator; NULLs are left out, or shown as `nulls`. */
export const arrayJoin = fn<(items: Expr<'string'[]>, separator: string, nulls?: string) => StringExpr>({
  name: 'arrayJoin', spark: 'array_join', group: 'array',
  params: [param('items', TEXTS), option('separator', TEXT), option('nulls', TEXT, { optional: true })], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => arrayJoin(array(lit('a'), lit('b')), '-'), gives: 'a-b' },
});
/** The largest element; NULLs are left out. NULL for an empty array. */
export const arrayMax = fn<<E extends Orderable>(items: Expr<E[]>) => ExprOf<E>>({
  name: 'arrayMax', spark: 'array_max', group: 'array',
  params: [param('items', ORDERABLE_ARRAY)], returns: elementType, nullable: mayBeNull,
  example: { of: (): Expr => arrayMax(array(lit(1), lit(3))), gives: 3 },
});
/** The smallest element; NULLs are left out. NULL for an empty array. */
export const arrayMin = fn<<E extends Orderable>(items: Expr<E[]>) => ExprOf<E>>({
  name: 'arrayMin', spark: 'array_min', group: 'array',
  params: [param('items', ORDERABLE_ARRAY)], returns: elementType, nullable: mayBeNull,
  example: { of: (): Expr => arrayMin(array(lit(1), lit(3))), gives: 1 },
});
/** Position of the first such element, from 1; 0 where there is none. */
export const arrayPosition = fn<<E>(items: Expr<E[]>, value: Expr<E>) => NumberExpr<'bigint'>>({
  name: 'arrayPosition', spark: 'array_position', group: 'array',
  params: [param('items', ORDERABLE_ARRAY), param('value')], returns: meetsElements('arrayPosition', () => scalar('bigint')), nullable: itemNull,
  example: { of: (): Expr => arrayPosition(array(lit('a'), lit('b')), lit('b')), gives: 2 },
});
/** The array without any such element. */
export const arrayRemove = fn<<E>(items: Expr<E[]>, value: Expr<E>) => ArrayExpr<E>>({
  name: 'arrayRemove', spark: 'array_remove', group: 'array',
  params: [param('items', ORDERABLE_ARRAY), param('value')], returns: meetsElements('arrayRemove', (element, items) => arrayOf(element, containsNull(items))), nullable: itemNull,
  example: { of: (): Expr => arrayRemove(array(lit(1), lit(2), lit(1)), lit(1)), gives: [2] },
});
/** The array with one more element at its end. */
export const arrayAppend = fn<<E>(items: Expr<E[]>, value: Expr<E>) => ArrayExpr<E>>({
  name: 'arrayAppend', spark: 'array_append', group: 'array',
  params: [param('items', ARRAY), param('value')], returns: meetsElements('arrayAppend', (element) => nullableInside(arrayOf(element))), nullable: (args) => args[0]?.nullable ?? true,
  example: { of: (): Expr => arrayAppend(array(lit(1)), lit(2)), gives: [1, 2] },
});
/** The array with one more element at its start. */
export const arrayPrepend = fn<<E>(items: Expr<E[]>, value: Expr<E>) => ArrayExpr<E>>({
  name: 'arrayPrepend', spark: 'array_prepend', group: 'array',
  params: [param('items', ARRAY), param('value')], returns: meetsElements('arrayPrepend', (element) => nullableInside(arrayOf(element))), nullable: (args) => args[0]?.nullable ?? true,
  example: { of: (): Expr => arrayPrepend(array(lit(2)), lit(1)), gives: [1, 2] },
});
/** The array without NULLs. */
export const arrayCompact = fn<<E>(items: Expr<E[]>) => ArrayExpr<E>>({
  name: 'arrayCompact', spark: 'array_compact', group: 'array',
  params: [param('items', ARRAY)], returns: (args) => arrayOf(elementOf(typeAt(args, 0)), false), nullable: anyNull,
  example: { of: (): Expr => arrayCompact(array(lit(1), lit(2))), gives: [1, 2] },
});
/** A value repeated several times. */
export const arrayRepeat = fn<<T>(value: Expr<T>, times: number | Expr<'int'>) => ArrayExpr<T>>({
  name: 'arrayRepeat', spark: 'array_repeat', group: 'array',
  params: [param('value'), param('times', INT)],
  returns: (args) => arrayOf(isText(typeAt(args, 0)) ? scalar('string') : typeAt(args, 0), args[0]?.nullable ?? true), nullable: (args) => args[1]?.nullable ?? true,
  example: { of: (): Expr => arrayRepeat(lit('a'), 2), gives: ['a', 'a'] },
});
/** Arrays one after the other, from an array of arrays; NULL if one of them is NULL. */
export const flatten = fn<<E>(items: Expr<E[][]>) => ArrayExpr<E>>({
  name: 'flatten', spark: 'flatten', group: 'array',
  params: [param('items', NESTED)],
  returns: (args) => elementOf(typeAt(args, 0)), nullable: (args) => (args[0]?.nullable ?? true) || containsNull(typeAt(args, 0)),
  example: { of: (): Expr => flatten(array(array(lit(1)), array(lit(2), lit(3)))), gives: [1, 2, 3] },
});
/** Part of an array from a position (from 1; negative counts from the end), at most `length` elements. */
export const slice = fn<<E>(items: Expr<E[]>, start: number, length: number) => ArrayExpr<E>>({
  name: 'slice', spark: 'slice', group: 'array',
  params: [param('items', ARRAY), option('start', INTEGER), option('length', INTEGER)], returns: sameAs(0), nullable: anyNull,
  example: { of: (): Expr => slice(array(lit(1), lit(2), lit(3)), 2, 2), gives: [2, 3] },
});
/** Sorted; ascending has NULLs first, descending last. */
export const sortArray = fn<<E extends Orderable>(items: Expr<E[]>, ascending?: boolean) => ArrayExpr<E>>({
  name: 'sortArray', spark: 'sort_array', group: 'array',
  params: [param('items', ORDERABLE_ARRAY), option('ascending', BOOLEAN, { optional: true })], returns: sameAs(0), nullable: anyNull,
  example: { of: (): Expr => sortArray(array(lit(1), lit(3), lit(2)), false), gives: [3, 2, 1] },
});
/** Whole numbers from `start` to `stop`, both included; downwards if `stop` is smaller. */
export const sequence = fn<<K extends IntegerKind>(start: Expr<K>, stop: Expr<K>) => ArrayExpr<K>>({
  name: 'sequence', spark: 'sequence', group: 'array',
  params: [param('start', INTEGER), param('stop', INTEGER)],
  returns: (args) => arrayOf(commonType(typeAt(args, 0), typeAt(args, 1)) ?? typeAt(args, 0), false), nullable: anyNull,
  example: { of: (): Expr => sequence(lit(1), lit(3)), gives: [1, 2, 3] },
});
/** The element at a position, from 1 (negative counts from the end); NULL beyond the ends. `getItem` counts from 0. */
export const tryElementAt = fn<<E>(items: Expr<E[]>, position: number | Expr<'int'>) => ExprOf<E>>({
  name: 'tryElementAt', spark: 'try_element_at', group: 'array',
  params: [param('items', ARRAY), param('position', UP_TO_INT)], returns: elementType, nullable: elementNull(1),
  example: { of: (): Expr => tryElementAt(array(lit('a'), lit('b')), -1), gives: 'b' },
});
/** The array with an element inserted at a position, from 1 (negative counts from the end); NULLs fill a gap. */
export const arrayInsert = fn<<E>(items: Expr<E[]>, position: number | Expr<'int'>, value: Expr<E>) => ArrayExpr<E>>({
  name: 'arrayInsert', spark: 'array_insert', group: 'array',
  params: [param('items', ARRAY), param('position', UP_TO_INT), param('value')],
  returns: (args) => {
    const common = tightestType(elementOf(typeAt(args, 0)), typeAt(args, 2));
    return common ? nullableInside(arrayOf(common)) : noCommonType('arrayInsert', args);
  },
  nullable: nullWhere(0, 1),
  example: { of: (): Expr => arrayInsert(array(lit('a'), lit('c')), 2, lit('b')), gives: ['a', 'b', 'c'] },
});
/** Number of elements of an array; NULL for NULL. */
export const arraySize = fn<<E>(items: Expr<E[]>) => NumberExpr<'int'>>({
  name: 'arraySize', spark: 'array_size', group: 'array',
  params: [param('items', ARRAY)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => arraySize(array(lit(1), lit(2))), gives: 2 },
});
/** The element at a position, from 1 (negative counts from the end); fails beyond the ends, where `tryElementAt` gives NULL. */
export const elementAt = fn<<E>(items: Expr<E[]>, position: number | Expr<'int'>) => ExprOf<E>>({
  name: 'elementAt', spark: 'element_at', group: 'array',
  params: [param('items', ARRAY), param('position', UP_TO_INT)], returns: elementType, nullable: (args) => elementNull(1)(args) && (args[0]?.kind === 'call' || nullableAt(args, 0) || containsNull(typeAt(args, 0))),
  example: { of: (): Expr => elementAt(array(lit('a'), lit('b')), -1), gives: 'b' },
});
const zipOf = fn<(...named: readonly unknown[]) => unknown>({
  name: 'arraysZip', spark: 'arrays_zip', group: 'array',
  params: [option('name', TEXT), param('items', ARRAY), param('others', { label: 'a name and an array', test: (type) => TEXT.test(type) || ARRAY.test(type) }, { rest: true, optional: true })],
  returns: (args) => {
    const fields = args.flatMap((arg, i) => (arg.kind === 'literal' && i % 2 === 0 ? [{ name: String(arg.value), type: elementOf(typeAt(args, i + 1)), nullable: true }] : []));
    return args.length === 2 * fields.length ? nullableInside(arrayOf(structOf(fields))) : noCommonType('arraysZip', args);
  },
  nullable: anyNull,
  example: { of: (): Expr => arraysZip({ a: array(lit(1), lit(2)), b: array(lit('x')) }), gives: [{ a: 1, b: 'x' }, { a: 2, b: null }] },
});
/** Several arrays as one of structs, element by element; shorter ones are padded with NULL. */
export const arraysZip = <S>(arrays: { readonly [N in keyof S]: Expr<S[N][]> }): ArrayExpr<S> =>
  zipOf(...Object.entries(arrays).flat()) as ArrayExpr<S>;
