import { AGENT_CARDS } from '../../../agents/cards.ts';
import { readPrompt } from '../../../agents/prompts.ts';
import { COMMANDS } from '../../application.ts';
import type { Context } from '../../context.ts';
import type { JsonFlag } from '../../flags.ts';
import { document } from '../../json.ts';

export default function list(this: Context, { json }: JsonFlag): void {
  const agents = Object.values(AGENT_CARDS).map(({ name, about, command, prompts }) => ({
    name,
    about,
    command: command !== undefined && COMMANDS.includes(command) ? `lakewright ${command}` : null,
    prompts: prompts.map((prompt) => readPrompt(prompt).version),
  }));
  if (json) this.out(document({ ok: true, agents, diagnostics: [] }));
  else for (const { name, about, command } of agents) this.out(`${name.padEnd(10)} ${about}\n${' '.repeat(11)}${command ?? 'not in this version'}\n`);
}
