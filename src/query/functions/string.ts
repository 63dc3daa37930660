/** Text: case, spaces, parts, joining. Positions count characters, not bytes, from 1. */
import type { Expr, NumberExpr, StringExpr } from '../expr.ts';
import { fn } from './catalogue.ts';
import { array } from './array.ts';
import { lit } from './values.ts';
import { ANY, anyNull, INTEGER, mayBeNull, nullWhere, option, param, returnsInt, returnsString, TEXT, TEXT_OR_BINARY } from './record.ts';

type Text = Expr<'string'>;
type Str = Text | string;

/** Text in upper case. */
export const upper = fn<(text: Text) => StringExpr>({
  name: 'upper', spark: 'upper', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => upper(lit('Zürich')), gives: 'ZÜRICH' },
});
/** Text in lower case. */
export const lower = fn<(text: Text) => StringExpr>({
  name: 'lower', spark: 'lower', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => lower(lit('ZÜRICH')), gives: 'zürich' },
});
/** Every word capitalized, all other letters in lower case; words are separated by spaces. */
export const initcap = fn<(text: Text) => StringExpr>({
  name: 'initcap', spark: 'initcap', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => initcap(lit('new YORK')), gives: 'New York' },
});
/** Text without spaces at both ends; tabs and line ends stay. */
export const trim = fn<(text: Text) => StringExpr>({
  name: 'trim', spark: 'trim', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => trim(lit('  AA ')), gives: 'AA' },
});
/** Text without spaces at its start. */
export const ltrim = fn<(text: Text) => StringExpr>({
  name: 'ltrim', spark: 'ltrim', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => ltrim(lit('  AA ')), gives: 'AA ' },
});
/** Text without spaces at its end. */
export const rtrim = fn<(text: Text) => StringExpr>({
  name: 'rtrim', spark: 'rtrim', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => rtrim(lit('  AA ')), gives: '  AA' },
});
/** Text without these characters at both ends, in any order. */
export const btrim = fn<(text: Text, characters: Str) => StringExpr>({
  name: 'btrim', spark: 'btrim', group: 'string',
  params: [param('text', TEXT), param('characters', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => btrim(lit('"AA",'), '",'), gives: 'AA' },
});
/** Number of characters; of binary, number of bytes. */
export const length = fn<(text: Expr<'string'> | Expr<'binary'>) => NumberExpr<'int'>>({
  name: 'length', spark: 'length', group: 'string',
  params: [param('text', TEXT_OR_BINARY)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => length(lit('Zürich')), gives: 6 },
});
/** Texts one after the other; NULL where any of them is NULL. See `concatWs` to skip NULLs. */
export const concat = fn<(...parts: readonly Str[]) => StringExpr>({
  name: 'concat', spark: 'concat', group: 'string',
  params: [param('part', TEXT), param('parts', TEXT, { rest: true })], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => concat(lit('AA'), '-', lit('1')), gives: 'AA-1' },
});
/** Texts with a separator between them; NULLs are left out, so the result is never NULL. */
export const concatWs = fn<(separator: string, ...parts: readonly (Text | Expr<'string'[]>)[]) => StringExpr>({
  name: 'concatWs', spark: 'concat_ws', group: 'string',
  params: [option('separator', TEXT), param('parts', { label: 'text or an array of text', test: (type) => TEXT.test(type) || (type.kind === 'array' && TEXT.test(type.element)) }, { rest: true })],
  returns: returnsString, nullable: nullWhere(0),
  example: { of: (): Expr => concatWs('-', lit('AA'), array(lit('1'), lit('2'))), gives: 'AA-1-2' },
});
/** Part of a text from a position (from 1; negative counts from the end), at most `length` characters. */
export const substring = fn<(text: Text, position: number, length: number) => StringExpr>({
  name: 'substring', spark: 'substring', group: 'string',
  params: [param('text', TEXT), option('position', INTEGER), option('length', INTEGER)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => substring(lit('AA-1601'), 4, 2), gives: '16' },
});
/** The first characters of a text. */
export const left = fn<(text: Text, length: number | Expr<'int'>) => StringExpr>({
  name: 'left', spark: 'left', group: 'string',
  params: [param('text', TEXT), param('length', INTEGER)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => left(lit('N14228'), 1), gives: 'N' },
});
/** The last characters of a text. Spark's analyzer considers the result nullable. */
export const right = fn<(text: Text, length: number | Expr<'int'>) => StringExpr>({
  name: 'right', spark: 'right', group: 'string',
  params: [param('text', TEXT), param('length', INTEGER)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => right(lit('N14228'), 2), gives: '28' },
});
/** Text padded at its start, or cut, to a length. */
export const lpad = fn<(text: Text, length: number, pad: string) => StringExpr>({
  name: 'lpad', spark: 'lpad', group: 'string',
  params: [param('text', TEXT), option('length', INTEGER), option('pad', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => lpad(lit('42'), 5, '0'), gives: '00042' },
});
/** Text padded at its end, or cut, to a length. */
export const rpad = fn<(text: Text, length: number, pad: string) => StringExpr>({
  name: 'rpad', spark: 'rpad', group: 'string',
  params: [param('text', TEXT), option('length', INTEGER), option('pad', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => rpad(lit('AA'), 4, '.'), gives: 'AA..' },
});
/** Text repeated several times. */
export const repeat = fn<(text: Text, times: number | Expr<'int'>) => StringExpr>({
  name: 'repeat', spark: 'repeat', group: 'string',
  params: [param('text', TEXT), param('times', INTEGER)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => repeat(lit('ab'), 3), gives: 'ababab' },
});
/** Text reversed. */
export const reverse = fn<(text: Text) => StringExpr>({
  name: 'reverse', spark: 'reverse', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => reverse(lit('abc')), gives: 'cba' },
});
/** Every occurrence of a text replaced by another; not a regular expression. */
export const replace = fn<(text: Text, search: Str, by: Str) => StringExpr>({
  name: 'replace', spark: 'replace', group: 'string',
  params: [param('text', TEXT), param('search', TEXT), param('by', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => replace(lit('1.234,5'), ',', '.'), gives: '1.234.5' },
});
/** Each character of `matching` becomes the one at its place in `by`, or is dropped where `by` is shorter. */
export const translate = fn<(text: Text, matching: string, by: string) => StringExpr>({
  name: 'translate', spark: 'translate', group: 'string',
  params: [param('text', TEXT), option('matching', TEXT), option('by', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => translate(lit('1.234,5'), ',.', '.'), gives: '1234.5' },
});
/** `printf`: text with values put into `%s`, `%d`, `%.2f`. NULL prints as `null`. */
export const formatString = fn<(format: string, ...values: readonly Expr[]) => StringExpr>({
  name: 'formatString', spark: 'format_string', group: 'string',
  params: [option('format', TEXT), param('values', ANY, { rest: true })], returns: returnsString, nullable: nullWhere(0),
  example: { of: (): Expr => formatString('%s-%04d', lit('AA'), lit(7)), gives: 'AA-0007' },
});
