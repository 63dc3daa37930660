/** The contract of all agents: data in, a proposal out. Agents return values; they write nothing. */
import type { z } from 'zod';
import type { Change } from './change.ts';
import type { CheckName, Evidence } from './evidence.ts';
import type { PromptName } from './prompts.ts';

export const AGENTS = ['starting', 'coding', 'testing', 'profiling', 'quality'] as const;
export type AgentName = (typeof AGENTS)[number];

/** `I` is what it is given, `O` the form of the answer. */
export interface Agent<I, O> {
  readonly name: AgentName;
  /** One sentence. */
  readonly about: string;
  readonly input: z.ZodType<I>;
  readonly output: z.ZodType<O>;
  readonly prompt: (input: I) => PromptName;
  /** What follows the prompt for all inputs alike, such as a reference: nothing from outside. @default nothing */
  readonly reference?: (input: I) => string;
  /** What the model is told: only data, fenced. */
  readonly brief: (input: I) => string;
  /** What can be said without a model; a full answer ends the run. @default nothing */
  readonly offline?: (input: I) => O | undefined | Promise<O | undefined>;
  /** What the model may look up. @default nothing */
  readonly tools?: readonly Tool<I>[];
  /** What an answer means. */
  readonly read: (answer: O, input: I) => Reading<O>;
  /** Cheapest first: after the first failure the rest are not run. */
  readonly verifiers: readonly Verifier<I, O>[];
  /** What must have run and passed before an answer is called solved. */
  readonly required: readonly CheckName[];
  readonly limits: Limits;
}

/** A look-up that changes nothing. Its text is data: capped and fenced by the loop. */
export interface Tool<I> {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType;
  readonly run: (args: unknown, input: I) => string | Promise<string>;
}

export type Reading<O> =
  | { readonly kind: 'answer'; readonly answer: O; readonly changes: readonly Change[] }
  | { readonly kind: 'question'; readonly question: Question }
  | { readonly kind: 'refusal'; readonly reason: string };

/** Two or more readings of an intent, told apart by the smallest rows on which they differ. */
export interface Question {
  readonly text: string;
  readonly readings: readonly {
    /** One sentence; becomes a decision when chosen. */
    readonly says: string;
    /** What it would give for `given`. @default not computed */
    readonly gives?: Rows;
  }[];
  /** By table. @default none were found */
  readonly given?: Readonly<Record<string, Rows>>;
  /** Index of the usual reading, which `--assume` takes. */
  readonly usual: number;
}
export type Rows = readonly Readonly<Record<string, unknown>>[];

export interface Verifier<I, O> {
  readonly check: CheckName;
  readonly run: (answer: O, input: I, context: VerifyContext) => Promise<Evidence | { readonly question: Question }>;
}
export interface VerifyContext {
  readonly signal: AbortSignal;
  readonly changes: readonly Change[];
  /** What was found so far. */
  readonly evidence: readonly Evidence[];
}

/** For one run. Money in US dollars. */
export interface Limits {
  readonly turns: number;
  readonly repairs: number;
  readonly tokens: number;
  readonly money: number;
  readonly seconds: number;
}
export interface Cost {
  readonly turns: number;
  readonly repairs: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Undefined if the model's price is not known. */
  readonly money?: number;
  readonly seconds: number;
}

/** The outcome of a run. */
export type Proposal<O> = ProposalParts & {
  readonly agent: AgentName;
  /** As the provider names it; undefined if none was asked. */
  readonly model?: string;
  readonly promptVersion: string;
  readonly evidence: readonly Evidence[];
  readonly cost: Cost;
  readonly answer?: O;
};
export type ProposalParts =
  /** Every required check ran and passed. */
  | { readonly outcome: 'solved'; readonly changes: readonly Change[] }
  /** An answer, not proven: a check failed to the end, or could not run. */
  | { readonly outcome: 'unverified'; readonly changes: readonly Change[]; readonly why: string }
  | { readonly outcome: 'clarify'; readonly question: Question }
  /** The model says that it cannot be done with what there is, or a limit was reached, which is `stopped`. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly stopped?: true };

/** Why a proposal is not solved, in the words of whoever said so; undefined if it is. */
export const whyNotSolved = (proposal: Proposal<unknown>): string | undefined => {
  switch (proposal.outcome) {
    case 'solved':
      return undefined;
    case 'unverified':
      return proposal.why;
    case 'clarify':
      return proposal.question.text;
    case 'refused':
      return proposal.reason;
    default:
      return proposal satisfies never;
  }
};
