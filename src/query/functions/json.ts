/** JSON and variants. Variants need Spark 4.0. */
import { arrayOf, scalar } from '../datatype.ts';
import type { Agg, ArrayExpr, BooleanExpr, Expr, ExprOf, NumberExpr, StringExpr, VariantExpr } from '../expr.ts';
import { int, struct as structType, type DataType, string } from '../types.ts';
import { fn } from './catalogue.ts';
import { type Accepts, always, anyNull, denoted, mayBeNull, neverNull, option, param, returnsBoolean, returnsInt, returnsString, TEXT, VARIANT } from './record.ts';
import { onRows } from './examples.ts';
import { OPERATORS } from './operators.ts';
import { type FormatOptions, flatOptions, OPTIONS } from './options.ts';
import { array } from './array.ts';
import { lit, struct } from './values.ts';

const CONTAINER: Accepts = { label: 'a struct, an array, a map or a variant', test: (type) => ['struct', 'array', 'map', 'variant', 'error'].includes(type.kind) };
const OBJECT: Accepts = { label: 'a struct, an array or a map of text keys', test: (type) => ['struct', 'array', 'error'].includes(type.kind) || (type.kind === 'map' && TEXT.test(type.key)) };
const TYPE: Accepts = { label: 'a type such as t.int()', test: () => true };
const fromJsonOf = fn<<T>(json: Expr<'string'>, type: DataType<T>, ...options: readonly string[]) => ExprOf<T>>({
  name: 'fromJson', spark: 'from_json', group: 'json',
  params: [param('json', TEXT), param('type', CONTAINER, { as: 'type' }), OPTIONS], returns: denoted(1), nullable: mayBeNull,
  example: { of: (): Expr => fromJson(lit('{"a": 1}'), structType({ a: int(), b: string() })), gives: { a: 1, b: null } },
});
/** JSON text read as a struct, array, map or variant, with Spark's options such as `{ mode: 'FAILFAST' }`. NULL fields where the text is not that JSON. */
export const fromJson = <T>(json: Expr<'string'>, type: DataType<T>, options?: FormatOptions): ExprOf<T> => fromJsonOf(json, type, ...flatOptions(options));
const toJsonOf = fn<(value: Expr, ...options: readonly string[]) => StringExpr>({
  name: 'toJson', spark: 'to_json', group: 'json',
  params: [param('value', CONTAINER), OPTIONS], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => toJson(struct({ a: lit(1), b: array(lit('x')) })), gives: '{"a":1,"b":["x"]}' },
});
/** A struct, array, map or variant as JSON text, with Spark's options; NULL fields are left out, unless `{ ignoreNullFields: 'false' }`. */
export const toJson = (value: Expr, options?: FormatOptions): StringExpr => toJsonOf(value, ...flatOptions(options));
/** The value at a JSON path such as `$.a.b` of JSON text, as text; NULL where it is absent. */
export const getJsonObject = fn<(json: Expr<'string'>, path: `$${string}`) => StringExpr>({
  name: 'getJsonObject', spark: 'get_json_object', group: 'json',
  params: [param('json', TEXT), option('path', TEXT)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => getJsonObject(lit('{"a": {"b": 1}}'), '$.a.b'), gives: '1' },
});
/** Number of elements of a JSON array; NULL where the text is not one. */
export const jsonArrayLength = fn<(json: Expr<'string'>) => NumberExpr<'int'>>({
  name: 'jsonArrayLength', spark: 'json_array_length', group: 'json',
  params: [param('json', TEXT)], returns: returnsInt, nullable: mayBeNull,
  example: { of: (): Expr => jsonArrayLength(lit('[1, 2]')), gives: 2 },
});
/** Names of the fields of a JSON object; NULL where the text is not one. */
export const jsonObjectKeys = fn<(json: Expr<'string'>) => ArrayExpr<'string'>>({
  name: 'jsonObjectKeys', spark: 'json_object_keys', group: 'json',
  params: [param('json', TEXT)], returns: always(arrayOf(scalar('string'), true)), nullable: mayBeNull,
  example: { of: (): Expr => jsonObjectKeys(lit('{"a": 1, "b": 2}')), gives: ['a', 'b'] },
});
/** JSON text as a variant; fails on text that is not JSON. */
export const parseJson = fn<(json: Expr<'string'>) => VariantExpr>({
  name: 'parseJson', spark: 'parse_json', group: 'variant',
  params: [param('json', TEXT)], returns: always(scalar('variant')), nullable: anyNull,
  example: { of: (): Expr => toJson(parseJson(lit('{"a": 1}'))), gives: '{"a":1}' },
});
/** JSON text as a variant; NULL where it is not JSON. */
export const tryParseJson = fn<(json: Expr<'string'>) => VariantExpr>({
  name: 'tryParseJson', spark: 'try_parse_json', group: 'variant',
  params: [param('json', TEXT)], returns: always(scalar('variant')), nullable: mayBeNull,
  example: { of: (): Expr => tryParseJson(lit('{"a": ')).isNull(), gives: true },
});
/** The value at a JSON path of a variant, as a type; NULL where it is absent, and fails where it does not fit. */
export const variantGet = fn<<U>(value: Expr<'variant'>, path: `$${string}`, type: DataType<U>) => ExprOf<U>>({
  name: 'variantGet', spark: 'variant_get', group: 'variant',
  params: [param('value', VARIANT), option('path', TEXT), param('type', TYPE, { as: 'type' })], returns: denoted(2), nullable: mayBeNull,
  example: { of: (): Expr => variantGet(parseJson(lit('{"a": {"b": 1}}')), '$.a.b', int()), gives: 1 },
});
/** The value at a JSON path of a variant, as a type; NULL where it is absent or does not fit. `v.get(path, type)` is the same. */
export const tryVariantGet = fn<<U>(value: Expr<'variant'>, path: `$${string}`, type: DataType<U>) => ExprOf<U>>({
  ...OPERATORS.tryVariantGet, group: 'variant',
  example: { of: (): Expr => tryVariantGet(parseJson(lit('{"a": "x"}')), '$.a', int()), gives: null },
});
/** Whether a variant holds JSON's `null`, which is not NULL; FALSE for NULL. */
export const isVariantNull = fn<(value: Expr<'variant'>) => BooleanExpr>({
  name: 'isVariantNull', spark: 'is_variant_null', group: 'variant',
  params: [param('value', VARIANT)], returns: returnsBoolean, nullable: neverNull,
  example: { of: (): Expr => isVariantNull(parseJson(lit('null'))), gives: true },
});
/** The shape of a variant, as the text of a type. */
export const schemaOfVariant = fn<(value: Expr<'variant'>) => StringExpr>({
  name: 'schemaOfVariant', spark: 'schema_of_variant', group: 'variant',
  params: [param('value', VARIANT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => schemaOfVariant(parseJson(lit('{"a": 1}'))), gives: 'OBJECT<a: BIGINT>' },
});
/** The shape of sample JSON text, as the text of a type. */
export const schemaOfJson = fn<(json: string) => StringExpr>({
  name: 'schemaOfJson', spark: 'schema_of_json', group: 'json',
  params: [option('json', TEXT)], returns: returnsString, nullable: neverNull,
  example: { of: (): Expr => schemaOfJson('{"a": 1}'), gives: 'STRUCT<a: BIGINT>' },
});
/** A struct, array or map of text keys as a variant. */
export const toVariantObject = fn<(value: Expr) => VariantExpr>({
  name: 'toVariantObject', spark: 'to_variant_object', group: 'variant',
  params: [param('value', OBJECT)], returns: always(scalar('variant')), nullable: anyNull,
  example: { of: (): Expr => toJson(toVariantObject(struct({ a: lit(1) }))), gives: '{"a":1}' },
});
/** Whether a variant's bytes are sound; FALSE for broken ones, NULL for NULL. From Spark 4.2 on. */
export const isValidVariant = fn<(value: Expr<'variant'>) => BooleanExpr>({
  name: 'isValidVariant', spark: 'is_valid_variant', since: '4.2', group: 'variant',
  params: [param('value', VARIANT)], returns: returnsBoolean, nullable: anyNull,
  example: { of: (): Expr => isValidVariant(parseJson(lit('1'))), gives: true },
});
/** The one shape that all variants fit, as the text of a type. */
export const schemaOfVariantAgg = fn<(value: Expr<'variant'>) => Agg<'string'>>({
  name: 'schemaOfVariantAgg', spark: 'schema_of_variant_agg', group: 'aggregate', kind: 'aggregate',
  params: [param('value', VARIANT)], returns: returnsString, nullable: neverNull,
  example: onRows({ v: string() }, [['{"a": 1}'], ['{"b": true}']], (r): Expr => schemaOfVariantAgg(parseJson(r.v)), 'OBJECT<a: BIGINT, b: BOOLEAN>'),
});
