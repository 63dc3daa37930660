import type { Duration } from './duration.ts';

/** Whether a value is a length of time above zero. Not by class, so that two copies of the package understand each other. */
export const isLength = (value: unknown): value is Duration =>
  typeof value === 'object' && value !== null && typeof (value as Duration).seconds === 'number' && (value as Duration).seconds > 0;

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
  ['millisecond', 0.001],
] as const;
/** A length as Spark's watermarks and time windows take it: `10 minutes`. */
export const intervalText = (seconds: number): string => {
  const microseconds = Math.round(seconds * 1_000_000);
  const [unit, size] = UNITS.find(([, length]) => microseconds % Math.round(length * 1_000_000) === 0) ?? (['microsecond', 0.000_001] as const);
  const count = Math.round(microseconds / Math.round(size * 1_000_000));
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};
