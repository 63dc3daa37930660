/** Text: patterns, positions, splitting. Regular expressions are Java's. */
import { arrayOf, scalar } from '../datatype.ts';
import type { ArrayExpr, Expr, NumberExpr, StringExpr } from '../expr.ts';
import { fn } from './catalogue.ts';
import { always, anyNull, INTEGER, mayBeNull, option, param, returnsInt, returnsString, TEXT } from './record.ts';
import { lit } from './values.ts';

type Text = Expr<'string'>;
type Str = Text | string;

/** Every match of a regular expression replaced; `$1` is the first group. */
export const regexpReplace = fn<(text: Text, regex: string, by: string) => StringExpr>({
  name: 'regexpReplace', spark: 'regexp_replace', group: 'string',
  params: [param('text', TEXT), option('regex', TEXT), option('by', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => regexpReplace(lit('N-14 228'), '[^0-9]', ''), gives: '14228' },
});
/** A group of the first match (0: all of it); empty text, not NULL, where nothing matches. */
export const regexpExtract = fn<(text: Text, regex: string, group: number) => StringExpr>({
  name: 'regexpExtract', spark: 'regexp_extract', group: 'string',
  params: [param('text', TEXT), option('regex', TEXT), option('group', INTEGER)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => regexpExtract(lit('order 42'), '([a-z]+) ([0-9]+)', 2), gives: '42' },
});
/** A group of every match (0: all of it), as an array. */
export const regexpExtractAll = fn<(text: Text, regex: Str, group: number) => ArrayExpr<'string'>>({
  name: 'regexpExtractAll', spark: 'regexp_extract_all', group: 'string',
  params: [param('text', TEXT), param('regex', TEXT), option('group', INTEGER)], returns: always(arrayOf(scalar('string'), true)), nullable: anyNull,
  example: { of: (): Expr => regexpExtractAll(lit('a1b22'), '[0-9]+', 0), gives: ['1', '22'] },
});
/** The first match of a regular expression; NULL where nothing matches. */
export const regexpSubstr = fn<(text: Text, regex: Str) => StringExpr>({
  name: 'regexpSubstr', spark: 'regexp_substr', group: 'string',
  params: [param('text', TEXT), param('regex', TEXT)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => regexpSubstr(lit('a1b22'), '[0-9]{2}'), gives: '22' },
});
/** How often a regular expression matches. */
export const regexpCount = fn<(text: Text, regex: Str) => NumberExpr<'int'>>({
  name: 'regexpCount', spark: 'regexp_count', group: 'string',
  params: [param('text', TEXT), param('regex', TEXT)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => regexpCount(lit('a1b22'), '[0-9]'), gives: 3 },
});
/** Parts of a text around each match of a regular expression; empty parts at the end stay. */
export const split = fn<(text: Text, regex: string) => ArrayExpr<'string'>>({
  name: 'split', spark: 'split', group: 'string',
  params: [param('text', TEXT), option('regex', TEXT)], returns: always(arrayOf(scalar('string'), false)), nullable: anyNull,
  example: { of: (): Expr => split(lit('a,b,'), ','), gives: ['a', 'b', ''] },
});
/** One part of a text between separators, from 1 (negative counts from the end); empty text beyond the last. The separator is not a regular expression. */
export const splitPart = fn<(text: Text, separator: Str, part: number | Expr<'int'>) => StringExpr>({
  name: 'splitPart', spark: 'split_part', group: 'string',
  params: [param('text', TEXT), param('separator', TEXT), param('part', INTEGER)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => splitPart(lit('a.b.c'), '.', -1), gives: 'c' },
});
/** What comes before the n-th separator; negative counts from the end and gives what stands after it. */
export const substringIndex = fn<(text: Text, separator: string, count: number) => StringExpr>({
  name: 'substringIndex', spark: 'substring_index', group: 'string',
  params: [param('text', TEXT), option('separator', TEXT), option('count', INTEGER)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => substringIndex(lit('www.example.com'), '.', 2), gives: 'www.example' },
});
/** Position of the first occurrence, from 1; 0 where there is none. */
export const instr = fn<(text: Text, part: string) => NumberExpr<'int'>>({
  name: 'instr', spark: 'instr', group: 'string',
  params: [param('text', TEXT), option('part', TEXT)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => instr(lit('AA-1601'), '-'), gives: 3 },
});
/** How many characters must be inserted, deleted or changed to turn one text into the other. */
export const levenshtein = fn<(a: Text, b: Str) => NumberExpr<'int'>>({
  name: 'levenshtein', spark: 'levenshtein', group: 'string',
  params: [param('a', TEXT), param('b', TEXT)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => levenshtein(lit('kitten'), 'sitting'), gives: 3 },
});
/** Phonetic code of an English word; equal for words that sound alike. */
export const soundex = fn<(text: Text) => StringExpr>({
  name: 'soundex', spark: 'soundex', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => soundex(lit('Miller')), gives: 'M460' },
});
/** Code point of the first character; 0 for empty text. */
export const ascii = fn<(text: Text) => NumberExpr<'int'>>({
  name: 'ascii', spark: 'ascii', group: 'string',
  params: [param('text', TEXT)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => ascii(lit('A')), gives: 65 },
});
/** Part of a URL: `HOST`, `PATH`, `QUERY`, `PROTOCOL`, …; NULL where the text is not a URL or lacks it. */
export const tryParseUrl = fn<(url: Text, part: 'HOST' | 'PATH' | 'QUERY' | 'REF' | 'PROTOCOL' | 'FILE' | 'AUTHORITY' | 'USERINFO') => StringExpr>({
  name: 'tryParseUrl', spark: 'try_parse_url', group: 'string',
  params: [param('url', TEXT), param('part', TEXT)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => tryParseUrl(lit('https://example.com/a?b=1'), 'HOST'), gives: 'example.com' },
});
