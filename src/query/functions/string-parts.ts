/** Text: lists in text, masks, checks, insertion, patterns of numbers. */
import { arrayOf, decimal, scalar } from '../datatype.ts';
import type { ArrayExpr, BooleanExpr, Expr, NumberExpr, StringExpr } from '../expr.ts';
import type { IntegerKind, NumericKind } from '../kinds.ts';
import { fn } from './catalogue.ts';
import { always, anyNull, constant, INTEGER, mayBeNull, NUMBER, nullWhere, option, param, returnsBoolean, returnsInt, returnsString, TEXT, type TypeRule } from './record.ts';
import { typeAt } from './rules.ts';
import { lit } from './values.ts';

type Text = Expr<'string'>;
type Str = Text | string;

/** The n-th of several texts, from 1; fails beyond the last. */
export const elt = fn<(n: Expr<'int'>, first: Str, ...others: readonly Str[]) => StringExpr>({
  name: 'elt', spark: 'elt', group: 'string',
  params: [param('n', INTEGER), param('first', TEXT), param('others', TEXT, { rest: true })], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => elt(lit(2), 'a', 'b'), gives: 'b' },
});
/** Position, from 1, of a text in a list with commas; 0 where it is not there or has a comma itself. */
export const findInSet = fn<(text: Text, list: Str) => NumberExpr<'int'>>({
  name: 'findInSet', spark: 'find_in_set', group: 'string',
  params: [param('text', TEXT), param('list', TEXT)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => findInSet(lit('b'), 'a,b,c'), gives: 2 },
});
/** Whether digits pass Luhn's check, as credit card numbers do; FALSE for other text. */
export const luhnCheck = fn<(digits: Text) => BooleanExpr>({
  name: 'luhnCheck', spark: 'luhn_check', sqlOnly: true, group: 'string',
  params: [param('digits', TEXT)], returns: returnsBoolean, nullable: mayBeNull,
  example: { of: (): Expr => luhnCheck(lit('79927398713')), gives: true },
});
/** Every capital, small letter and digit replaced by one character each, for people who must not read it; other characters stay. */
export const mask = fn<(text: Text, upper?: string, lower?: string, digit?: string) => StringExpr>({
  name: 'mask', spark: 'mask', group: 'string',
  params: [param('text', TEXT), constant('upper', TEXT, { optional: true }), constant('lower', TEXT, { optional: true }), constant('digit', TEXT, { optional: true })],
  returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => mask(lit('AbCD-12')), gives: 'XxXX-nn' },
});
/** Text with another written over it at a position (from 1), replacing as many characters as that has, or `length`. */
export const overlay = fn<(text: Text, by: Text, position: number, length?: number) => StringExpr>({
  name: 'overlay', spark: 'overlay', group: 'string',
  params: [param('text', TEXT), param('by', TEXT), option('position', INTEGER), option('length', INTEGER, { optional: true })], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => overlay(lit('Spark SQL'), lit('_'), 6), gives: 'Spark_SQL' },
});
/** Position of the first occurrence, from 1, searched from a position on; 0 where there is none. `instr` searches from the start. */
export const position = fn<(part: Str, text: Text, from?: number | Expr<'int'>) => NumberExpr<'int'>>({
  name: 'position', spark: 'position', group: 'string',
  params: [param('part', TEXT), param('text', TEXT), param('from', INTEGER, { optional: true })], returns: returnsInt, nullable: nullWhere(0, 1),
  example: { of: (): Expr => position('a', lit('banana'), 3), gives: 4 },
});
/** Text in single quotes, with a backslash before single quotes and backslashes within it. From Spark 4.1 on. */
export const quote = fn<(text: Text) => StringExpr>({
  name: 'quote', spark: 'quote', since: '4.1', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => quote(lit('it\'s')), gives: '\'it\\\'s\'' },
});
/** Position, from 1, of the first match of a regular expression; 0 where nothing matches. */
export const regexpInstr = fn<(text: Text, regex: Str) => NumberExpr<'int'>>({
  name: 'regexpInstr', spark: 'regexp_instr', group: 'string',
  params: [param('text', TEXT), param('regex', TEXT)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => regexpInstr(lit('a1b22'), '[0-9]{2}'), gives: 4 },
});
/** A text as sentences, each an array of words, without punctuation. */
export const sentences = fn<(text: Text) => ArrayExpr<'string'[]>>({
  name: 'sentences', spark: 'sentences', group: 'string',
  params: [param('text', TEXT)], returns: always(arrayOf(arrayOf(scalar('string'), false), false)), nullable: mayBeNull,
  example: { of: (): Expr => sentences(lit('Hi there! Good day.')), gives: [['Hi', 'there'], ['Good', 'day']] },
});
/** This many spaces. */
export const space = fn<(n: Expr<IntegerKind>) => StringExpr>({
  name: 'space', spark: 'space', sqlOnly: true, group: 'string',
  params: [param('n', INTEGER)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => space(lit(3)), gives: '   ' },
});
/** Part of a URL: `HOST`, `PATH`, `QUERY`, `PROTOCOL`, …; NULL where the URL lacks it, and fails on text that is not a URL. */
export const parseUrl = fn<(url: Text, part: 'HOST' | 'PATH' | 'QUERY' | 'REF' | 'PROTOCOL' | 'FILE' | 'AUTHORITY' | 'USERINFO', key?: Str) => StringExpr>({
  name: 'parseUrl', spark: 'parse_url', group: 'string',
  params: [param('url', TEXT), param('part', TEXT), param('key', TEXT, { optional: true })], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => parseUrl(lit('https://example.com/a?b=1&c=2'), 'QUERY', 'c'), gives: '2' },
});

/** The decimal that a pattern of digits stands for: `9` and `0` are digits, `D` and `.` the point. */
const patternDecimal: TypeRule = (args) => {
  const format = args[1]?.kind === 'literal' ? String(args[1].value) : '';
  const [whole = '', fraction = ''] = format.split(/[D.]/i).map((part) => part.replace(/[^09]/g, ''));
  return decimal(whole.length + fraction.length, fraction.length);
};
/** Text as a number by a pattern such as `'$99,999.99'`; fails on text that does not match. */
export const toNumber = fn<(text: Text, format: string) => NumberExpr<'decimal'>>({
  name: 'toNumber', spark: 'to_number', group: 'numeric',
  params: [param('text', TEXT), constant('format', TEXT)], returns: patternDecimal, nullable: nullWhere(0),
  example: { of: (): Expr => toNumber(lit('$1,234.50'), '$99,999.99'), gives: '1234.50' },
});
/** Text as a number by a pattern such as `'$99,999.99'`; NULL where it does not match. */
export const tryToNumber = fn<(text: Text, format: string) => NumberExpr<'decimal'>>({
  name: 'tryToNumber', spark: 'try_to_number', group: 'numeric',
  params: [param('text', TEXT), constant('format', TEXT)], returns: patternDecimal, nullable: mayBeNull,
  example: { of: (): Expr => tryToNumber(lit('a lot'), '99'), gives: null },
});
/** A number as text by a pattern such as `'999,990.00'`; `#` in place of digits where it does not fit. */
export const toChar = fn<(n: Expr<NumericKind>, format: string) => StringExpr>({
  name: 'toChar', spark: 'to_char', group: 'numeric',
  params: [param('n', NUMBER), constant('format', TEXT)], returns: returnsString, nullable: (args) => anyNull(args) || ['float', 'double'].includes(typeAt(args, 0).kind),
  example: { of: (): Expr => toChar(lit(78.12), '99.99'), gives: '78.12' },
});
