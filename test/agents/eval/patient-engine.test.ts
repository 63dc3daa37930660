import { describe, expect, it } from 'vitest';
import { patientEngine } from '../../../src/agents/eval/patient-engine.ts';
import { trialDiagnostic, type TrialProblem } from '../../../src/agents/trial/index.ts';
import type { Comparison, Engine, Runnable, RunResult } from '../../../src/agents/trial/trial.ts';
import type { Model } from '../../../src/model/model.ts';

const failed = (problem: TrialProblem): RunResult => ({ ok: false, problems: [trialDiagnostic(problem, 'SQL')], seconds: 0 });
const FINE: RunResult = { ok: true, rows: [], columns: [], count: 0, seconds: 0 };
const SLOW = failed({ kind: 'too-slow', seconds: 60 });
const ENDED = failed({ kind: 'engine-died', why: 'SIGKILL' });
const WRONG = failed({ kind: 'run-failed', table: 'gold.a', message: 'DIVIDE_BY_ZERO', hint: undefined, place: undefined });
const BODY: Runnable = { sql: 'SELECT 1', reads: [], model: {} as Model };

/** Answers with one result after the other, and counts the questions. */
const engineOf = (...results: readonly RunResult[]): { readonly engine: Engine; readonly asked: () => number } => {
  let asked = 0;
  const next = (): RunResult => results[asked++] ?? FINE;
  const compared = (): Comparison => ({ left: next(), right: FINE, difference: { kind: 'unknown' } });
  return {
    asked: () => asked,
    engine: {
      run: async () => next(),
      runAll: async () => [FINE, next()],
      compare: async () => [compared()],
      analyze: async () => [],
      confinement: { kind: 'cage' },
      close: async () => undefined,
    },
  };
};
const ways: readonly (readonly [string, (engine: Engine) => Promise<RunResult | undefined>])[] = [
  ['run', (engine) => engine.run(BODY, {})],
  ['runAll', async (engine) => (await engine.runAll(BODY, [{}, {}]))[1]],
  ['compare', async (engine) => (await engine.compare(BODY, BODY, [{}]))[0]?.left],
];

describe.each(ways)('an engine that judges, asked to %s', (_, ask) => {
  it.each([
    ['took too long', SLOW],
    ['ended', ENDED],
  ])('asks once more where it %s', async (_why, lost) => {
    const { engine, asked } = engineOf(lost, FINE);
    expect(await ask(patientEngine(engine))).toBe(FINE);
    expect(asked()).toBe(2);
  });
  it('believes it the second time', async () => {
    const { engine, asked } = engineOf(SLOW, ENDED, FINE);
    expect(await ask(patientEngine(engine))).toBe(ENDED);
    expect(asked()).toBe(2);
  });
  it.each([
    ['wrong', WRONG],
    ['right', FINE],
  ])('asks once where a body is %s', async (_what, result) => {
    const { engine, asked } = engineOf(result);
    expect(await ask(patientEngine(engine))).toBe(result);
    expect(asked()).toBe(1);
  });
});
