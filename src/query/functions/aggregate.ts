/** Aggregates of a group, or of a window by `.over(…)`. NULLs are left out, unless said otherwise; over no rows the result is NULL. */
import { arrayOf, isText, scalar } from '../datatype.ts';
import type { Agg, Expr } from '../expr.ts';
import type { NumericKind, Orderable } from '../kinds.ts';
import { boolean, decimal, int, string } from '../types.ts';
import { fn } from './catalogue.ts';
import { onRows } from './examples.ts';
import {
  ANY, BOOLEAN, mayBeNull, neverNull, NUMBER, option, ORDERABLE, param, returnsBigint, returnsBoolean, returnsString, sameAs, TEXT,
  type TypeRule,
} from './record.ts';
import type { AverageOf, SumOf } from './result-types.ts';
import { avgType, sumType, typeAt } from './rules.ts';

const listOf: TypeRule = (args) => {
  const type = typeAt(args, 0);
  return arrayOf(isText(type) ? scalar('string') : type, false);
};

/** Rows, or those where a value is not NULL. Never NULL itself: 0 over no rows. */
export const count = fn<(value?: Expr) => Agg<'bigint'>>({
  name: 'count', spark: 'count', group: 'aggregate', kind: 'aggregate',
  params: [param('value', ANY, { optional: true })], returns: returnsBigint, nullable: neverNull,
  example: onRows({ v: int() }, [[1], [null], [3]], (r): Expr => count(r.v), 2),
});
/** Different values, or combinations of values without a NULL. 0 over no rows. */
export const countDistinct = fn<(...values: readonly [Expr, ...Expr[]]) => Agg<'bigint'>>({
  name: 'countDistinct', spark: 'count', pyspark: 'count_distinct', group: 'aggregate', kind: 'aggregate', distinct: true,
  params: [param('value', ORDERABLE), param('values', ORDERABLE, { rest: true })], returns: returnsBigint, nullable: neverNull,
  example: onRows({ v: int() }, [[1], [1], [null], [3]], (r): Expr => countDistinct(r.v), 2),
});
/** Rows for which a condition is TRUE. 0 over no rows. */
export const countIf = fn<(condition: Expr<'boolean'>) => Agg<'bigint'>>({
  name: 'countIf', spark: 'count_if', group: 'aggregate', kind: 'aggregate',
  params: [param('condition', BOOLEAN)], returns: returnsBigint, nullable: neverNull,
  example: onRows({ v: int() }, [[1], [null], [3]], (r): Expr => countIf(r.v.gt(2)), 1),
});
/** Sum: of whole numbers a `bigint`, of fractions a `double`, of decimals one with ten more digits. NULL, not 0, over no values. */
export const sum = fn<<K extends NumericKind>(value: Expr<K>) => Agg<SumOf[K]>>({
  name: 'sum', spark: 'sum', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER)], returns: sumType, nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [null], [3]], (r): Expr => sum(r.v), 4),
});
/** Mean; of decimals a decimal with four more digits. */
export const avg = fn<<K extends NumericKind>(value: Expr<K>) => Agg<AverageOf[K]>>({
  name: 'avg', spark: 'avg', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER)], returns: avgType, nullable: mayBeNull,
  example: onRows({ v: decimal(5, 2) }, [[1], [null], [2]], (r): Expr => avg(r.v), '1.500000'),
});
/** The smallest value. */
export const min = fn<<T extends Orderable>(value: Expr<T>) => Agg<T>>({
  name: 'min', spark: 'min', group: 'aggregate', kind: 'aggregate',
  params: [param('value', ORDERABLE)], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[2], [null], [1]], (r): Expr => min(r.v), 1),
});
/** The largest value; NaN is larger than any number. */
export const max = fn<<T extends Orderable>(value: Expr<T>) => Agg<T>>({
  name: 'max', spark: 'max', group: 'aggregate', kind: 'aggregate',
  params: [param('value', ORDERABLE)], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[2], [null], [1]], (r): Expr => max(r.v), 2),
});
/** The value, which may be NULL, of the row where another is largest; which one, if there are several, is not defined. */
export const maxBy = fn<<T>(value: Expr<T>, by: Expr<Orderable>) => Agg<T>>({
  name: 'maxBy', spark: 'max_by', group: 'aggregate', kind: 'aggregate',
  params: [param('value'), param('by', ORDERABLE)], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ name: string(), n: int() }, [['a', 1], ['b', 3], ['c', 2]], (r): Expr => maxBy(r.name, r.n), 'b'),
});
/** The value, which may be NULL, of the row where another is smallest; which one, if there are several, is not defined. */
export const minBy = fn<<T>(value: Expr<T>, by: Expr<Orderable>) => Agg<T>>({
  name: 'minBy', spark: 'min_by', group: 'aggregate', kind: 'aggregate',
  params: [param('value'), param('by', ORDERABLE)], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ name: string(), n: int() }, [['a', 1], ['b', 3], ['c', 2]], (r): Expr => minBy(r.name, r.n), 'a'),
});
/** All values as an array, in no defined order; an empty array, not NULL, over no values. */
export const collectList = fn<<T>(value: Expr<T>) => Agg<T[]>>({
  name: 'collectList', spark: 'collect_list', group: 'aggregate', kind: 'aggregate',
  params: [param('value')], returns: listOf, nullable: neverNull,
  example: onRows({ v: int() }, [[2], [null], [2]], (r): Expr => collectList(r.v), [2, 2]),
});
/** Different values as an array, in no defined order; an empty array, not NULL, over no values. */
export const collectSet = fn<<T>(value: Expr<T>) => Agg<T[]>>({
  name: 'collectSet', spark: 'collect_set', group: 'aggregate', kind: 'aggregate',
  params: [param('value', ORDERABLE)], returns: listOf, nullable: neverNull,
  example: onRows({ v: int() }, [[2], [null], [2]], (r): Expr => collectSet(r.v), [2]),
});
/** Any value that is not NULL, if there is one: for columns that are equal in a group. The first in no defined order. */
export const anyValue = fn<<T>(value: Expr<T>) => Agg<T>>({
  name: 'anyValue', spark: 'any_value', group: 'aggregate', kind: 'aggregate',
  params: [param('value')], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[7], [7]], (r): Expr => anyValue(r.v), 7),
});
/** TRUE where a condition holds for all rows; NULLs are left out. */
export const every = fn<(condition: Expr<'boolean'>) => Agg<'boolean'>>({
  name: 'every', spark: 'every', group: 'aggregate', kind: 'aggregate',
  params: [param('condition', BOOLEAN)], returns: returnsBoolean, nullable: mayBeNull,
  example: onRows({ v: boolean() }, [[true], [null], [false]], (r): Expr => every(r.v), false),
});
/** TRUE where a condition holds for at least one row; NULLs are left out. */
export const some = fn<(condition: Expr<'boolean'>) => Agg<'boolean'>>({
  name: 'some', spark: 'some', group: 'aggregate', kind: 'aggregate',
  params: [param('condition', BOOLEAN)], returns: returnsBoolean, nullable: mayBeNull,
  example: onRows({ v: boolean() }, [[true], [null], [false]], (r): Expr => some(r.v), true),
});
/** Sum of different values. */
export const sumDistinct = fn<<K extends NumericKind>(value: Expr<K>) => Agg<SumOf[K]>>({
  name: 'sumDistinct', spark: 'sum', pyspark: 'sum_distinct', group: 'aggregate', kind: 'aggregate', distinct: true,
  params: [param('value', NUMBER)], returns: sumType, nullable: mayBeNull,
  example: onRows({ v: int() }, [[2], [2], [null], [3]], (r): Expr => sumDistinct(r.v), 5),
});
/** Sum; NULL where it does not fit its type. */
export const trySum = fn<<K extends NumericKind>(value: Expr<K>) => Agg<SumOf[K]>>({
  name: 'trySum', spark: 'try_sum', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER)], returns: sumType, nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [null], [3]], (r): Expr => trySum(r.v), 4),
});
/** Mean; NULL where the sum does not fit its type. */
export const tryAvg = fn<<K extends NumericKind>(value: Expr<K>) => Agg<AverageOf[K]>>({
  name: 'tryAvg', spark: 'try_avg', group: 'aggregate', kind: 'aggregate',
  params: [param('value', NUMBER)], returns: avgType, nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [null], [2]], (r): Expr => tryAvg(r.v), 1.5),
});
/** All texts, one after the other with a separator, in no defined order; `F.arrayJoin(F.sortArray(F.collectList(v)), ',')` has one. */
export const listagg = fn<(value: Expr<'string'>, separator?: string) => Agg<'string'>>({
  name: 'listagg', spark: 'listagg', group: 'aggregate', kind: 'aggregate',
  params: [param('value', TEXT), option('separator', TEXT, { optional: true })], returns: returnsString, nullable: mayBeNull,
  example: onRows({ v: string() }, [['a'], [null], ['a']], (r): Expr => listagg(r.v, ','), 'a,a'),
});
/** All different texts, one after the other with a separator, in no defined order. */
export const listaggDistinct = fn<(value: Expr<'string'>, separator?: string) => Agg<'string'>>({
  name: 'listaggDistinct', spark: 'listagg', pyspark: 'listagg_distinct', group: 'aggregate', kind: 'aggregate', distinct: true,
  params: [param('value', TEXT), option('separator', TEXT, { optional: true })], returns: returnsString, nullable: mayBeNull,
  example: onRows({ v: string() }, [['a'], [null], ['a']], (r): Expr => listaggDistinct(r.v, ','), 'a'),
});
