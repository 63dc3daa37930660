/** What a command that runs agents begins with: one provider, one budget, one session. */
import { join, resolve } from 'node:path';
import { Budget } from '../agents/budget.ts';
import { spentIn } from '../agents/history.ts';
import { AgentFailure } from '../agents/diagnostics.ts';
import { type PriceTable, priceTable } from '../agents/prices.ts';
import { type Chosen, chooseProvider } from '../agents/provider/choose.ts';
import { type Command, readSession, Session, sessionsIn } from '../agents/session.ts';
import type { AgentFlags } from './agent-flags.ts';
import type { Context } from './context.ts';

export interface AgentStart extends Chosen {
  readonly budget: Budget;
  readonly prices: PriceTable;
  readonly session: Session;
}
/** Who is asked, in words. */
export const whoText = ({ name }: Chosen['provider'], model: string): string => (name === 'none' ? 'nobody (--provider none)' : `${name}, ${model}`);
/** The prices of a project: what is named, else its own, else ours. */
export const pricesOf = (root: string, cwd: string, named: string | undefined): PriceTable =>
  named === undefined ? priceTable(join(root, '.lakewright', 'prices.json')) : priceTable(resolve(cwd, named), true);

/** `command` is what a resumed session runs again; `log` is where the session is kept, if not with the project. Throws an `AgentFailure`. */
export const startAgents = async ({ cwd, resuming }: Context, root: string, command: Command, flags: AgentFlags, log = root): Promise<AgentStart> => {
  const { relay, cassette } = flags;
  const prices = pricesOf(root, cwd, flags.prices);
  const chosen = await chooseProvider(
    { ...flags, ...(relay === undefined ? {} : { relay: resolve(cwd, relay) }), ...(cassette === undefined ? {} : { cassette: resolve(cwd, cassette) }) },
    root,
  );
  const { budget = 2, maxTokens = 1_000_000, maxCalls = 200, maxSeconds = 3600 } = flags;
  // Before the first line of a session: a command that cannot begin leaves no session behind.
  const limits = new Budget({ turns: maxCalls, tokens: maxTokens, money: budget, seconds: maxSeconds }, prices);
  if (resuming === undefined) return { ...chosen, prices, budget: limits, session: Session.start(log, command) };
  const resumed = Session.resume(log, resuming);
  if (!resumed) throw new AgentFailure({ kind: 'unknown-session', id: resuming, known: sessionsIn(log) });
  // A resumed command is one command: what it spent before counts.
  for (const { usage, model } of spentIn(readSession(log, resuming) ?? [])) limits.spend(usage, model);
  return { ...chosen, prices, budget: limits, session: resumed.session };
};
