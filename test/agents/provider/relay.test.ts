import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { requestKey } from '../../../src/agents/provider/key.ts';
import type { Provider } from '../../../src/agents/provider/provider.ts';
import { relayProvider } from '../../../src/agents/provider/relay.ts';
import { runAgent } from '../../../src/agents/run-agent.ts';
import { answer, lookUp, options, sums } from '../sums.ts';

const root = mkdtempSync(join(tmpdir(), 'lakewright-relay-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
const newFolder = (): string => join(root, String(made++));
/** Answers what is not answered yet, as a tool that watches the folder does. */
const answering = async (folder: string, texts: readonly string[], ending = 'answer.json'): Promise<void> => {
  for (const text of texts) {
    for (;;) {
      const open = existsSync(folder)
        ? readdirSync(folder).filter((name) => name.endsWith('.request.json') && !existsSync(join(folder, name.replace('request.json', ending))))
        : [];
      if (open[0]) {
        writeFileSync(join(folder, open[0].replace('request.json', ending)), text);
        break;
      }
      await setTimeout(30);
    }
  }
};
const run = (provider: Provider) => runAgent(sums({ tools: [lookUp] }), { a: 2, b: 2 }, options(provider, { model: 'relay' }));

describe('relay', () => {
  it('writes each request as a file, whole, and takes the JSON that it asks for', async () => {
    const folder = newFolder();
    const [proposal] = await Promise.all([run(relayProvider({ folder })), answering(folder, [answer(4)])]);
    expect(proposal).toMatchObject({ outcome: 'solved', model: 'relay', cost: { inputTokens: 0, money: 0 } });
    const name = readdirSync(folder).find((each) => each.endsWith('.request.json')) ?? '';
    const asked = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
    expect(asked).toMatchObject({ answerFile: name.replace('request', 'answer'), answer: { type: 'object' } });
    // Whoever answers sees whether it is a second solution; the same question stays the same, whoever asks.
    expect(asked).toMatchObject({ about: { agent: 'coding', prompt: 'silver_layer', subject: 'sum' } });
    const { answerFile, about: _, ...request } = asked;
    expect(answerFile).toBe(`${requestKey(request as never).slice(0, 16)}.answer.json`);
    expect(Object.keys(asked)).toEqual(expect.arrayContaining(['system', 'messages', 'tools']));
  });
  it('takes a text as a model wrote it, fence and all', async () => {
    const folder = newFolder();
    const [proposal] = await Promise.all([run(relayProvider({ folder })), answering(folder, [`Well:\n\`\`\`json\n${answer(4)}\n\`\`\`\n`], 'answer.md')]);
    expect(proposal).toMatchObject({ outcome: 'solved' });
  });
  it('takes a whole completion, with calls of tools, a model and what it cost', async () => {
    const folder = newFolder();
    const call = JSON.stringify({ content: [{ kind: 'toolCall', id: 'c1', name: 'look_up', input: { of: 'it' } }] });
    const said = { content: [{ kind: 'text', text: answer(4) }], model: 'claude-haiku-5-5', usage: { input: 10, output: 5, cacheRead: 4 } };
    const [proposal] = await Promise.all([run(relayProvider({ folder })), answering(folder, [call, JSON.stringify(said)])]);
    expect(proposal).toMatchObject({ outcome: 'solved', model: 'claude-haiku-5-5', cost: { turns: 2, inputTokens: 14, cachedTokens: 4, outputTokens: 5 } });
  });
  it('does not ask again what was answered before', async () => {
    const folder = newFolder();
    await Promise.all([run(relayProvider({ folder })), answering(folder, [answer(4)])]);
    expect(await run(relayProvider({ folder, seconds: 1 }))).toMatchObject({ outcome: 'solved' });
    expect(readdirSync(folder)).toHaveLength(2);
  });
  it('waits for an answer that is still being written', async () => {
    const folder = newFolder();
    const slow = async (): Promise<void> => {
      await answering(folder, [answer(4).slice(0, 9)]);
      await setTimeout(700);
      const name = readdirSync(folder).find((each) => each.endsWith('.answer.json')) ?? '';
      writeFileSync(join(folder, name), answer(4));
    };
    const [proposal] = await Promise.all([run(relayProvider({ folder })), slow()]);
    expect(proposal).toMatchObject({ outcome: 'solved' });
  });
  it('says what is wrong with an answer, and that nobody answered', async () => {
    const folder = newFolder();
    const [problem] = await Promise.all([
      run(relayProvider({ folder })).catch((error: { problem: unknown }) => error.problem),
      answering(folder, ['{ "sum": ']),
    ]);
    expect(problem).toMatchObject({ kind: 'bad-relay-answer' });
    await expect(run(relayProvider({ folder: newFolder(), seconds: 0.3 }))).rejects.toMatchObject({ problem: { kind: 'no-answer-in-time' } });
  });
});
