/** Maps and structs. */
import { commonOf, commonType, tightestType } from '../coercion.ts';
import { arrayOf, holdsKind, mapOf, scalar, structOf } from '../datatype.ts';
import type { ArrayExpr, BooleanExpr, Expr, MapExpr } from '../expr.ts';
import type { MapOf } from '../kinds.ts';
import { fn } from './catalogue.ts';
import { type Accepts, ANY, anyNull, ARRAY, MAP, mayBeNull, neverNull, ORDERABLE, param, returnsBoolean, TEXT, type TypeRule, always } from './record.ts';
import { anyNullCast, containsNull, elementOf, keyOf, noCommonType, typeAt, valueContainsNull, valueTypeOf } from './rules.ts';
import { array } from './array.ts';
import { lit, struct } from './values.ts';

const ENTRIES: Accepts = {
  label: 'an array of structs of a key and a value',
  test: (type) => type.kind === 'error' || (type.kind === 'array' && type.element.kind === 'struct' && type.element.fields.length === 2),
};

/** A map from an array of keys and one of values, of equal length; fails on a key that is NULL or there twice. */
export const mapFromArrays = fn<<K, V>(keys: Expr<K[]>, values: Expr<V[]>) => MapExpr<K, V>>({
  name: 'mapFromArrays', spark: 'map_from_arrays', group: 'map',
  params: [param('keys', ARRAY), param('values', ARRAY)],
  returns: (args) => mapOf(elementOf(typeAt(args, 0)), elementOf(typeAt(args, 1)), containsNull(typeAt(args, 1))), nullable: anyNull,
  example: { of: (): Expr => mapFromArrays(array(lit('a'), lit('b')), array(lit(1), lit(2))), gives: { a: 1, b: 2 } },
});
/** A map from an array of structs of two fields; fails on a key that is NULL or there twice. */
export const mapFromEntries = fn<<K, V>(entries: Expr<{ key: K; value: V }[]>) => MapExpr<K, V>>({
  name: 'mapFromEntries', spark: 'map_from_entries', group: 'map',
  params: [param('entries', ENTRIES)],
  returns: (args) => {
    const entry = elementOf(typeAt(args, 0));
    const [key, value] = entry.kind === 'struct' ? entry.fields : [];
    return key && value ? mapOf(key.type, value.type, value.nullable) : entry;
  },
  nullable: (args) => (args[0]?.nullable ?? true) || containsNull(typeAt(args, 0)),
  example: { of: (): Expr => mapFromEntries(array(struct({ key: lit('a'), value: lit(1) }))), gives: { a: 1 } },
});
/** The entries as an array of structs with `key` and `value`, in no defined order. */
export const mapEntries = fn<<K, V>(map: Expr<MapOf<K, V>>) => ArrayExpr<{ key: K; value: V }>>({
  name: 'mapEntries', spark: 'map_entries', group: 'map',
  params: [param('map', MAP)],
  returns: (args) => {
    const map = typeAt(args, 0);
    const fields = [{ name: 'key', type: keyOf(map), nullable: false }, { name: 'value', type: valueTypeOf(map), nullable: valueContainsNull(map) }];
    return arrayOf(structOf(fields), false);
  },
  nullable: anyNull,
  example: { of: (): Expr => mapEntries(mapFromArrays(array(lit('a')), array(lit(1)))), gives: [{ key: 'a', value: 1 }] },
});
/** The keys as an array, in no defined order. */
export const mapKeys = fn<<K, V>(map: Expr<MapOf<K, V>>) => ArrayExpr<K>>({
  name: 'mapKeys', spark: 'map_keys', group: 'map',
  params: [param('map', MAP)], returns: (args) => arrayOf(keyOf(typeAt(args, 0)), true), nullable: anyNull,
  example: { of: (): Expr => mapKeys(mapFromArrays(array(lit('a')), array(lit(1)))), gives: ['a'] },
});
/** The values as an array, in no defined order. */
export const mapValues = fn<<K, V>(map: Expr<MapOf<K, V>>) => ArrayExpr<V>>({
  name: 'mapValues', spark: 'map_values', group: 'map',
  params: [param('map', MAP)], returns: (args) => arrayOf(valueTypeOf(typeAt(args, 0)), true), nullable: anyNull,
  example: { of: (): Expr => mapValues(mapFromArrays(array(lit('a')), array(lit(1)))), gives: [1] },
});
const merged: TypeRule = (args) => {
  const [a, b] = [typeAt(args, 0), typeAt(args, 1)];
  const [key, value] = [commonType(keyOf(a), keyOf(b)), commonType(valueTypeOf(a), valueTypeOf(b))];
  return key && value ? mapOf(key, value, valueContainsNull(a) || valueContainsNull(b)) : noCommonType('mapConcat', args);
};
/** The entries of both maps; fails on a key that both have. */
export const mapConcat = fn<<K, V>(a: Expr<MapOf<K, V>>, b: Expr<MapOf<K, V>>) => MapExpr<K, V>>({
  name: 'mapConcat', spark: 'map_concat', group: 'map',
  params: [param('a', MAP), param('b', MAP)], returns: merged, nullable: anyNull,
  example: { of: (): Expr => mapConcat(mapFromArrays(array(lit('a')), array(lit(1))), mapFromArrays(array(lit('b')), array(lit(2)))), gives: { a: 1, b: 2 } },
});
/** Whether a map has a key. Spark's analyzer considers the result nullable. */
export const mapContainsKey = fn<<K, V>(map: Expr<MapOf<K, V>>, key: Expr<K>) => BooleanExpr>({
  name: 'mapContainsKey', spark: 'map_contains_key', group: 'map',
  params: [param('map', MAP), param('key')],
  returns: (args) => (tightestType(keyOf(typeAt(args, 0)), typeAt(args, 1)) ? returnsBoolean(args) : noCommonType('mapContainsKey', args)), nullable: mayBeNull,
  example: { of: (): Expr => mapContainsKey(mapFromArrays(array(lit('a')), array(lit(1))), lit('b')), gives: false },
});
/** A map from text such as `a:1,b:2`; the separators are regular expressions. */
export const strToMap = fn<(text: Expr<'string'>, pairs: string, keyValue: string) => MapExpr<'string', 'string'>>({
  name: 'strToMap', spark: 'str_to_map', group: 'map',
  params: [param('text', TEXT), param('pairs', TEXT), param('keyValue', TEXT)], returns: always(mapOf(scalar('string'), scalar('string'), true)), nullable: anyNull,
  example: { of: (): Expr => strToMap(lit('a:1,b:2'), ',', ':'), gives: { a: '1', b: '2' } },
});
const mapOfEntries = fn<(...flat: readonly unknown[]) => unknown>({
  name: 'createMap', spark: 'map', pyspark: 'create_map', group: 'map',
  params: [param('key', ORDERABLE), param('value'), param('others', ANY, { rest: true, optional: true })],
  returns: (args) => {
    const [keys, values] = [args.filter((_, i) => i % 2 === 0), args.filter((_, i) => i % 2 === 1)];
    if (keys.length !== values.length) return noCommonType('createMap', args);
    const [key, value] = [commonOf(keys.map((k) => k.type)), commonOf(values.map((v) => v.type))];
    if (!key || !value || holdsKind(key, 'map', 'variant')) return noCommonType('createMap', args);
    return mapOf(key, value, anyNullCast(values));
  },
  nullable: neverNull,
  example: { of: (): Expr => createMap([lit('a'), lit(1)], [lit('b'), lit(2)]), gives: { a: 1, b: 2 } },
});
/** A map of these keys and values, all of one type; fails on a key that is NULL or there twice. */
export const createMap = <K, V>(...entries: readonly (readonly [Expr<K>, Expr<V>])[]): MapExpr<K, V> => mapOfEntries(...entries.flat()) as MapExpr<K, V>;
