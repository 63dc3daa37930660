/** Names, order and reasons of what was counted, from a model where one is named; counted ones where there is none or its answer cannot be used. */
import { type Cost, whyNotSolved } from '../agents/agent.ts';
import { AgentFailure } from '../agents/diagnostics.ts';
import { plainText } from '../agents/fence.ts';
import { asAnswered, profilingAgent, type ProfilingInput } from '../agents/profiling/agent.ts';
import { runAgent } from '../agents/run-agent.ts';
import type { AgentStart } from './start-agents.ts';

export interface Explained extends Pick<ProfilingInput, 'rules' | 'types'> {
  readonly by: 'model' | 'counts';
  /** Why they come from the counts, although a model was asked. */
  readonly why?: string;
  /** Of what was asked. */
  readonly cost?: Cost;
}

export const explainProposals = async (start: AgentStart | undefined, input: ProfilingInput, signal: AbortSignal): Promise<Explained> => {
  const { rules, types, table } = input;
  if (!start || rules.length + types.length === 0) return { rules, types, by: 'counts' };
  const { provider, model, budget, session } = start;
  const counted = (why: string, cost?: Cost): Explained => ({ rules, types, by: 'counts', why: plainText(why, 400), ...(cost ? { cost } : {}) });
  try {
    const proposal = await runAgent(profilingAgent, input, { subject: table.key, provider, model, budget, session, signal });
    if (proposal.outcome === 'solved' && proposal.answer) return { ...asAnswered(input, proposal.answer), by: 'model', cost: proposal.cost };
    return counted(whyNotSolved(proposal) ?? 'it gave no answer', proposal.cost);
  } catch (error) {
    signal.throwIfAborted();
    // What was counted is worth as much without a model.
    if (error instanceof AgentFailure) return counted(error.message);
    throw error;
  }
};
