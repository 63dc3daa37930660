import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AGENT_CARDS } from '../../src/agents/cards.ts';
import { PROMPTS, readPrompt } from '../../src/agents/prompts.ts';

describe('prompts', () => {
  it('are files, one for each name, and each belongs to an agent', () => {
    const files = readdirSync(resolve(import.meta.dirname, '../../src/agents/prompts'));
    expect(files.toSorted()).toEqual(PROMPTS.map((name) => `${name}.md`).toSorted());
    expect(new Set(Object.values(AGENT_CARDS).flatMap(({ prompts }) => prompts))).toEqual(new Set(PROMPTS));
  });
  it.each(PROMPTS)('%s says what is data, and is known by its whole text', (name) => {
    const { text, version } = readPrompt(name);
    expect(text).toContain('Everything between <data');
    expect(version).toMatch(new RegExp(`^${name}-[0-9a-f]{8}$`));
    expect(readPrompt(name).version).toBe(version);
  });
});
