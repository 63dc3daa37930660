/** Text as bytes and as text of other alphabets: base 64, hexadecimal, URLs, character sets. */
import { scalar } from '../datatype.ts';
import type { BooleanExpr, Expr, ExprOf, NumberExpr, StringExpr } from '../expr.ts';
import type { NumericKind } from '../kinds.ts';
import { fn } from './catalogue.ts';
import {
  type Accepts, always, anyNull, BINARY, constant, INTEGER, mayBeNull, NUMBER, option, param, returnsBoolean, returnsInt, returnsString, TEXT, TEXT_OR_BINARY,
} from './record.ts';
import { nullAs, typeAt } from './rules.ts';
import { lit } from './values.ts';

type Text = Expr<'string'>;
type Bytes = Expr<'string'> | Expr<'binary'>;
type Charset = 'UTF-8' | 'UTF-16' | 'UTF-16BE' | 'UTF-16LE' | 'UTF-32' | 'US-ASCII' | 'ISO-8859-1';
const HEXED: Accepts = { label: 'text, binary or a number', test: (type) => TEXT_OR_BINARY.test(type) || NUMBER.test(type) };
const returnsBinary = always(scalar('binary'));

/** Bytes as text in base 64. */
export const base64 = fn<(value: Bytes) => StringExpr>({
  name: 'base64', spark: 'base64', group: 'string',
  params: [param('value', TEXT_OR_BINARY)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => base64(lit('Spark')), gives: 'U3Bhcms=' },
});
/** The bytes that text in base 64 stands for; fails on other text. */
export const unbase64 = fn<(text: Text) => ExprOf<'binary'>>({
  name: 'unbase64', spark: 'unbase64', group: 'string',
  params: [param('text', TEXT)], returns: returnsBinary, nullable: anyNull,
  example: { of: (): Expr => unbase64(lit('U3Bhcms=')), gives: '537061726b' },
});
/** A number, or bytes, in hexadecimal digits. */
export const hex = fn<(value: Bytes | Expr<NumericKind>) => StringExpr>({
  name: 'hex', spark: 'hex', group: 'string',
  params: [param('value', HEXED)], returns: returnsString, nullable: (args) => anyNull(args) || (!TEXT.test(typeAt(args, 0)) && nullAs(scalar('bigint'), 0)(args)),
  example: { of: (): Expr => hex(lit(255)), gives: 'FF' },
});
/** The bytes that hexadecimal digits stand for; fails on other text. */
export const unhex = fn<(text: Text) => ExprOf<'binary'>>({
  name: 'unhex', spark: 'unhex', group: 'string',
  params: [param('text', TEXT)], returns: returnsBinary, nullable: mayBeNull,
  example: { of: (): Expr => unhex(lit('537061')), gives: '537061' },
});
/** Text as bytes of a character set; fails on a character that it lacks. */
export const encode = fn<(text: Text, charset: Charset) => ExprOf<'binary'>>({
  name: 'encode', spark: 'encode', group: 'string',
  params: [param('text', TEXT), option('charset', TEXT)], returns: returnsBinary, nullable: mayBeNull,
  example: { of: (): Expr => encode(lit('ü'), 'UTF-8'), gives: 'c3bc' },
});
/** Bytes of a character set as text; fails on bytes that are not valid in it. */
export const decode = fn<(bytes: Expr<'binary'>, charset: Charset) => StringExpr>({
  name: 'decode', spark: 'decode', group: 'string',
  params: [param('bytes', BINARY), option('charset', TEXT)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => decode(unhex(lit('C3BC')), 'UTF-8'), gives: 'ü' },
});
/** Text as bytes, by its form: hexadecimal digits, base 64, or the text itself in UTF-8. Fails on text that is not of that form. */
export const toBinary = fn<(text: Text, form: 'hex' | 'base64' | 'utf-8') => ExprOf<'binary'>>({
  name: 'toBinary', spark: 'to_binary', group: 'string',
  params: [param('text', TEXT), constant('form', TEXT)], returns: returnsBinary, nullable: mayBeNull,
  example: { of: (): Expr => toBinary(lit('abc'), 'utf-8'), gives: '616263' },
});
/** Text as bytes, by its form; NULL where it is not of that form. */
export const tryToBinary = fn<(text: Text, form: 'hex' | 'base64' | 'utf-8') => ExprOf<'binary'>>({
  name: 'tryToBinary', spark: 'try_to_binary', group: 'string',
  params: [param('text', TEXT), constant('form', TEXT)], returns: returnsBinary, nullable: mayBeNull,
  example: { of: (): Expr => tryToBinary(lit('xyz'), 'hex'), gives: null },
});
/** Text as part of a URL: a space is `+`, other special characters are `%` and two digits. */
export const urlEncode = fn<(text: Text) => StringExpr>({
  name: 'urlEncode', spark: 'url_encode', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => urlEncode(lit('a b&c')), gives: 'a+b%26c' },
});
/** The text that part of a URL stands for; fails on a broken `%`. */
export const urlDecode = fn<(text: Text) => StringExpr>({
  name: 'urlDecode', spark: 'url_decode', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => urlDecode(lit('a+b%26c')), gives: 'a b&c' },
});
/** The text that part of a URL stands for; NULL where a `%` is broken. */
export const tryUrlDecode = fn<(text: Text) => StringExpr>({
  name: 'tryUrlDecode', spark: 'try_url_decode', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => tryUrlDecode(lit('100%')), gives: null },
});
/** Whether a text is valid UTF-8, which text made from bytes may not be. */
export const isValidUtf8 = fn<(text: Text) => BooleanExpr>({
  name: 'isValidUtf8', spark: 'is_valid_utf8', group: 'string',
  params: [param('text', TEXT)], returns: returnsBoolean, nullable: mayBeNull,
  example: { of: (): Expr => isValidUtf8(lit('abc')), gives: true },
});
/** The text with the character U+FFFD in place of bytes that are not UTF-8. */
export const makeValidUtf8 = fn<(text: Text) => StringExpr>({
  name: 'makeValidUtf8', spark: 'make_valid_utf8', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => makeValidUtf8(lit('abc')), gives: 'abc' },
});
/** The text itself; fails if it is not valid UTF-8. */
export const validateUtf8 = fn<(text: Text) => StringExpr>({
  name: 'validateUtf8', spark: 'validate_utf8', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => validateUtf8(lit('abc')), gives: 'abc' },
});
/** The text itself; NULL where it is not valid UTF-8. */
export const tryValidateUtf8 = fn<(text: Text) => StringExpr>({
  name: 'tryValidateUtf8', spark: 'try_validate_utf8', group: 'string',
  params: [param('text', TEXT)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => tryValidateUtf8(lit('abc')), gives: 'abc' },
});
/** Number of bits, in UTF-8 for text. */
export const bitLength = fn<(value: Bytes) => NumberExpr<'int'>>({
  name: 'bitLength', spark: 'bit_length', group: 'string',
  params: [param('value', TEXT_OR_BINARY)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => bitLength(lit('ü')), gives: 16 },
});
/** Number of bytes, in UTF-8 for text. */
export const octetLength = fn<(value: Bytes) => NumberExpr<'int'>>({
  name: 'octetLength', spark: 'octet_length', group: 'string',
  params: [param('value', TEXT_OR_BINARY)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => octetLength(lit('ü')), gives: 2 },
});
/** The character of a code from 0 to 255, larger ones start over from 0; empty text below 0. */
export const char = fn<(code: Expr<'tinyint' | 'smallint' | 'int' | 'bigint'>) => StringExpr>({
  name: 'char', spark: 'char', group: 'string',
  params: [param('code', INTEGER)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => char(lit(65)), gives: 'A' },
});
