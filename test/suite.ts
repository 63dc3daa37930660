/** What the short suite leaves to the long one, `npm run test:full`, and the seed of what it takes. */
import { sparkRelease } from '../src/run/environment/spark-release.ts';

export const FULL = process.env['LAKEWRIGHT_TEST_FULL'] !== undefined;
/** Which third of the costly tests a run of `npm test` takes; files that are run alone take all. */
const TURN = process.env['LAKEWRIGHT_TEST_TURN'] || 'all';
if (!['0', '1', '2', 'all'].includes(TURN)) throw new Error(`LAKEWRIGHT_TEST_TURN is ${TURN}, and must be 0, 1, 2 or all`);
/** Whether tests that take many seconds of Spark run: each belongs to one of three runs of the short suite. */
export const turn = (of: 0 | 1 | 2): boolean => FULL || TURN === 'all' || TURN === String(of);
/** The Spark of the tests, e.g. 4.2: LAKEWRIGHT_SPARK, as for local runs. */
export const SPARK = Number(/^\d+\.\d+/.exec(sparkRelease(process.env).pyspark)?.[0]);
/** LAKEWRIGHT_SEED repeats a run. */
export const SEED = Number(process.env['LAKEWRIGHT_SEED'] ?? Date.now() % 1_000_000);
// Nothing would be taken, and all would pass.
if (!Number.isSafeInteger(SEED) || SEED < 0) throw new Error(`LAKEWRIGHT_SEED is ${process.env['LAKEWRIGHT_SEED']}, and must be a whole number from 0 on`);
/** In the short suite every n-th, others with each seed and with each number from 0 to n - 1 that is given; in the long one all. */
export const share = <T>(all: readonly T[], n: number, which = 0): readonly T[] => (FULL ? all : all.filter((_, i) => i % n === (SEED + which) % n));

/** Numbers from 0 to 1, the same for each seed: mulberry32. */
export const random = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4_294_967_296;
  };
};
