/** CSV and XML in text. */
import { arrayOf, scalar } from '../datatype.ts';
import type { ArrayExpr, BooleanExpr, Expr, ExprOf, NumberExpr, StringExpr } from '../expr.ts';
import { int, string, struct as structType, type DataType } from '../types.ts';
import { fn } from './catalogue.ts';
import { type FormatOptions, flatOptions, OPTIONS } from './options.ts';
import { type Accepts, always, constant, denoted, mayBeNull, neverNull, nullWhere, option, param, returnsBoolean, returnsDouble, returnsInt, returnsString, STRUCT, TEXT } from './record.ts';
import { lit, struct } from './values.ts';

type Text = Expr<'string'>;
const STRUCT_TYPE: Accepts = { label: 'a struct type such as t.struct({ a: t.int() })', test: STRUCT.test };

const fromCsvOf = fn<<T>(text: Text, type: DataType<T>, ...options: readonly string[]) => ExprOf<T>>({
  name: 'fromCsv', spark: 'from_csv', group: 'csv and xml',
  params: [param('text', TEXT), param('type', STRUCT_TYPE, { as: 'type' }), OPTIONS], returns: denoted(1), nullable: nullWhere(0),
  example: { of: (): Expr => fromCsv(lit('1;x'), structType({ a: int(), b: string() }), { sep: ';' }), gives: { a: 1, b: 'x' } },
});
/** A line of CSV read as a struct, with Spark's options such as `{ sep: ';' }`. NULL fields where a value is not of its type. */
export const fromCsv = <T>(text: Text, type: DataType<T>, options?: FormatOptions): ExprOf<T> => fromCsvOf(text, type, ...flatOptions(options));
const toCsvOf = fn<(value: Expr, ...options: readonly string[]) => StringExpr>({
  name: 'toCsv', spark: 'to_csv', group: 'csv and xml',
  params: [param('value', STRUCT), OPTIONS], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => toCsv(struct({ a: lit(1), b: lit('x') }), { sep: ';' }), gives: '1;x' },
});
/** A struct as a line of CSV, with Spark's options such as `{ sep: ';' }`. */
export const toCsv = (value: Expr, options?: FormatOptions): StringExpr => toCsvOf(value, ...flatOptions(options));
/** The shape of a sample line of CSV, as the text of a type. */
export const schemaOfCsv = fn<(text: string) => StringExpr>({
  name: 'schemaOfCsv', spark: 'schema_of_csv', group: 'csv and xml',
  params: [option('text', TEXT)], returns: returnsString, nullable: neverNull,
  example: { of: (): Expr => schemaOfCsv('1,abc'), gives: 'STRUCT<_c0: INT, _c1: STRING>' },
});
const fromXmlOf = fn<<T>(text: Text, type: DataType<T>, ...options: readonly string[]) => ExprOf<T>>({
  name: 'fromXml', spark: 'from_xml', group: 'csv and xml',
  params: [param('text', TEXT), param('type', STRUCT_TYPE, { as: 'type' }), OPTIONS], returns: denoted(1), nullable: mayBeNull,
  example: { of: (): Expr => fromXml(lit('<p><a>1</a></p>'), structType({ a: int(), b: string() })), gives: { a: 1, b: null } },
});
/** An XML element read as a struct of the elements and attributes (`_name`) within it, with Spark's options. NULL fields where they are absent. */
export const fromXml = <T>(text: Text, type: DataType<T>, options?: FormatOptions): ExprOf<T> => fromXmlOf(text, type, ...flatOptions(options));
const toXmlOf = fn<(value: Expr, ...options: readonly string[]) => StringExpr>({
  name: 'toXml', spark: 'to_xml', group: 'csv and xml',
  params: [param('value', STRUCT), OPTIONS], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => toXml(struct({ a: lit(1) }), { rowTag: 'p' }), gives: '<p>\n    <a>1</a>\n</p>' },
});
/** A struct as an XML element, with Spark's options such as `{ rowTag: 'order' }`. */
export const toXml = (value: Expr, options?: FormatOptions): StringExpr => toXmlOf(value, ...flatOptions(options));
/** The shape of a sample of XML, as the text of a type. */
export const schemaOfXml = fn<(text: string) => StringExpr>({
  name: 'schemaOfXml', spark: 'schema_of_xml', group: 'csv and xml',
  params: [option('text', TEXT)], returns: returnsString, nullable: neverNull,
  example: { of: (): Expr => schemaOfXml('<p><a>1</a></p>'), gives: 'STRUCT<a: BIGINT>' },
});
/** Texts of all nodes at an XPath, in the order of the document; fails on text that is not XML. */
export const xpath = fn<(xml: Text, path: string) => ArrayExpr<'string'>>({
  name: 'xpath', spark: 'xpath', group: 'csv and xml',
  params: [param('xml', TEXT), constant('path', TEXT)], returns: always(arrayOf(scalar('string'), true)), nullable: mayBeNull,
  example: { of: (): Expr => xpath(lit('<a><b>1</b><b>2</b></a>'), 'a/b/text()'), gives: ['1', '2'] },
});
/** Text of the first node at an XPath; empty where there is none. Fails on text that is not XML. */
export const xpathString = fn<(xml: Text, path: string) => StringExpr>({
  name: 'xpathString', spark: 'xpath_string', group: 'csv and xml',
  params: [param('xml', TEXT), constant('path', TEXT)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => xpathString(lit('<a><b>x</b></a>'), 'a/b'), gives: 'x' },
});
/** Whether an XPath finds something or is true. */
export const xpathBoolean = fn<(xml: Text, path: string) => BooleanExpr>({
  name: 'xpathBoolean', spark: 'xpath_boolean', group: 'csv and xml',
  params: [param('xml', TEXT), constant('path', TEXT)], returns: returnsBoolean, nullable: mayBeNull,
  example: { of: (): Expr => xpathBoolean(lit('<a><b>1</b></a>'), 'a/b'), gives: true },
});
/** Number at an XPath, as double; NaN where there is none or it is not a number. */
export const xpathDouble = fn<(xml: Text, path: string) => NumberExpr<'double'>>({
  name: 'xpathDouble', spark: 'xpath_double', group: 'csv and xml',
  params: [param('xml', TEXT), constant('path', TEXT)], returns: returnsDouble, nullable: mayBeNull,
  example: { of: (): Expr => xpathDouble(lit('<a><b>1</b><b>2</b></a>'), 'sum(a/b)'), gives: 3 },
});
/** Number at an XPath, as int; 0 where there is none or it is not a number. */
export const xpathInt = fn<(xml: Text, path: string) => NumberExpr<'int'>>({
  name: 'xpathInt', spark: 'xpath_int', group: 'csv and xml',
  params: [param('xml', TEXT), constant('path', TEXT)], returns: returnsInt, nullable: mayBeNull,
  example: { of: (): Expr => xpathInt(lit('<a><b>1</b><b>2</b></a>'), 'sum(a/b)'), gives: 3 },
});
/** Number at an XPath, as bigint; 0 where there is none or it is not a number. */
export const xpathLong = fn<(xml: Text, path: string) => NumberExpr<'bigint'>>({
  name: 'xpathLong', spark: 'xpath_long', group: 'csv and xml',
  params: [param('xml', TEXT), constant('path', TEXT)], returns: always(scalar('bigint')), nullable: mayBeNull,
  example: { of: (): Expr => xpathLong(lit('<a><b>1</b><b>2</b></a>'), 'sum(a/b)'), gives: 3 },
});
