/** A small agent to try the loop with: it is asked for a sum, and its verifiers can tell. */
import { z } from 'zod';
import type { Agent, Reading, Tool, Verifier } from '../../src/agents/agent.ts';
import { Budget } from '../../src/agents/budget.ts';
import { fenced } from '../../src/agents/fence.ts';
import { PRICES } from '../../src/agents/prices.ts';
import type { RunAgentOptions } from '../../src/agents/run-agent.ts';
import type { Completion, CompletionRequest, Provider } from '../../src/agents/provider/provider.ts';

export const SUM = z.strictObject({ a: z.number(), b: z.number(), note: z.string().optional() });
export const ANSWER = z.object({ outcome: z.enum(['answer', 'refuse', 'clarify']), sum: z.number(), why: z.string() });
export type Sum = z.infer<typeof SUM>;
export type Answer = z.infer<typeof ANSWER>;

const problem = (message: string) => ({ code: 'LW9999', severity: 'error', path: 'sum', key: [], message }) as const;
export const isRight: Verifier<Sum, Answer> = {
  check: 'adversarial',
  run: ({ sum }, { a, b }) =>
    Promise.resolve(
      sum === a + b
        ? { check: 'adversarial', verdict: 'passed', says: 'added up', seconds: 0, rows: 3 }
        : { check: 'adversarial', verdict: 'failed', says: 'does not add up', seconds: 0, problems: [problem(`${sum} is not the sum`)] },
    ),
};
const read = (answer: Answer): Reading<Answer> => {
  if (answer.outcome === 'refuse') return { kind: 'refusal', reason: answer.why };
  if (answer.outcome === 'clarify') return { kind: 'question', question: { text: answer.why, readings: [{ says: 'one' }, { says: 'two' }], usual: 0 } };
  return { kind: 'answer', answer, changes: [] };
};
export const lookUp: Tool<Sum> = {
  name: 'look_up',
  description: 'Looks up a number.',
  input: z.object({ of: z.string() }),
  run: (args) => `the number of ${(args as { of: string }).of} is 4`,
};
export const sums = (over: Partial<Agent<Sum, Answer>> = {}): Agent<Sum, Answer> => ({
  name: 'coding',
  about: 'Adds.',
  input: SUM,
  output: ANSWER,
  prompt: () => 'silver_layer',
  brief: (input) => fenced('numbers', input),
  read,
  verifiers: [isRight],
  required: ['schema', 'adversarial'],
  limits: { turns: 10, repairs: 3, tokens: 100_000, money: 1, seconds: 60 },
  ...over,
});
export const answer = (sum: number, over: Partial<Answer> = {}): string => JSON.stringify({ outcome: 'answer', sum, why: 'added', ...over });

export const NO_LIMITS = { turns: 50, tokens: 1_000_000, money: 10, seconds: 60 };
export const budgetOf = (over: Partial<typeof NO_LIMITS> = {}): Budget => new Budget({ ...NO_LIMITS, ...over }, PRICES);
export const MODEL = 'claude-sonnet-5-5';
export const options = (provider: Provider, over: Partial<RunAgentOptions> = {}): RunAgentOptions => ({
  subject: 'sum',
  provider,
  model: MODEL,
  budget: budgetOf(),
  signal: new AbortController().signal,
  ...over,
});

export const completion = (text: string, over: Partial<Completion> = {}): Completion => ({
  content: [{ kind: 'text', text }],
  stop: 'end',
  usage: { input: 100, cacheRead: 0, cacheWrite: 0, output: 20 },
  model: MODEL,
  ...over,
});
export const calls = (name: string, input: unknown): Completion => completion('', { content: [{ kind: 'toolCall', id: 't1', name, input }], stop: 'tools' });
/** Answers in order; the last one is repeated. */
export const scripted = (...completions: readonly Completion[]): Provider & { readonly asked: readonly CompletionRequest[] } => {
  const asked: CompletionRequest[] = [];
  return {
    name: 'replay',
    asked,
    complete: (request) => {
      asked.push(request);
      return Promise.resolve(completions[Math.min(asked.length, completions.length) - 1] as Completion);
    },
  };
};
