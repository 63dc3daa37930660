/** What each agent is for, may spend, and must prove: the one place where that is said, for the agents and for anyone who asks about them. */
import type { AgentName, Limits } from './agent.ts';
import { type CheckName, REQUIRED } from './evidence.ts';
import type { PromptName } from './prompts.ts';

export interface AgentCard {
  readonly name: AgentName;
  /** One sentence. */
  readonly about: string;
  /** The command that runs it. @default it is not in this version */
  readonly command?: string;
  readonly prompts: readonly PromptName[];
  readonly required: readonly CheckName[];
  readonly limits: Limits;
}
const LIMITS: Limits = { turns: 12, repairs: 3, tokens: 400_000, money: 2, seconds: 1800 };

export const AGENT_CARDS: Readonly<Record<AgentName, AgentCard>> = {
  starting: {
    name: 'starting',
    about: 'Begins a project from plain words: its parts, from which the definition is printed.',
    command: 'init',
    prompts: ['project_start'],
    required: ['schema', 'definition'],
    limits: { ...LIMITS, turns: 6, tokens: 120_000 },
  },
  coding: {
    name: 'coding',
    about: 'Writes the body of a table from its intent, and proves it on rows made to break it.',
    command: 'code',
    prompts: ['bronze_layer', 'silver_layer', 'gold_layer', 'second_solution'],
    required: REQUIRED,
    limits: LIMITS,
  },
  testing: {
    name: 'testing',
    about: 'Writes examples and properties from an intent, without seeing the body.',
    command: 'test',
    prompts: ['test_generation'],
    required: ['schema', 'definition'],
    limits: LIMITS,
  },
  profiling: {
    name: 'profiling',
    about: 'Counts what is in a table, and proposes types, keys and rules from it; a model may name, rank and explain them.',
    command: 'profile',
    prompts: ['data_profiling'],
    required: ['schema', 'definition'],
    limits: { ...LIMITS, turns: 4, tokens: 60_000 },
  },
  quality: {
    name: 'quality',
    about: 'Reviews definitions and bodies for what makes results wrong, with a score.',
    command: 'quality',
    prompts: ['quality_review'],
    required: ['schema'],
    limits: { ...LIMITS, turns: 4, tokens: 60_000 },
  },
};
