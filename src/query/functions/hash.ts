/** Hashes, for keys and comparisons. */
import type { Expr, NumberExpr, StringExpr } from '../expr.ts';
import { fn } from './catalogue.ts';
import { anyNull, INTEGER, mayBeNull, neverNull, option, ORDERABLE as HASHED, param, returnsBigint, returnsInt, returnsString, TEXT_OR_BINARY } from './record.ts';
import { lit } from './values.ts';

type Bytes = Expr<'string'> | Expr<'binary'>;
type Bits = 224 | 256 | 384 | 512;

const sha2Of = fn<(value: Bytes, bits: Bits) => StringExpr>({
  name: 'sha2', spark: 'sha2', group: 'hash',
  params: [param('value', TEXT_OR_BINARY), option('bits', INTEGER)], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => sha2(lit('abc')), gives: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
});
/** SHA-2 as hexadecimal text of `bits` / 4 characters. */
export const sha2 = (value: Expr<'string' | 'binary'>, bits: Bits = 256): StringExpr => sha2Of(value as Bytes, bits);
/** MD5 as hexadecimal text of 32 characters. Not for secrets. */
export const md5 = fn<(value: Bytes) => StringExpr>({
  name: 'md5', spark: 'md5', group: 'hash',
  params: [param('value', TEXT_OR_BINARY)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => md5(lit('abc')), gives: '900150983cd24fb0d6963f7d28e17f72' },
});
/** CRC-32, from 0 to 4294967295. */
export const crc32 = fn<(value: Bytes) => NumberExpr<'bigint'>>({
  name: 'crc32', spark: 'crc32', group: 'hash',
  params: [param('value', TEXT_OR_BINARY)], returns: returnsBigint, nullable: anyNull,
  example: { of: (): Expr => crc32(lit('abc')), gives: 891568578 },
});
/** 64-bit hash of several values, the same in every run. NULLs are skipped, so `(NULL, 1)` and `(1, NULL)` are equal. */
export const xxhash64 = fn<(...values: readonly [Expr, ...Expr[]]) => NumberExpr<'bigint'>>({
  name: 'xxhash64', spark: 'xxhash64', group: 'hash',
  params: [param('value', HASHED), param('values', HASHED, { rest: true })], returns: returnsBigint, nullable: neverNull,
  example: { of: (): Expr => xxhash64(lit('abc')), gives: '1423657621850124518' },
});
/** 32-bit hash of several values (Murmur 3), the same in every run. NULLs are skipped. */
export const hash = fn<(...values: readonly [Expr, ...Expr[]]) => NumberExpr<'int'>>({
  name: 'hash', spark: 'hash', group: 'hash',
  params: [param('value', HASHED), param('values', HASHED, { rest: true })], returns: returnsInt, nullable: neverNull,
  example: { of: (): Expr => hash(lit('abc')), gives: 1322437556 },
});
/** SHA-1 as hexadecimal text of 40 characters. Not for secrets. */
export const sha1 = fn<(value: Bytes) => StringExpr>({
  name: 'sha1', spark: 'sha1', group: 'hash',
  params: [param('value', TEXT_OR_BINARY)], returns: returnsString, nullable: anyNull,
  example: { of: (): Expr => sha1(lit('abc')), gives: 'a9993e364706816aba3e25717850c26c9cd0d89d' },
});
