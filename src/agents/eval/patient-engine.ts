import { TRIAL_DIAGNOSTICS } from '../trial/index.ts';
import type { Comparison, Engine, RunResult } from '../trial/trial.ts';

const OF_THE_MACHINE: ReadonlySet<string> = new Set([TRIAL_DIAGNOSTICS['engine-died'].code, TRIAL_DIAGNOSTICS['too-slow'].code]);
const wasLost = (result: RunResult): boolean => !result.ok && result.problems.some(({ code }) => OF_THE_MACHINE.has(code));
const eitherLost = ({ left, right }: Comparison): boolean => wasLost(left) || wasLost(right);

const twice = async <T>(ask: () => Promise<T>, lost: (answer: T) => boolean): Promise<T> => {
  const answer = await ask();
  return lost(answer) ? ask() : answer;
};

/** An engine for judging: what took too long, or ended, is asked again. A busy machine says nothing about a body; a body that does so twice is wrong. */
export const patientEngine = (engine: Engine): Engine => ({
  run: (body, input) => twice(() => engine.run(body, input), wasLost),
  runAll: (body, inputs) =>
    twice(
      () => engine.runAll(body, inputs),
      (results) => results.some(wasLost),
    ),
  compare: (left, right, inputs) =>
    twice(
      () => engine.compare(left, right, inputs),
      (found) => found.some(eitherLost),
    ),
  analyze: (body) => engine.analyze(body),
  confinement: engine.confinement,
  close: () => engine.close(),
});
