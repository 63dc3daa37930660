/** Functions that take a function over elements. */
import { tightestType } from '../coercion.ts';
import { type DataTypeNode, arrayOf, mapOf, sameType, scalar, typeText } from '../datatype.ts';
import type { ArrayExpr, BooleanExpr, Expr, ExprOf, MapExpr, NumberExpr } from '../expr.ts';
import type { ExprNode } from '../node.ts';
import type { MapOf } from '../kinds.ts';
import { fn } from './catalogue.ts';
import { type Accepts, ANY, ARRAY, BOOLEAN, type LambdaParam, MAP, mayBeNull, nullWhere, param, type Param, sameAs, type TypeRule, returnsBoolean } from './record.ts';
import { itemOf, keyOf, noCommonType, nullableAt, typeAt, valueContainsNull, valueTypeOf } from './rules.ts';
import { mapFromArrays } from './map.ts';
import { array } from './array.ts';
import { lit } from './values.ts';

const lambda = (name: string, kind: Accepts, of: (before: readonly ExprNode[]) => readonly LambdaParam[]): Param => param(name, kind, { as: 'lambda', lambda: of });
const INDEX: LambdaParam = { name: 'i', type: scalar('int'), nullable: false, optional: true };
const entryOf = (args: readonly ExprNode[]): readonly LambdaParam[] => [
  { name: 'k', type: keyOf(typeAt(args, 0)), nullable: false },
  { name: 'v', type: valueTypeOf(typeAt(args, 0)), nullable: valueContainsNull(typeAt(args, 0)) },
];
/** A test over elements is NULL where the array is, the test is, or an element may be. */
const tested = (args: readonly ExprNode[]): boolean => nullableAt(args, 0) || nullableAt(args, 1);

/** Every element changed; the second parameter is its position, from 0. */
export const transform = fn<<E, U>(items: Expr<E[]>, f: (item: ExprOf<E>, index: NumberExpr<'int'>) => Expr<U>) => ArrayExpr<U>>({
  name: 'transform', spark: 'transform', group: 'higher-order',
  params: [param('items', ARRAY), lambda('f', ANY, (args) => [itemOf(args), INDEX])],
  returns: (args) => arrayOf(typeAt(args, 1), nullableAt(args, 1)), nullable: nullWhere(0),
  example: { of: (): Expr => transform(array(lit(1), lit(2)), (x) => x.mul(10)), gives: [10, 20] },
});
/** The elements for which a condition is TRUE. */
export const filter = fn<<E>(items: Expr<E[]>, f: (item: ExprOf<E>) => Expr<'boolean'>) => ArrayExpr<E>>({
  name: 'filter', spark: 'filter', group: 'higher-order',
  params: [param('items', ARRAY), lambda('f', BOOLEAN, (args) => [itemOf(args)])], returns: sameAs(0), nullable: nullWhere(0),
  example: { of: (): Expr => filter(array(lit(1), lit(2), lit(3)), (x) => x.gt(1)), gives: [2, 3] },
});
/** Whether a condition is TRUE for at least one element; NULL where it is for none and NULL for some. */
export const exists = fn<<E>(items: Expr<E[]>, f: (item: ExprOf<E>) => Expr<'boolean'>) => BooleanExpr>({
  name: 'exists', spark: 'exists', group: 'higher-order',
  params: [param('items', ARRAY), lambda('f', BOOLEAN, (args) => [itemOf(args)])], returns: returnsBoolean, nullable: tested,
  example: { of: (): Expr => exists(array(lit(1), lit(2)), (x) => x.gt(1)), gives: true },
});
/** Whether a condition is TRUE for all elements; also TRUE for an empty array. */
export const forall = fn<<E>(items: Expr<E[]>, f: (item: ExprOf<E>) => Expr<'boolean'>) => BooleanExpr>({
  name: 'forall', spark: 'forall', group: 'higher-order',
  params: [param('items', ARRAY), lambda('f', BOOLEAN, (args) => [itemOf(args)])], returns: returnsBoolean, nullable: tested,
  example: { of: (): Expr => forall(array(lit(1), lit(2)), (x) => x.gt(1)), gives: false },
});
const folded: TypeRule = (args) => {
  const [zero, step] = [typeAt(args, 1), typeAt(args, 2)];
  return sameType(zero, step, false) || step.kind === 'error' ? sameAs(1)(args) : { kind: 'argument-type', function: 'aggregate', argument: 'f', expected: `a function that gives ${typeText(zero)}`, actual: typeText(step) };
};
/** All elements reduced to one value, starting from `zero`; `f` must give the type of `zero`. NULL as soon as a step is NULL. */
export const aggregate = fn<<E, A>(items: Expr<E[]>, zero: Expr<A>, f: (total: ExprOf<A>, item: ExprOf<E>) => Expr<A>) => ExprOf<A>>({
  name: 'aggregate', spark: 'aggregate', group: 'higher-order',
  params: [param('items', ARRAY), param('zero'), lambda('f', ANY, (args) => [{ name: 'total', type: typeAt(args, 1), nullable: true }, itemOf(args)])],
  returns: folded, nullable: mayBeNull,
  example: { of: (): Expr => aggregate(array(lit(1), lit(2), lit(3)), lit(0), (total, x) => total.add(x)), gives: 6 },
});
/** Two arrays, element by element; the shorter one is padded with NULL. */
export const zipWith = fn<<A, B, U>(a: Expr<A[]>, b: Expr<B[]>, f: (a: ExprOf<A>, b: ExprOf<B>) => Expr<U>) => ArrayExpr<U>>({
  name: 'zipWith', spark: 'zip_with', group: 'higher-order',
  params: [
    param('a', ARRAY), param('b', ARRAY),
    lambda('f', ANY, (args) => [{ ...itemOf(args, 0, 'x'), nullable: true }, { ...itemOf(args, 1, 'y'), nullable: true }]),
  ],
  returns: (args) => arrayOf(typeAt(args, 2), nullableAt(args, 2)), nullable: nullWhere(0, 1),
  example: { of: (): Expr => zipWith(array(lit(1), lit(2)), array(lit(10), lit(20)), (x, y) => x.add(y)), gives: [11, 22] },
});
/** The entries for which a condition is TRUE. */
export const mapFilter = fn<<K, V>(map: Expr<MapOf<K, V>>, f: (key: ExprOf<K>, value: ExprOf<V>) => Expr<'boolean'>) => MapExpr<K, V>>({
  name: 'mapFilter', spark: 'map_filter', group: 'higher-order',
  params: [param('map', MAP), lambda('f', BOOLEAN, entryOf)], returns: sameAs(0), nullable: nullWhere(0),
  example: { of: (): Expr => mapFilter(mapFromArrays(array(lit('a'), lit('b')), array(lit(1), lit(2))), (_k, v) => v.gt(1)), gives: { b: 2 } },
});
/** Every value of a map changed. */
export const transformValues = fn<<K, V, U>(map: Expr<MapOf<K, V>>, f: (key: ExprOf<K>, value: ExprOf<V>) => Expr<U>) => MapExpr<K, U>>({
  name: 'transformValues', spark: 'transform_values', group: 'higher-order',
  params: [param('map', MAP), lambda('f', ANY, entryOf)],
  returns: (args) => mapOf(keyOf(typeAt(args, 0)), typeAt(args, 1), nullableAt(args, 1)), nullable: nullWhere(0),
  example: { of: (): Expr => transformValues(mapFromArrays(array(lit('a')), array(lit(1))), (_k, v) => v.mul(10)), gives: { a: 10 } },
});
/** Every key of a map changed; fails if a key is then there twice. */
export const transformKeys = fn<<K, V, U>(map: Expr<MapOf<K, V>>, f: (key: ExprOf<K>, value: ExprOf<V>) => Expr<U>) => MapExpr<U, V>>({
  name: 'transformKeys', spark: 'transform_keys', group: 'higher-order',
  params: [param('map', MAP), lambda('f', ANY, entryOf)],
  returns: (args) => mapOf(typeAt(args, 1), valueTypeOf(typeAt(args, 0)), valueContainsNull(typeAt(args, 0))), nullable: nullWhere(0),
  example: { of: (): Expr => transformKeys(mapFromArrays(array(lit(1)), array(lit('a'))), (k) => k.add(1)), gives: { 2: 'a' } },
});
/** Sorted ascending, NULLs last; or by a comparison that gives -1, 0 or 1. */
export const arraySort = fn<<E>(items: Expr<E[]>, compare?: (a: ExprOf<E>, b: ExprOf<E>) => Expr<'int'>) => ArrayExpr<E>>({
  name: 'arraySort', spark: 'array_sort', group: 'higher-order',
  params: [
    param('items', ARRAY),
    { ...lambda('compare', { label: 'an int', test: (type: DataTypeNode) => type.kind === 'int' || type.kind === 'error' }, (args) => [itemOf(args, 0, 'a'), itemOf(args, 0, 'b')]), optional: true },
  ],
  returns: sameAs(0), nullable: nullWhere(0),
  example: { of: (): Expr => arraySort(array(lit(3), lit(1), lit(2))), gives: [1, 2, 3] },
});
/** Two maps, key by key; the value of a map that lacks the key is NULL. */
export const mapZipWith = fn<<K, A, B, U>(a: Expr<MapOf<K, A>>, b: Expr<MapOf<K, B>>, f: (key: ExprOf<K>, a: ExprOf<A>, b: ExprOf<B>) => Expr<U>) => MapExpr<K, U>>({
  name: 'mapZipWith', spark: 'map_zip_with', group: 'higher-order',
  params: [
    param('a', MAP), param('b', MAP),
    lambda('f', ANY, (args) => [
      { name: 'k', type: tightestType(keyOf(typeAt(args, 0)), keyOf(typeAt(args, 1))) ?? keyOf(typeAt(args, 0)), nullable: false },
      { name: 'v1', type: valueTypeOf(typeAt(args, 0)), nullable: true },
      { name: 'v2', type: valueTypeOf(typeAt(args, 1)), nullable: true },
    ]),
  ],
  returns: (args) => {
    const key = tightestType(keyOf(typeAt(args, 0)), keyOf(typeAt(args, 1)));
    return key ? mapOf(key, typeAt(args, 2), nullableAt(args, 2)) : noCommonType('mapZipWith', args.slice(0, 2));
  },
  nullable: nullWhere(0, 1),
  example: {
    of: (): Expr => mapZipWith(mapFromArrays(array(lit('a')), array(lit(1))), mapFromArrays(array(lit('a')), array(lit(10))), (_k, x, y) => x.add(y)),
    gives: { a: 11 },
  },
});
