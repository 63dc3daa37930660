/** Functions and operators that PySpark does not write as `F.name(columns)`. */
import { typeText } from '../../query/datatype.ts';
import type { CallNode, ExprNode, LiteralNode } from '../../query/node.ts';
import { pythonString } from '../../utils/python-text.ts';
import { timedelta } from './duration.ts';
import type { Imports } from './imports.ts';
import { bareValue, pythonValue } from './literal.ts';
import { LEVEL, type Piece, call, comparison, method, operation, parenthesized, plain, toDoc, unary, dict, string } from './syntax.ts';

export interface CallContext {
  readonly imports: Imports;
  /** An argument as a column. */
  readonly column: (node: ExprNode) => Piece;
}
export type Writes = (node: CallNode, context: CallContext) => Piece;

const at = (node: CallNode, i: number): ExprNode => {
  const arg = node.args[i];
  if (!arg) throw new Error(`${node.fn} lacks its argument ${i + 1}`);
  return arg;
};
const INTEGERS = new Set(['tinyint', 'smallint', 'int', 'bigint']);
const isWhole = (node: LiteralNode): boolean => INTEGERS.has(node.type.kind) || (node.type.kind === 'decimal' && node.type.scale === 0);

/** What stands on the other side of a comparison: whole numbers of any type compare alike, so they need no cast. */
const compared = (node: ExprNode, { imports, column }: CallContext): Piece => {
  if (node.kind !== 'literal' || node.value === null) return column(node);
  if (isWhole(node)) return pythonValue(node.value, { kind: 'bigint' }, imports);
  return bareValue(node, imports) ?? column(node);
};
/** In arithmetic a plain whole number is an `int`, which widens to its neighbour's type where that is wider. */
const operand = (node: ExprNode, other: ExprNode, { imports, column }: CallContext): Piece => {
  if (node.kind !== 'literal' || node.value === null) return column(node);
  const widens =
    node.type.kind === 'bigint' ? ['bigint', 'double'] : node.type.kind === 'decimal' && node.type.scale === 0 && node.type.precision <= 18 ? ['decimal'] : [];
  if (widens.includes(other.type.kind)) return pythonValue(node.value, { kind: 'bigint' }, imports);
  return bareValue(node, imports) ?? column(node);
};

const compares =
  (operator: string): Writes =>
  (node, context) => {
    const right = at(node, 1);
    // `== True` looks like a mistake, and linters forbid it.
    const bare = right.kind !== 'literal' || right.type.kind !== 'boolean';
    return comparison(operator, context.column(at(node, 0)), bare ? compared(right, context) : context.column(right));
  };
const computes =
  (operator: string, level: number): Writes =>
  (node, context) =>
    operation(operator, level, context.column(at(node, 0)), operand(at(node, 1), at(node, 0), context));
const combines =
  (operator: string, level: number): Writes =>
  (node, { column }) => {
    let pieces: readonly Piece[] = node.args.map(column);
    // Neither Python nor Spark handles thousands of nested operators, which a long chain of them becomes.
    const row = ([first, ...others]: readonly Piece[]): Piece => operation(operator, level, first ?? plain(''), ...others);
    while (pieces.length > LONG) pieces = chunked(pieces, LONG).map((chunk) => plain(parenthesized(toDoc(row(chunk)))));
    return row(pieces);
  };
const LONG = 100;
/** A list in pieces of a length. */
export const chunked = <T>(items: readonly T[], length: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / length) }, (_, i) => items.slice(i * length, (i + 1) * length));
/** A method of the first argument; other arguments as in a comparison of values. */
const asMethod =
  (name: string): Writes =>
  (node, context) => {
    const others = node.args.slice(1).map((arg) => toDoc(compared(arg, context)));
    return method(context.column(at(node, 0)), name, others);
  };
/** PySpark's method has no escape character, its function has. */
const likes =
  (name: string): Writes =>
  (node, context) =>
    (node.args.length > 2 ? asColumns : asMethod)(name)(node, context);
const literal = (node: ExprNode): LiteralNode['value'] => (node.kind === 'literal' ? node.value : null);

/** A function some of whose arguments PySpark takes as plain values, although the language takes columns there as well. */
const withPlain =
  (name: string, ...positions: readonly number[]): Writes =>
  (node, { imports, column }) => {
    const docs = node.args.map((arg, i) => {
      const bare = positions.includes(i) && arg.kind === 'literal' && arg.value !== null ? pythonValue(arg.value, arg.type, imports) : undefined;
      return toDoc(bare ?? column(arg));
    });
    return call(`${imports.use('F')}.${name}`, docs);
  };
const asColumns =
  (name: string): Writes =>
  (node, { imports, column }) =>
    call(
      `${imports.use('F')}.${name}`,
      node.args.map((arg) => toDoc(column(arg))),
    );

const addDuration: Writes = (node, { imports, column }) => {
  const seconds = Number(literal(at(node, 1)));
  const duration = timedelta(Math.abs(seconds), imports);
  return operation(seconds < 0 ? '-' : '+', LEVEL.add, column(at(node, 0)), call(`${imports.use('F')}.lit`, [toDoc(duration)]));
};
const tryVariantGet: Writes = (node, { imports, column }) => {
  const type = at(node, 2);
  const text = type.kind === 'literal' && type.denotes ? typeText(type.denotes) : typeText(node.type);
  return call(`${imports.use('F')}.try_variant_get`, [toDoc(column(at(node, 0))), pythonString(String(literal(at(node, 1)))), pythonString(text)]);
};
/** After the arguments come names and values of options, alternating. */
const withOptions =
  (name: string, count: number): Writes =>
  (node, { imports, column }) => {
    const docs = node.args.slice(0, count).map((arg) => (arg.kind === 'literal' && arg.denotes ? pythonString(typeText(arg.denotes)) : toDoc(column(arg))));
    const texts = node.args.slice(count).map((arg) => String(literal(arg)));
    const pairs = chunked(texts, 2).map(([key = '', value = '']) => [key, string(value)] as const);
    return call(`${imports.use('F')}.${name}`, pairs.length > 0 ? [...docs, dict(pairs)] : docs);
  };
/** Spark's own error has no type; a cast gives it the type that its place needs. */
const raiseError: Writes = (node, { imports, column }) =>
  method(call(`${imports.use('F')}.raise_error`, [toDoc(column(at(node, 0)))]), 'cast', [pythonString(typeText(node.type))]);
/** A cast gives the fields their names, which come before the arrays. */
const arraysZip: Writes = (node, { imports, column }) => {
  const arrays = node.args.flatMap((arg, i) => (i % 2 === 1 ? [toDoc(column(arg))] : []));
  return method(call(`${imports.use('F')}.arrays_zip`, arrays), 'cast', [pythonString(typeText(node.type))]);
};

export const WRITES: Readonly<Record<string, Writes>> = {
  isNull: asMethod('isNull'),
  isNotNull: asMethod('isNotNull'),
  eq: compares('=='),
  ne: compares('!='),
  lt: compares('<'),
  le: compares('<='),
  gt: compares('>'),
  ge: compares('>='),
  eqNullSafe: asMethod('eqNullSafe'),
  between: asMethod('between'),
  isIn: asMethod('isin'),
  like: likes('like'),
  ilike: likes('ilike'),
  rlike: asMethod('rlike'),
  contains: asMethod('contains'),
  startsWith: asMethod('startswith'),
  endsWith: asMethod('endswith'),
  and: combines('&', LEVEL.and),
  or: combines('|', LEVEL.or),
  not: (node, { column }) => unary('~', column(at(node, 0))),
  negate: (node, { column }) => unary('-', column(at(node, 0))),
  add: computes('+', LEVEL.add),
  sub: computes('-', LEVEL.add),
  mul: computes('*', LEVEL.multiply),
  div: computes('/', LEVEL.multiply),
  mod: computes('%', LEVEL.multiply),
  addDuration,
  addDays: withPlain('date_add', 1),
  addMonths: withPlain('add_months', 1),
  dateSub: withPlain('date_sub', 1),
  arrayContains: asColumns('array_contains'),
  arrayRepeat: withPlain('array_repeat', 1),
  getItem: withPlain('get', 1),
  getValue: asColumns('try_element_at'),
  pow: withPlain('pow', 1),
  repeat: withPlain('repeat', 1),
  tryVariantGet,
  bitwiseAnd: asMethod('bitwiseAND'),
  bitwiseOr: asMethod('bitwiseOR'),
  bitwiseXor: asMethod('bitwiseXOR'),
  bitGet: asColumns('bit_get'),
  arrayInsert: withPlain('array_insert', 1),
  elementAt: withPlain('element_at', 1),
  addInterval: computes('+', LEVEL.add),
  subInterval: computes('-', LEVEL.add),
  subTime: computes('-', LEVEL.add),
  mulInterval: computes('*', LEVEL.multiply),
  divInterval: computes('/', LEVEL.multiply),
  fromJson: withOptions('from_json', 2),
  toJson: withOptions('to_json', 1),
  fromCsv: withOptions('from_csv', 2),
  toCsv: withOptions('to_csv', 1),
  fromXml: withOptions('from_xml', 2),
  toXml: withOptions('to_xml', 1),
  raiseError,
  arraysZip,
};
