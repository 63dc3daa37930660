import type { AgentName } from '../../../agents/agent.ts';
import { AGENT_CARDS } from '../../../agents/cards.ts';
import { AgentFailure } from '../../../agents/diagnostics.ts';
import { readPrompt } from '../../../agents/prompts.ts';
import type { Context } from '../../context.ts';
import { thrownDiagnostics } from '../../failure.ts';
import type { JsonFlag } from '../../flags.ts';
import { asData, document } from '../../json.ts';

const isKnown = (name: string): name is AgentName => Object.hasOwn(AGENT_CARDS, name);

export default function show(this: Context, { json }: JsonFlag, name: string): void {
  if (!isKnown(name)) {
    const found = thrownDiagnostics(new AgentFailure({ kind: 'unknown-agent', name, known: Object.keys(AGENT_CARDS) }));
    this.fail();
    if (json) this.out(document({ ok: false, diagnostics: asData(found, this.cwd) }));
    else this.report(found);
    return;
  }
  const { about, limits, required, prompts } = AGENT_CARDS[name];
  const texts = prompts.map(readPrompt);
  if (json) {
    this.out(document({ ok: true, agent: { name, about, limits, required, prompts: texts }, diagnostics: [] }));
    return;
  }
  const { turns, repairs, tokens, money, seconds } = limits;
  this.out(`${name}: ${about}\n\n`);
  this.out(`limits    ${turns} calls, ${repairs} repairs, ${tokens} tokens, $${money}, ${seconds} s a table\n`);
  this.out(`solved    only when these ran and passed: ${required.join(', ')}\n`);
  for (const { version, text } of texts) this.out(`\n--- ${version}\n${text}`);
}
