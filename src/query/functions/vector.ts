/** Vectors: arrays of floats, such as embeddings. */
import { arrayOf, scalar } from '../datatype.ts';
import type { Agg, ArrayExpr, Expr, NumberExpr } from '../expr.ts';
import { array as arrayType, float } from '../types.ts';
import { fn } from './catalogue.ts';
import { onRows } from './examples.ts';
import { type Accepts, always, mayBeNull, param } from './record.ts';
import { array } from './array.ts';
import { lit } from './values.ts';

type Vector = Expr<'float'[]>;
const VECTOR: Accepts = { label: 'an array of floats', test: (type) => type.kind === 'error' || (type.kind === 'array' && type.element.kind === 'float') };
const returnsFloat = always(scalar('float'));
const returnsVector = always(arrayOf(scalar('float'), false));
/** Cosine of the angle between two vectors of equal length: 1 where they point the same way. NULL for a vector of length 0. From Spark 4.2 on. */
export const vectorCosineSimilarity = fn<(a: Vector, b: Vector) => NumberExpr<'float'>>({
  name: 'vectorCosineSimilarity', spark: 'vector_cosine_similarity', sqlOnly: true, since: '4.2', group: 'array',
  params: [param('a', VECTOR), param('b', VECTOR)], returns: returnsFloat, nullable: mayBeNull,
  example: { of: (): Expr => vectorCosineSimilarity(array(lit(3), lit(0)).cast(arrayType(float())), array(lit(0), lit(4)).cast(arrayType(float()))), gives: 0 },
});
/** Sum of the products of two vectors of equal length, element by element. From Spark 4.2 on. */
export const vectorInnerProduct = fn<(a: Vector, b: Vector) => NumberExpr<'float'>>({
  name: 'vectorInnerProduct', spark: 'vector_inner_product', sqlOnly: true, since: '4.2', group: 'array',
  params: [param('a', VECTOR), param('b', VECTOR)], returns: returnsFloat, nullable: mayBeNull,
  example: { of: (): Expr => vectorInnerProduct(array(lit(3), lit(0)).cast(arrayType(float())), array(lit(0), lit(4)).cast(arrayType(float()))), gives: 0 },
});
/** Distance of two vectors of equal length. From Spark 4.2 on. */
export const vectorL2Distance = fn<(a: Vector, b: Vector) => NumberExpr<'float'>>({
  name: 'vectorL2Distance', spark: 'vector_l2_distance', sqlOnly: true, since: '4.2', group: 'array',
  params: [param('a', VECTOR), param('b', VECTOR)], returns: returnsFloat, nullable: mayBeNull,
  example: { of: (): Expr => vectorL2Distance(array(lit(3), lit(0)).cast(arrayType(float())), array(lit(0), lit(4)).cast(arrayType(float()))), gives: 5 },
});
/** Length of a vector. From Spark 4.2 on. */
export const vectorNorm = fn<(vector: Vector) => NumberExpr<'float'>>({
  name: 'vectorNorm', spark: 'vector_norm', sqlOnly: true, since: '4.2', group: 'array',
  params: [param('vector', VECTOR)], returns: returnsFloat, nullable: mayBeNull,
  example: { of: (): Expr => vectorNorm(array(lit(3), lit(4)).cast(arrayType(float()))), gives: 5 },
});
/** The vector with length 1. From Spark 4.2 on. */
export const vectorNormalize = fn<(vector: Vector) => ArrayExpr<'float'>>({
  name: 'vectorNormalize', spark: 'vector_normalize', sqlOnly: true, since: '4.2', group: 'array',
  params: [param('vector', VECTOR)], returns: always(arrayOf(scalar('float'), true)), nullable: mayBeNull,
  example: { of: (): Expr => vectorNormalize(array(lit(0), lit(4)).cast(arrayType(float()))), gives: [0, 1] },
});
/** Mean of vectors of equal length, element by element. From Spark 4.2 on. */
export const vectorAvg = fn<(vector: Vector) => Agg<'float'[]>>({
  name: 'vectorAvg', spark: 'vector_avg', sqlOnly: true, since: '4.2', group: 'aggregate', kind: 'aggregate',
  params: [param('vector', VECTOR)], returns: returnsVector, nullable: mayBeNull,
  example: onRows({ v: float() }, [[1], [3]], (r): Expr => vectorAvg(array(r.v)), [2]),
});
/** Sum of vectors of equal length, element by element. From Spark 4.2 on. */
export const vectorSum = fn<(vector: Vector) => Agg<'float'[]>>({
  name: 'vectorSum', spark: 'vector_sum', sqlOnly: true, since: '4.2', group: 'aggregate', kind: 'aggregate',
  params: [param('vector', VECTOR)], returns: returnsVector, nullable: mayBeNull,
  example: onRows({ v: float() }, [[1], [3]], (r): Expr => vectorSum(array(r.v)), [4]),
});
