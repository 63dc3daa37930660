/** What scalar functions mean, for as many as definitions usually need. All others give UNKNOWN. */
import type { CallNode, ExprNode } from '../../query/node.ts';
import { memo } from '../../utils/memo.ts';
import { divided, type Exact, multiplied, placesOf, remainder, rounded } from './decimals.ts';
import { fails, type Known, type Meaning, NUMBER, type Signed, signed, strict, TEXT } from './meaning.ts';
import { MOMENTS } from './moments.ts';
import { likeTest, regexTest } from './patterns.ts';
import { type Family, familyOf, fitted, order, UNKNOWN, type Value } from './values.ts';

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
/** By `exact` between decimals and whole numbers, by `inexact` where the result is a double. */
const either =
  (exact: (of: Exact) => number, inexact: (a: number, b: number) => number, byZero?: () => Value): Meaning =>
  (args, node) =>
    strict(([a, b]: readonly [number, number]) => {
      if (byZero && b === 0) return byZero();
      const { type } = node;
      if (type.kind === 'double') return node.args.some((arg) => arg.type.kind === 'decimal') ? UNKNOWN : fitted(inexact(a, b), type);
      const [left, right, to] = [node.args[0], node.args[1], node].map((typed) => typed && placesOf(typed.type));
      return left === undefined || right === undefined || to === undefined ? UNKNOWN : fitted(exact({ a, b, places: [left, right], to }), type);
    })(args, node);
const times = either(multiplied, (a, b) => a * b);
const divide = (byZero: () => Value): Meaning => either(divided, (a, b) => a / b, byZero);
const modulo = (byZero: () => Value): Meaning => either(remainder, (a, b) => a % b, byZero);
const zero = (): Value => null;
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
  mul: times,
  div: divide(fails),
  tryDivide: divide(zero),
  mod: modulo(fails),
  tryMod: modulo(zero),
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
  reverse: text((a) => [...a].toReversed().join('')),
  replace: text((a, part = '', by = '') => (part === '' ? a : a.replaceAll(part, () => by))),
  instr: text((a, part = '') => a.indexOf(part) + 1),
  initcap: ascii((a) => a.toLowerCase().replaceAll(/(^| )([a-z])/g, (found) => found.toUpperCase())),
  concatWs: ([separator, ...parts]) => (separator === null ? null : parts.filter((part) => part !== null).join(String(separator))),
  sign: number(Math.sign),
  ceil: number(Math.ceil),
  floor: number(Math.floor),
};

const padded = (side: 'left' | 'right'): Signed =>
  signed([TEXT, NUMBER, TEXT], ([a, length, pad]: readonly [string, number, string]) => {
    if (length <= a.length || pad === '') return a.slice(0, Math.max(0, length));
    const missing = pad.repeat(Math.ceil((length - a.length) / pad.length)).slice(0, length - a.length);
    return side === 'left' ? missing + a : a + missing;
  });
/** From 1, or from the end if it is negative. */
const substring = (a: string, position: number, length: number): string => {
  const start = position > 0 ? position - 1 : position < 0 ? a.length + position : 0;
  return a.slice(Math.max(0, start), Math.max(0, start + length));
};
const splitPart = (a: string, separator: string, place: number): Value => {
  if (place === 0) return fails();
  return (separator === '' ? [a] : a.split(separator)).at(place > 0 ? place - 1 : place) ?? '';
};
/** Those whose arguments are of several families. */
const SIGNED: Readonly<Record<string, Signed>> = {
  ...MOMENTS,
  round: signed(
    [NUMBER, NUMBER],
    ([a, places = 0]: readonly number[], { type }) => {
      const made = rounded(a as number, places);
      return made === undefined ? UNKNOWN : fitted(made, type);
    },
    1,
  ),
  left: signed([TEXT, NUMBER], ([a, length]: readonly [string, number]) => a.slice(0, Math.max(0, length))),
  right: signed([TEXT, NUMBER], ([a, length]: readonly [string, number]) => (length <= 0 ? '' : a.slice(-length))),
  substring: signed([TEXT, NUMBER, NUMBER], ([a, position, length]: readonly [string, number, number]) => substring(a, position, length)),
  splitPart: signed([TEXT, TEXT, NUMBER], ([a, separator, place]: readonly [string, string, number]) => splitPart(a, separator, place)),
  repeat: signed([TEXT, NUMBER], ([a, times]: readonly [string, number]) => (times > 100 ? UNKNOWN : a.repeat(Math.max(0, times)))),
  lpad: padded('left'),
  rpad: padded('right'),
};
/** Every function that is computed here, for the test that asks Spark. */
export const KNOWN_FUNCTIONS: readonly string[] = [...Object.keys(FUNCTIONS), ...Object.keys(SIGNED)];
/** With one argument these mean something different than with more. */
const ONE_ARGUMENT = new Set(['trim', 'ltrim', 'rtrim']);

const isNull = (node: ExprNode): boolean => node.kind === 'literal' && node.value === null;
const signedMeaning = ({ takes, required, meaning }: Signed, args: readonly ExprNode[]): Meaning | undefined => {
  if (args.length < required || args.length > takes.length) return undefined;
  const families = args.map((arg) => familyOf(arg.type));
  return args.every((arg, i) => isNull(arg) || takes[i]?.includes(families[i] as Family)) ? meaning : undefined;
};
/** Asked again and again, for the same few calls. */
const meaningOf = memo(({ fn, args }: CallNode): Meaning | undefined => {
  const own = Object.hasOwn(SIGNED, fn) ? SIGNED[fn] : undefined;
  if (own) return signedMeaning(own, args);
  const meaning = Object.hasOwn(FUNCTIONS, fn) ? FUNCTIONS[fn] : undefined;
  if (!meaning || (ONE_ARGUMENT.has(fn) && args.length > 1)) return undefined;
  // Values of several families get a common type by casts that only Spark knows.
  const families = new Set(args.filter((arg) => !isNull(arg)).map((arg) => familyOf(arg.type)));
  return fn !== 'isNull' && fn !== 'isNotNull' && (families.size > 1 || families.has(undefined)) ? undefined : meaning;
});

/** The value of a function for these arguments. */
export const callValue = (node: CallNode, args: readonly Value[]): Value => {
  const meaning = meaningOf(node);
  return !meaning || args.includes(UNKNOWN) ? UNKNOWN : meaning(args as readonly Known[], node);
};
