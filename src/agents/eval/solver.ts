/** What is measured: something that is given a task and answers it. */
import type { Model } from '../../model/model.ts';
import type { Cost, Proposal, Question } from '../agent.ts';
import type { Runnable } from '../trial/trial.ts';
import type { Task } from './task.ts';

/** A task with its project, in a folder of its own. */
export interface PreparedTask {
  readonly task: Task;
  readonly root: string;
  /** The definition's file. */
  readonly definition: string;
  readonly model: Model;
}

/** One reading that was taken, with the rows that tell it from others. */
export interface TakenDecision {
  readonly says: string;
  /** By table, and what the body must give for them. @default none were kept */
  readonly example?: {
    readonly given: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
    readonly gives: readonly Readonly<Record<string, unknown>>[];
  };
}
export type Outcome = 'solved' | 'unverified' | 'clarify' | 'refused' | 'failed';

/** A limit that was reached says nothing about the task: the attempt broke off. */
export const outcomeOf = (proposal: Proposal<unknown>): Outcome => (proposal.outcome === 'refused' && proposal.stopped ? 'failed' : proposal.outcome);
/** The outcome of one attempt, before anybody looked at hidden rows. */
export interface Attempt {
  /** `failed`: it broke off. */
  readonly outcome: Outcome;
  /** The outcome after a question was answered with the usual reading. */
  readonly then?: Outcome;
  /** Of `solved` and `unverified`. */
  readonly body?: Runnable;
  /** The same as text, for whoever reads the results. */
  readonly code?: string;
  readonly form?: string;
  readonly question?: Question;
  readonly decisions: readonly TakenDecision[];
  readonly cost: Cost;
  /** As the provider names it. */
  readonly model?: string;
  /** Why it was refused, is not verified, or failed. */
  readonly says?: string;
}
export interface Solver {
  /** `lakewright`, or the same tasks without it. */
  readonly name: 'lakewright' | 'sql';
  readonly solve: (prepared: PreparedTask, signal: AbortSignal) => Promise<Attempt>;
}
