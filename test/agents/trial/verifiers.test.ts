import { describe, expect, it } from 'vitest';
import type { Engine, RunResult } from '../../../src/agents/trial/trial.ts';
import { type Bench, verification } from '../../../src/agents/trial/verifiers.ts';
import { prepared, shop } from './support.ts';

const NEVER = new AbortController().signal;
const rows = (count: number): RunResult => ({ ok: true, columns: [], rows: [], count, seconds: 0 });
/** A body that gives so many rows on the sample, and so many on each made input. */
const benchOf = (sampled: number, made: number): Bench => ({
  root: '/nowhere',
  prepared: prepared(),
  folder: { attempt: () => Promise.resolve({ model: shop(), typeErrors: [], refused: [], diagnostics: [], files: {} }) } as unknown as Bench['folder'],
  engine: {
    run: () => Promise.resolve(rows(sampled)),
    runAll: (_: unknown, inputs: readonly unknown[]) => Promise.resolve(inputs.map(() => rows(made))),
  } as unknown as Engine,
});
const judged = async (sampled: number, made: number): Promise<string> => {
  const verify = verification(benchOf(sampled, made), { table: 'gold.totals', changes: [], sample: { 'bronze.orders': [{ id: 1 }] } }, NEVER);
  return (await verify('adversarial')).evidence.verdict;
};

describe('a body that gives no row on made inputs', () => {
  it('is to be mended where it gives none on the rows of the user either', async () => expect(await judged(0, 0)).toBe('failed'));
  it('is not proven, and not sent back, where it gives rows of those', async () => expect(await judged(5, 0)).toBe('skipped'));
  it('has passed where made inputs reach it', async () => expect(await judged(0, 1)).toBe('passed'));
});
