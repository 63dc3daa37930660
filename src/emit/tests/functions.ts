/** What scalar functions mean, for as many as definitions usually need. Every other gives UNKNOWN. */
import type { CallNode } from '../../query/node.ts';
import { memo } from '../../utils/memo.ts';
import { likeTest, regexTest } from './patterns.ts';
import { familyOf, fitted, order, UNKNOWN, UnfitRows, type Value } from './values.ts';

type Known = Exclude<Value, typeof UNKNOWN>;
type Meaning = (args: readonly Known[], node: CallNode) => Value;
/** NULL where an argument is. */
const strict =
  (meaning: (args: readonly never[], node: CallNode) => Value): Meaning =>
  (args, node) =>
    args.includes(null) ? null : meaning(args as readonly never[], node);
const compare = (holds: (order: number) => boolean): Meaning => strict(([a, b]: readonly Value[]) => holds(order(a as Value, b as Value)));
const arithmetic = (compute: (a: number, b: number) => number): Meaning =>
  strict(([a, b]: readonly number[], { type }) => fitted(compute(a as number, b as number), type));
const number = (compute: (a: number) => number): Meaning => strict(([a]: readonly number[], { type }) => fitted(compute(a as number), type));
const text = (compute: (a: string, ...others: readonly string[]) => Value): Meaning =>
  strict((args: readonly string[]) => compute(...(args as readonly [string])));
/** What is the same in all languages and versions. */
const ascii = (compute: (a: string) => string): Meaning => text((a) => (/^[ -~]*$/.test(a) ? compute(a) : UNKNOWN));

const not = (value: Value): Value => (typeof value === 'boolean' ? !value : value);
const and = (values: readonly Value[]): Value => (values.includes(false) ? false : values.includes(null) ? null : true);
const or = (values: readonly Value[]): Value => not(and(values.map(not)));
const isIn: Meaning = ([value, ...options]) => {
  if (value === null || value === undefined) return null;
  return options.includes(value) ? true : options.includes(null) ? null : false;
};
const isExact = ({ type, args }: CallNode): boolean => type.kind === 'double' && args.every((arg) => arg.type.kind !== 'decimal');
const divide =
  (byZero: () => Value): Meaning =>
  (args, node) =>
    strict(([a, b]: readonly number[]) => (isExact(node) ? (b === 0 ? byZero() : fitted((a as number) / (b as number), node.type)) : UNKNOWN))(args, node);
const fails = (): never => {
  throw new UnfitRows();
};
const extreme =
  (sign: 1 | -1): Meaning =>
  (args) =>
    args.reduce((best, next) => (best === null || (next !== null && sign * order(next, best) > 0) ? next : best), null);
const coalesce: Meaning = (args) => args.find((arg) => arg !== null) ?? null;

const FUNCTIONS: Readonly<Record<string, Meaning>> = {
  isNull: ([a]) => a === null,
  isNotNull: ([a]) => a !== null,
  eq: compare((o) => o === 0),
  ne: compare((o) => o !== 0),
  lt: compare((o) => o < 0),
  le: compare((o) => o <= 0),
  gt: compare((o) => o > 0),
  ge: compare((o) => o >= 0),
  eqNullSafe: ([a, b]) => a === b,
  between: ([value, low, high], node) =>
    and([compare((o) => o >= 0)([value as Known, low as Known], node), compare((o) => o <= 0)([value as Known, high as Known], node)]),
  isIn,
  and,
  or,
  not: ([a]) => not(a as Known),
  add: arithmetic((a, b) => a + b),
  sub: arithmetic((a, b) => a - b),
  mul: arithmetic((a, b) => a * b),
  div: divide(fails),
  tryDivide: divide(() => null),
  mod: arithmetic((a, b) => (b === 0 ? fails() : a % b)),
  negate: number((a) => 0 - a),
  abs: number(Math.abs),
  coalesce,
  ifNull: coalesce,
  nullIf: ([a, b]) => (a === b ? null : (a as Known)),
  nullIfZero: ([a]) => (a === 0 ? null : (a as Known)),
  zeroIfNull: ([a]) => a ?? 0,
  greatest: extreme(1),
  least: extreme(-1),
  upper: ascii((a) => a.toUpperCase()),
  lower: ascii((a) => a.toLowerCase()),
  trim: ascii((a) => a.replace(/^ +| +$/g, '')),
  ltrim: ascii((a) => a.replace(/^ +/, '')),
  rtrim: ascii((a) => a.replace(/ +$/, '')),
  length: text((a) => a.length),
  concat: strict((args: readonly string[]) => args.join('')),
  contains: text((a, b = '') => a.includes(b)),
  startsWith: text((a, b = '') => a.startsWith(b)),
  endsWith: text((a, b = '') => a.endsWith(b)),
  like: text((a, pattern = '', ...options) => (options.length === 0 ? likeTest(pattern, a) : UNKNOWN)),
  rlike: text((a, pattern = '') => regexTest(pattern, a) ?? UNKNOWN),
};
/** With one argument these mean something else than with more. */
const ONE_ARGUMENT = new Set(['trim', 'ltrim', 'rtrim']);

/** Asked for again and again, of the same few calls. */
const meaningOf = memo(({ fn, args }: CallNode): Meaning | undefined => {
  const meaning = Object.hasOwn(FUNCTIONS, fn) ? FUNCTIONS[fn] : undefined;
  if (!meaning || (ONE_ARGUMENT.has(fn) && args.length > 1)) return undefined;
  // Values of several families meet by casts that only Spark knows.
  const families = new Set(args.filter((arg) => !(arg.kind === 'literal' && arg.value === null)).map((arg) => familyOf(arg.type)));
  return fn !== 'isNull' && fn !== 'isNotNull' && (families.size > 1 || families.has(undefined)) ? undefined : meaning;
});

/** The value of a function of these arguments. */
export const callValue = (node: CallNode, args: readonly Value[]): Value => {
  const meaning = meaningOf(node);
  return !meaning || args.includes(UNKNOWN) ? UNKNOWN : meaning(args as readonly Known[], node);
};
