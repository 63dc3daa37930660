/** How good the tests are that the testing agent writes from intents: attempts at the tasks, judged by right and wrong solutions. */
import { Budget } from '../budget.ts';
import { AGENT_CARDS } from '../cards.ts';
import type { PriceTable } from '../prices.ts';
import { runAgent } from '../run-agent.ts';
import { testingAgent } from '../testing/agent.ts';
import { readTests } from '../testing/read-tests.ts';
import { whyNotSolved } from '../agent.ts';
import type { Engine } from '../trial/trial.ts';
import { type AttemptOptions, type AttemptRecord, type Counting, NO_COST, runAttempts, whyOf } from './attempts.ts';
import { answerKey } from './definition.ts';
import { type JudgedTests, judgeTests } from './judge-tests.ts';
import { patientEngine } from './patient-engine.ts';
import type { Talk } from './record.ts';
import { type Outcome, outcomeOf, type PreparedTask } from './solver.ts';
import type { Task } from './task.ts';
import { testingInput } from './testing-task.ts';

export interface TestingRecord extends AttemptRecord {
  readonly family: string;
  readonly solver: 'testing';
  readonly model: string;
  readonly at: string;
  readonly outcome: Outcome;
  /** Of tests that fit the tables. */
  readonly judged?: JudgedTests;
  /** Why it was refused, is not verified, or failed. */
  readonly says?: string;
  readonly talk: Talk;
}
export interface TestingEvalOptions extends Omit<AttemptOptions<TestingRecord>, 'solver' | 'attempt'> {
  readonly prepare: (task: Task) => Promise<PreparedTask>;
  readonly prices: PriceTable;
  readonly engine: Engine;
  /** For one task; if people answer, they need more. */
  readonly seconds: number;
}
const attemptOf = async (task: Task, run: number, { provider, talk }: Counting, options: TestingEvalOptions): Promise<TestingRecord> => {
  const { prepare, prices, engine, model, signal, seconds } = options;
  const told = { task: task.name, family: task.family, run, solver: 'testing', provider: provider.name, asked: model, at: new Date().toISOString() } as const;
  try {
    const prepared = await prepare(task);
    const input = testingInput(prepared);
    const budget = new Budget({ ...AGENT_CARDS.testing.limits, seconds }, prices);
    const proposal = await runAgent(testingAgent, input, { subject: answerKey(task), provider, model, budget, seconds, signal });
    const { answer, cost } = proposal;
    const outcome = outcomeOf(proposal);
    const judged = outcome === 'solved' && answer ? await judgeTests(patientEngine(engine), prepared, readTests(answer, input)) : undefined;
    const says = whyNotSolved(proposal);
    return { ...told, model: proposal.model ?? model, outcome, ...(judged ? { judged } : {}), ...(says === undefined ? {} : { says }), cost, talk: talk() };
  } catch (error) {
    signal.throwIfAborted();
    return { ...told, model, outcome: 'failed', says: whyOf(error), cost: NO_COST, talk: talk() };
  }
};

/** All records of the wanted attempts, including earlier ones. */
export const runTestingEval = (options: TestingEvalOptions): Promise<readonly TestingRecord[]> =>
  runAttempts({ ...options, solver: 'testing', attempt: (task, run, counting) => attemptOf(task, run, counting, options) });
