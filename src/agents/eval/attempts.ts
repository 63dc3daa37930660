/** Attempts at tasks, one after the other or several at once; each is written down before the next one begins. */
import type { Cost } from '../agent.ts';
import type { CompletionRequest, Provider } from '../provider/provider.ts';
import { addRecord, attemptKey, readRecords, type Talk } from './record.ts';
import type { Task } from './task.ts';

/** What any record of an attempt says. */
export interface AttemptRecord {
  readonly task: string;
  /** From 1. */
  readonly run: number;
  readonly solver: string;
  readonly provider: string;
  /** The model that was asked for. @default not known: the record was made by an earlier version */
  readonly asked?: string;
  readonly outcome: string;
  readonly cost: Cost;
}
export interface AttemptOptions<R extends AttemptRecord> {
  readonly tasks: readonly Task[];
  readonly solver: R['solver'];
  readonly provider: Provider;
  readonly model: string;
  readonly runs: number;
  /** Attempts in parallel: if a provider answers late, many can wait. */
  readonly parallel: number;
  /** Of all attempts, in US dollars; none is begun once they are spent. @default no limit */
  readonly budget?: number;
  /** Of the results; what is in it is not done again. */
  readonly file: string;
  readonly signal: AbortSignal;
  readonly report: (event: { readonly record: R; readonly done: number; readonly of: number }) => void;
  /** One that asks this provider, which counts what is said. */
  readonly attempt: (task: Task, run: number, counting: Counting) => Promise<R>;
}

/** A provider that counts what one attempt says and hears. */
export interface Counting {
  readonly provider: Provider;
  readonly talk: () => Talk;
}
/** Runs are told apart, so that a second one is not answered from the first. */
const counting = (provider: Provider, task: Task, run: number): Counting => {
  let talk: Talk = { calls: 0, sent: 0, received: 0 };
  const marked = (request: CompletionRequest): CompletionRequest => ({
    ...request,
    ...(request.about ? { about: { ...request.about, task: task.name, run } } : {}),
    ...(run === 1 ? {} : { system: `${request.system}\n(attempt ${run})` }),
  });
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
export const NO_COST: Cost = { turns: 0, repairs: 0, inputTokens: 0, cachedTokens: 0, outputTokens: 0, seconds: 0 };
/** Why an attempt broke off, in a line. */
export const whyOf = (error: unknown): string => (error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error));

/** All records of the wanted attempts, including earlier ones. */
export const runAttempts = async <R extends AttemptRecord>(options: AttemptOptions<R>): Promise<readonly R[]> => {
  const { tasks, solver, provider, model, runs, parallel, budget = Number.POSITIVE_INFINITY, file, signal, report, attempt } = options;
  const wanted = Array.from({ length: runs }, (_, i) => tasks.map((task) => ({ task, run: i + 1 }))).flat();
  const keyOf = ({ task, run }: { readonly task: Task; readonly run: number }): string => attemptKey({ task: task.name, run, solver, provider: provider.name });
  // What broke off is tried again, and what another model answered is not this one's.
  const own = readRecords<R>(file).filter(({ outcome, asked }) => outcome !== 'failed' && (asked ?? model) === model);
  const known = new Map(own.map((record) => [attemptKey(record), record]));
  const pending = wanted.filter((each) => !known.has(keyOf(each)));
  let spent = 0;
  let done = wanted.length - pending.length;
  const work = async (): Promise<void> => {
    for (let next = pending.shift(); next && spent < budget; next = pending.shift()) {
      signal.throwIfAborted();
      const record = await attempt(next.task, next.run, counting(provider, next.task, next.run));
      addRecord(file, record);
      known.set(keyOf(next), record);
      spent += record.cost.money ?? 0;
      report({ record, done: ++done, of: wanted.length });
    }
  };
  // All of them end before anything they use is removed.
  const ends = await Promise.allSettled(Array.from({ length: Math.max(1, parallel) }, work));
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken) throw broken.reason;
  return wanted.flatMap((each) => known.get(keyOf(each)) ?? []);
};
