/** Operators and functions that Spark SQL does not write as `name(arguments)`. */
import type { CallNode, LiteralNode } from '../../query/node.ts';
import { type Doc, concat, group, indent, join, line, parenthesized } from './layout.ts';
import { sqlType } from './type.ts';

/** How tightly an expression holds together; what binds less than its place demands gets parentheses. */
export const LEVEL = { loose: 0, or: 1, and: 2, not: 3, compare: 4, add: 5, multiply: 6, unary: 7, tight: 8 } as const;
export interface Piece {
  readonly doc: Doc;
  readonly level: number;
}
export const tight = (doc: Doc): Piece => ({ doc, level: LEVEL.tight });
export const within = (piece: Piece, level: number): Doc => (piece.level >= level ? piece.doc : parenthesized(piece.doc));
export const listed = (docs: readonly Doc[]): Doc => join(concat(',', line), docs);
/** `ORDER BY a, b` on one line or one item a line. */
export const clause = (word: string, docs: readonly Doc[]): Doc => group(concat(word, indent(concat(line, listed(docs)))));
export const callDoc = (name: string, args: readonly Doc[]): Doc => (args.length === 0 ? `${name}()` : concat(name, parenthesized(listed(args))));

/** A length of time in the largest unit that expresses it in whole numbers. */
export const sqlInterval = (seconds: number): string => {
  const unit = (
    [
      ['DAY', 86_400],
      ['HOUR', 3600],
      ['MINUTE', 60],
    ] as const
  ).find(([, size]) => seconds !== 0 && seconds % size === 0);
  const count = seconds / (unit?.[1] ?? 1);
  // Not as JavaScript writes small numbers: 1e-7.
  return `INTERVAL '${Number.isInteger(count) ? count : count.toFixed(6).replace(/0+$/, '')}' ${unit?.[0] ?? 'SECOND'}`;
};

type Syntax = (args: readonly Piece[], node: CallNode) => Piece;
const at = (args: readonly Piece[], i: number): Piece => {
  const piece = args[i];
  if (!piece) throw new Error(`an operator lacks its argument ${i + 1}`);
  return piece;
};

/** The left operand may be of the same level, as `a - b - c` is read from the left. */
const binary =
  (operator: string, level: number): Syntax =>
  (args) => ({ doc: group(concat(within(at(args, 0), level), indent(concat(line, `${operator} `, within(at(args, 1), level + 1))))), level });
/** `a = b = c` and `a < b IS NULL` are legal but easily misread, so operands of comparisons bind more tightly. */
const comparison =
  (operator: string): Syntax =>
  (args) => ({ doc: group(concat(within(at(args, 0), LEVEL.add), ` ${operator} `, within(at(args, 1), LEVEL.add))), level: LEVEL.compare });
const suffix =
  (text: string): Syntax =>
  (args) => ({ doc: concat(within(at(args, 0), LEVEL.add), ` ${text}`), level: LEVEL.compare });
const chain =
  (word: string, level: number): Syntax =>
  (args) => ({
    doc: group(
      join(
        concat(line, `${word} `),
        args.map((arg) => within(arg, level + 1)),
      ),
    ),
    level,
  });

const likes =
  (word: string): Syntax =>
  (args) => {
    const doc = concat(within(at(args, 0), LEVEL.add), ` ${word} `, within(at(args, 1), LEVEL.add));
    return { doc: args[2] ? concat(doc, ' ESCAPE ', args[2].doc) : doc, level: LEVEL.compare };
  };
const between: Syntax = (args) => {
  const [value, low, high] = [0, 1, 2].map((i) => within(at(args, i), LEVEL.add));
  return { doc: concat(value as Doc, ' BETWEEN ', low as Doc, ' AND ', high as Doc), level: LEVEL.compare };
};
const isIn: Syntax = (args) => ({
  doc: concat(within(at(args, 0), LEVEL.add), ' IN ', parenthesized(listed(args.slice(1).map((arg) => arg.doc)))),
  level: LEVEL.compare,
});
const addDuration: Syntax = (args, node) => {
  const seconds = Number((node.args[1] as LiteralNode).value);
  const text = `${seconds < 0 ? '-' : '+'} ${sqlInterval(Math.abs(seconds))}`;
  return { doc: concat(within(at(args, 0), LEVEL.add), ` ${text}`), level: LEVEL.add };
};
/** Between comparisons and sums, where few know the precedence by heart: operands get parentheses unless they are simple. */
const bitwise =
  (operator: string): Syntax =>
  (args) => ({ doc: concat(within(at(args, 0), LEVEL.unary), ` ${operator} `, within(at(args, 1), LEVEL.unary)), level: LEVEL.compare });
/** The unit is a word, not text. */
const withUnit =
  (name: string): Syntax =>
  (args, node) =>
    tight(callDoc(name, [String((node.args[0] as LiteralNode).value), ...args.slice(1).map(({ doc }) => doc)]));
/** After the arguments come names and values of options, alternating. */
const withOptions =
  (name: string, count: number): Syntax =>
  (args) => {
    const docs = args.map(({ doc }) => doc);
    return tight(callDoc(name, docs.length > count ? [...docs.slice(0, count), callDoc('map', docs.slice(count))] : docs));
  };
/** Spark's own error has no type; a cast gives it the type that its place needs. */
const raiseError: Syntax = (args, node) => tight(concat('CAST(', callDoc('raise_error', [at(args, 0).doc]), ` AS ${sqlType(node.type)})`));
/** SQL names the fields of zipped arrays as it likes; a cast gives them their names, which come before the arrays. */
const arraysZip: Syntax = (args, node) => {
  const arrays = args.flatMap(({ doc }, i) => (i % 2 === 1 ? [doc] : []));
  return tight(concat('CAST(', callDoc('arrays_zip', arrays), ` AS ${sqlType(node.type)})`));
};

export const SYNTAX: Readonly<Record<string, Syntax>> = {
  isNull: suffix('IS NULL'),
  isNotNull: suffix('IS NOT NULL'),
  eq: comparison('='),
  ne: comparison('<>'),
  eqNullSafe: comparison('<=>'),
  lt: comparison('<'),
  le: comparison('<='),
  gt: comparison('>'),
  ge: comparison('>='),
  like: likes('LIKE'),
  ilike: likes('ILIKE'),
  rlike: comparison('RLIKE'),
  between,
  isIn,
  and: chain('AND', LEVEL.and),
  or: chain('OR', LEVEL.or),
  not: (args) => ({ doc: concat('NOT ', within(at(args, 0), LEVEL.unary)), level: LEVEL.not }),
  add: binary('+', LEVEL.add),
  sub: binary('-', LEVEL.add),
  mul: binary('*', LEVEL.multiply),
  div: binary('/', LEVEL.multiply),
  mod: binary('%', LEVEL.multiply),
  intDiv: binary('DIV', LEVEL.multiply),
  bitwiseAnd: bitwise('&'),
  bitwiseOr: bitwise('|'),
  bitwiseXor: bitwise('^'),
  bitwiseNot: (args) => ({ doc: concat('~', within(at(args, 0), LEVEL.tight)), level: LEVEL.unary }),
  addInterval: binary('+', LEVEL.add),
  subInterval: binary('-', LEVEL.add),
  subTime: binary('-', LEVEL.add),
  mulInterval: binary('*', LEVEL.multiply),
  divInterval: binary('/', LEVEL.multiply),
  timestampAdd: withUnit('timestampadd'),
  timestampDiff: withUnit('timestampdiff'),
  fromJson: withOptions('from_json', 2),
  toJson: withOptions('to_json', 1),
  fromCsv: withOptions('from_csv', 2),
  toCsv: withOptions('to_csv', 1),
  fromXml: withOptions('from_xml', 2),
  toXml: withOptions('to_xml', 1),
  raiseError,
  arraysZip,
  addDuration,
};
