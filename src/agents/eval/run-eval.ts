/** Tasks, one attempt after the other or several at once; each is written down before the next one begins. */
import type { PriceTable } from '../prices.ts';
import type { CompletionRequest, Provider } from '../provider/provider.ts';
import type { Engine } from '../trial/trial.ts';
import { judgeAttempt } from './judge.ts';
import { addRecord, attemptKey, type EvalRecord, readRecords, type Talk } from './record.ts';
import type { Attempt, PreparedTask, Solver } from './solver.ts';
import type { Task } from './task.ts';

export interface EvalEvent {
  readonly record: EvalRecord;
  readonly done: number;
  readonly of: number;
}
export interface EvalOptions {
  readonly tasks: readonly Task[];
  /** Makes a task's project. */
  readonly prepare: (task: Task) => Promise<PreparedTask>;
  /** One that asks this provider. */
  readonly solver: (provider: Provider) => Solver;
  readonly provider: Provider;
  readonly model: string;
  readonly prices: PriceTable;
  readonly engine: Engine;
  readonly runs: number;
  /** Attempts at once: where a provider answers late, many can wait. */
  readonly parallel: number;
  /** Of all attempts, in US dollars; none is begun when they are spent. @default no limit */
  readonly budget?: number;
  /** Of the results; what is in it is not done again. */
  readonly file: string;
  readonly signal: AbortSignal;
  readonly report: (event: EvalEvent) => void;
}

/** Counts what one attempt says and hears; runs are told apart, so that a second one is not answered from the first. */
const counting = (provider: Provider, run: number): { readonly provider: Provider; readonly talk: () => Talk } => {
  let talk: Talk = { calls: 0, sent: 0, received: 0 };
  const marked = (request: CompletionRequest): CompletionRequest => (run === 1 ? request : { ...request, system: `${request.system}\n(attempt ${run})` });
  return {
    talk: () => talk,
    provider: {
      name: provider.name,
      complete: async (given, options) => {
        const request = marked(given);
        const completion = await provider.complete(request, options);
        const sent = request.system.length + JSON.stringify(request.messages).length;
        talk = { calls: talk.calls + 1, sent: talk.sent + sent, received: talk.received + JSON.stringify(completion.content).length };
        return completion;
      },
    },
  };
};
const NO_COST = { turns: 0, repairs: 0, inputTokens: 0, cachedTokens: 0, outputTokens: 0, seconds: 0 };
const brokeOff = (error: unknown): Attempt => ({
  outcome: 'failed',
  decisions: [],
  cost: NO_COST,
  says: error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error),
});

const attemptOf = async (task: Task, run: number, options: EvalOptions): Promise<EvalRecord> => {
  const { engine, model, signal } = options;
  const prepared = await options.prepare(task);
  const { provider, talk } = counting(options.provider, run);
  const solver = options.solver(provider);
  const attempt = await solver.solve(prepared, signal).catch((error: unknown): Attempt => {
    signal.throwIfAborted();
    return brokeOff(error);
  });
  const judged = await judgeAttempt(engine, prepared, attempt);
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

/** All records of the wanted attempts, also those that were there before. */
export const runEval = async (options: EvalOptions): Promise<readonly EvalRecord[]> => {
  const { tasks, runs, parallel, budget = Number.POSITIVE_INFINITY, file, provider, signal, report } = options;
  const solver = options.solver(provider).name;
  const wanted = Array.from({ length: runs }, (_, i) => tasks.map((task) => ({ task, run: i + 1 }))).flat();
  const keyOf = ({ task, run }: { readonly task: Task; readonly run: number }): string => attemptKey({ task: task.name, run, solver, provider: provider.name });
  // What broke off is tried again.
  const known = new Map(readRecords(file).flatMap((record) => (record.outcome === 'failed' ? [] : [[attemptKey(record), record] as const])));
  const pending = wanted.filter((each) => !known.has(keyOf(each)));
  let spent = 0;
  let done = wanted.length - pending.length;
  const work = async (): Promise<void> => {
    for (let next = pending.shift(); next && spent < budget; next = pending.shift()) {
      signal.throwIfAborted();
      const record = await attemptOf(next.task, next.run, options);
      addRecord(file, record);
      known.set(keyOf(next), record);
      spent += record.cost.money ?? 0;
      report({ record, done: ++done, of: wanted.length });
    }
  };
  // All of them end before anything is taken away under them.
  const ends = await Promise.allSettled(Array.from({ length: Math.max(1, parallel) }, work));
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken) throw broken.reason;
  return wanted.flatMap((each) => known.get(keyOf(each)) ?? []);
};
