/** Lengths of time as Python's `timedelta`. */
import type { Imports } from './imports.ts';
import { type Piece, call } from './syntax.ts';

const UNITS = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
] as const;
/** A length in the largest unit that expresses it in whole numbers. */
export const timedelta = (seconds: number, imports: Imports): Piece => {
  const [unit, length] = UNITS.find(([, size]) => seconds !== 0 && seconds % size === 0) ?? (['seconds', 1] as const);
  return call(`${imports.use('dt')}.timedelta`, [`${unit}=${seconds / length}`]);
};
