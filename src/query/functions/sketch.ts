/** Sketches: small binary summaries of many values that can be merged, for counts that need not be exact. Deterministic over the same rows in the same order. */
import { arrayOf, holdsKind, isText, scalar, structOf } from '../datatype.ts';
import type { Agg, Expr, ExprOf, NumberExpr } from '../expr.ts';
import type { NumericKind } from '../kinds.ts';
import { int, string } from '../types.ts';
import { fn } from './catalogue.ts';
import { onRows } from './examples.ts';
import { type Accepts, always, anyNull, BINARY, BOOLEAN, constant, INTEGER, mayBeNull, neverNull, NUMBER, option, param, returnsBigint, type TypeRule } from './record.ts';
import { plainType, typeAt } from './rules.ts';
import { encode } from './encoding.ts';
import { length } from './string.ts';

const returnsBinary = always(scalar('binary'));
const COUNTED: Accepts = { label: 'an int, bigint, text or binary', test: (type) => ['int', 'bigint', 'binary', 'error'].includes(type.kind) || isText(type) };
const SKETCHED: Accepts = { label: 'a whole number, text or binary', test: (type) => INTEGER.test(type) || isText(type) || BINARY.test(type) };
const RANKED: Accepts = { label: 'a value without arrays, maps, structs, variants and intervals', test: (type) => !holdsKind(type, 'array', 'map', 'struct', 'variant', 'interval year to month', 'interval day to second', 'binary') };

/** A HyperLogLog sketch of different values; `hllSketchEstimate` reads it. `size` from 4 to 21: one more halves the error's square. */
export const hllSketchAgg = fn<(value: Expr<'int' | 'bigint' | 'string' | 'binary'>, size?: number) => Agg<'binary'>>({
  name: 'hllSketchAgg', spark: 'hll_sketch_agg', group: 'aggregate', kind: 'aggregate',
  params: [param('value', COUNTED), option('size', INTEGER, { optional: true })], returns: returnsBinary, nullable: neverNull,
  example: onRows({ v: int() }, [[1], [1], [null], [3]], (r): Expr => hllSketchEstimate(hllSketchAgg(r.v)), 2),
});
/** Several HyperLogLog sketches as one; `differentSizes` allows different sizes. */
export const hllUnionAgg = fn<(sketch: Expr<'binary'>, differentSizes?: boolean) => Agg<'binary'>>({
  name: 'hllUnionAgg', spark: 'hll_union_agg', group: 'aggregate', kind: 'aggregate',
  params: [param('sketch', BINARY), option('differentSizes', BOOLEAN, { optional: true })], returns: returnsBinary, nullable: neverNull,
  example: onRows({ v: string() }, [], (r): Expr => hllSketchEstimate(hllUnionAgg(encode(r.v, 'UTF-8'))), 0),
});
/** Two HyperLogLog sketches as one; `differentSizes` allows different sizes. */
export const hllUnion = fn<(a: Expr<'binary'>, b: Expr<'binary'>, differentSizes?: boolean) => ExprOf<'binary'>>({
  name: 'hllUnion', spark: 'hll_union', group: 'aggregate',
  params: [param('a', BINARY), param('b', BINARY), option('differentSizes', BOOLEAN, { optional: true })], returns: returnsBinary, nullable: anyNull,
  example: onRows({ v: int() }, [[1], [1], [null], [3]], (r): Expr => hllSketchEstimate(hllUnion(hllSketchAgg(r.v), hllSketchAgg(r.v))), 2),
});
/** About how many different values a HyperLogLog sketch has seen. */
export const hllSketchEstimate = fn<(sketch: Expr<'binary'>) => NumberExpr<'bigint'>>({
  name: 'hllSketchEstimate', spark: 'hll_sketch_estimate', group: 'aggregate',
  params: [param('sketch', BINARY)], returns: returnsBigint, nullable: anyNull,
  example: onRows({ v: string() }, [['a'], ['b']], (r): Expr => hllSketchEstimate(hllSketchAgg(r.v)), 2),
});
/** A count-min sketch of how often values occur, in Spark's own form; `relativeError` and `confidence` from 0 to 1. */
export const countMinSketch = fn<(value: Expr<'tinyint' | 'smallint' | 'int' | 'bigint' | 'string' | 'binary'>, relativeError: number, confidence: number, seed: number) => Agg<'binary'>>({
  name: 'countMinSketch', spark: 'count_min_sketch', group: 'aggregate', kind: 'aggregate',
  params: [param('value', SKETCHED), option('relativeError', NUMBER), option('confidence', NUMBER), option('seed', INTEGER)], returns: returnsBinary, nullable: neverNull,
  example: onRows({ v: int() }, [[1], [2]], (r): Expr => length(countMinSketch(r.v, 0.5, 0.5, 1)), 60),
});
/** The most frequent values with their counts, at most `k` of them, the most frequent first; near the truth where there are many different ones. From Spark 4.1 on. */
export const approxTopK = fn<<T>(value: Expr<T>, k: number) => Agg<{
  /** The value. */
  item: T;
  /** About how often it occurs. */
  count: 'bigint';
}[]>>({
  name: 'approxTopK', spark: 'approx_top_k', sqlOnly: true, since: '4.1', group: 'aggregate', kind: 'aggregate',
  params: [param('value', RANKED), constant('k', INTEGER)],
  returns: (args) => arrayOf(structOf([{ name: 'item', type: plainType(typeAt(args, 0)), nullable: true }, { name: 'count', type: scalar('bigint'), nullable: false }]), false),
  nullable: neverNull,
  example: onRows({ v: int() }, [[1], [1], [2]], (r): Expr => approxTopK(r.v, 1), [{ item: 1, count: 2 }]),
});
const bins: TypeRule = (args) => arrayOf(structOf([{ name: 'x', type: typeAt(args, 0), nullable: true }, { name: 'y', type: scalar('double'), nullable: true }]), true);
/** A histogram with this many bins of different width: `x` is a bin's centre, `y` how many values it has. */
export const histogramNumeric = fn<<K extends NumericKind>(value: Expr<K>, bins: number) => Agg<{
  /** The middle of the bin. */
  x: K;
  /** About how many values are in it. */
  y: 'double';
}[]>>({
  name: 'histogramNumeric', spark: 'histogram_numeric', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER), constant('bins', INTEGER)], returns: bins, nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [1], [5]], (r): Expr => histogramNumeric(r.v, 2), [{ x: 1, y: 2 }, { x: 5, y: 1 }]),
});
