/** Decimals without errors of binary fractions: as whole units of their last place. */
import { type DataTypeNode, isInteger } from '../../query/datatype.ts';
import { UnfitRows } from './values.ts';

const power = (places: number): bigint => 10n ** BigInt(places);
/** Decimal places; undefined if the type is not one of exact numbers. */
export const placesOf = (type: DataTypeNode): number | undefined => (type.kind === 'decimal' ? type.scale : isInteger(type) ? 0 : undefined);

const unitsOf = (value: number, places: number): bigint => {
  const units = Math.round(value * 10 ** places);
  // Beyond that, a number does not hold its last place exactly.
  if (!Number.isSafeInteger(units)) throw new UnfitRows();
  return BigInt(units);
};
const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
/** Half of the last place is rounded away from zero, as Spark rounds decimals. */
const dividedHalfUp = (a: bigint, b: bigint): bigint => {
  const quotient = (absolute(a) * 2n + absolute(b)) / (absolute(b) * 2n);
  return a < 0n === b < 0n ? quotient : -quotient;
};
const numberOf = (units: bigint, from: number, to: number): number =>
  Number(to >= from ? units * power(to - from) : dividedHalfUp(units, power(from - to))) / 10 ** to;

/** Two exact numbers with this many places, and the places of the result. */
export interface Exact {
  readonly a: number;
  readonly b: number;
  readonly places: readonly [number, number];
  readonly to: number;
}
export const multiplied = ({ a, b, places: [left, right], to }: Exact): number => numberOf(unitsOf(a, left) * unitsOf(b, right), left + right, to);
/** `b` is not 0. */
export const divided = ({ a, b, places: [left, right], to }: Exact): number =>
  Number(dividedHalfUp(unitsOf(a, left) * power(right + to), unitsOf(b, right) * power(left))) / 10 ** to;
/** With the sign of `a`, as in Java; `b` is not 0. */
export const remainder = ({ a, b, places: [left, right], to }: Exact): number => {
  const most = Math.max(left, right);
  return numberOf((unitsOf(a, left) * power(most - left)) % (unitsOf(b, right) * power(most - right)), most, to);
};

const TEXT = /^(-?\d+)(?:\.(\d+))?$/;
/** The shortest text of a number, rounded half up at this many places; undefined if it has an exponent. */
export const rounded = (value: number, places: number): number | undefined => {
  const [, whole, fraction = ''] = TEXT.exec(String(value)) ?? [];
  if (whole === undefined || places < 0 || places > 15) return undefined;
  const made = numberOf(BigInt(whole + fraction), fraction.length, places);
  return Number.isSafeInteger(Math.round(made * 10 ** places)) ? made : undefined;
};
