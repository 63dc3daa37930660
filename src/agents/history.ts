/** What sessions did, in short. */
import type { AgentName } from './agent.ts';
import { moneyOf, type PriceTable, priceOf } from './prices.ts';
import type { Usage } from './provider/provider.ts';
import { type Command, readSession, type SessionEvent, sessionsIn } from './session.ts';

export interface SessionSummary {
  readonly id: string;
  readonly at: string;
  readonly command: Command;
  /** `open`: it was killed, or is still running. */
  readonly state: 'open' | 'ended' | 'failed';
  readonly proposals: readonly { readonly agent: AgentName; readonly subject: string; readonly outcome: string }[];
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars; undefined if the price of a model is not known. */
  readonly money: number | undefined;
}

/** What every call cost, including those that gave no answer. */
export const spentIn = (events: readonly SessionEvent[]): readonly { readonly usage: Usage; readonly model: string }[] =>
  events.flatMap((event) => {
    if (event.event === 'answered') return [{ usage: event.completion.usage, model: event.completion.model }];
    return event.event === 'spent' ? [{ usage: event.usage, model: event.model }] : [];
  });

const summaryOf = (id: string, events: readonly SessionEvent[], prices: PriceTable): SessionSummary | undefined => {
  const started = events.find((event) => event.event === 'started');
  if (!started) return undefined;
  const end = events.findLast((event) => event.event === 'ended' || event.event === 'resumed');
  const spent = spentIn(events);
  const costs = spent.map(({ usage, model }) => {
    const price = priceOf(model, prices);
    if (usage.input + usage.output + usage.cacheRead + usage.cacheWrite === 0) return 0;
    return price && moneyOf(usage, price);
  });
  const sum = (numbers: readonly number[]): number => numbers.reduce((left, right) => left + right, 0);
  const known = costs.filter((cost) => cost !== undefined);
  // A subject that was resumed counts once, with its final outcome.
  const last = new Map(
    events.flatMap((event) =>
      event.event === 'proposed'
        ? [[`${event.agent} ${event.subject}`, { agent: event.agent as AgentName, subject: event.subject, outcome: event.outcome }] as const]
        : [],
    ),
  );
  return {
    id,
    at: started.at,
    command: started.command,
    state: end?.event !== 'ended' ? 'open' : end.ok ? 'ended' : 'failed',
    proposals: [...last.values()],
    calls: spent.length,
    inputTokens: sum(spent.map(({ usage }) => usage.input + usage.cacheRead + usage.cacheWrite)),
    outputTokens: sum(spent.map(({ usage }) => usage.output)),
    money: known.length === costs.length ? sum(known) : undefined,
  };
};

/** Of all sessions in a project, the newest first. */
export const history = (root: string, prices: PriceTable): readonly SessionSummary[] =>
  sessionsIn(root)
    .toReversed()
    .flatMap((id) => summaryOf(id, readSession(root, id) ?? [], prices) ?? []);
