/** Attempts at the tasks with a solver, judged on visible and hidden rows. */
import type { PriceTable } from '../prices.ts';
import type { Provider } from '../provider/provider.ts';
import type { Engine } from '../trial/trial.ts';
import { type AttemptOptions, type Counting, NO_COST, runAttempts, whyOf } from './attempts.ts';
import { judgeAttempt } from './judge.ts';
import { patientEngine } from './patient-engine.ts';
import type { EvalRecord } from './record.ts';
import type { Attempt, PreparedTask, Solver } from './solver.ts';
import type { Task } from './task.ts';

export interface EvalEvent {
  readonly record: EvalRecord;
  readonly done: number;
  readonly of: number;
}
export interface EvalOptions extends Omit<AttemptOptions<EvalRecord>, 'solver' | 'attempt'> {
  /** Makes a task's project. */
  readonly prepare: (task: Task) => Promise<PreparedTask>;
  /** One that asks this provider. */
  readonly solver: (provider: Provider) => Solver;
  readonly prices: PriceTable;
  readonly engine: Engine;
}
const brokeOff = (error: unknown): Attempt => ({ outcome: 'failed', decisions: [], cost: NO_COST, says: whyOf(error) });

const attemptOf = async (task: Task, run: number, { provider, talk }: Counting, options: EvalOptions): Promise<EvalRecord> => {
  const { engine, model, signal } = options;
  const prepared = await options.prepare(task);
  const solver = options.solver(provider);
  const attempt = await solver.solve(prepared, signal).catch((error: unknown): Attempt => {
    signal.throwIfAborted();
    return brokeOff(error);
  });
  const judged = await judgeAttempt(patientEngine(engine), prepared, attempt);
  const { question, decisions } = attempt;
  return {
    task: task.name,
    family: task.family,
    expected: task.expected,
    readings: task.readings.length,
    ...(task.usual === undefined ? {} : { usual: task.usual }),
    run,
    solver: solver.name,
    provider: provider.name,
    asked: model,
    model: attempt.model ?? model,
    at: new Date().toISOString(),
    outcome: attempt.outcome,
    ...(attempt.then === undefined ? {} : { then: attempt.then }),
    ...(judged.body ? { body: judged.body } : {}),
    ...(question && judged.question ? { question: { ...judged.question, text: question.text } } : {}),
    decisions: decisions.map(({ says }, i) => ({ ...(judged.decisions[i] ?? { kind: 'no-example' as const }), says })),
    ...(attempt.says === undefined ? {} : { says: attempt.says }),
    ...(attempt.code === undefined ? {} : { code: attempt.code }),
    ...(attempt.form === undefined ? {} : { form: attempt.form }),
    cost: attempt.cost,
    talk: talk(),
  };
};

/** All records of the wanted attempts, including earlier ones. */
export const runEval = (options: EvalOptions): Promise<readonly EvalRecord[]> =>
  runAttempts({
    ...options,
    solver: options.solver(options.provider).name,
    attempt: (task, run, counting) => attemptOf(task, run, counting, options),
  });
