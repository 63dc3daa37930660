import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { recordProvider, replayProvider } from '../../../src/agents/provider/cassette.ts';
import { runAgent } from '../../../src/agents/run-agent.ts';
import { answer, calls, completion, lookUp, options, scripted, sums } from '../sums.ts';

const root = mkdtempSync(join(tmpdir(), 'lakewright-cassette-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const agent = sums({ tools: [lookUp] });

describe('a recorded conversation', () => {
  it('is had again without a model, with the same outcome and cost', async () => {
    const file = join(root, 'a', 'cassette.jsonl');
    const live = scripted(calls('look_up', { of: 'it' }), completion(answer(5)), completion(answer(4)));
    const first = await runAgent(agent, { a: 2, b: 2 }, options(recordProvider(live, file)));
    appendFileSync(file, '{"key":"half a li');
    const again = await runAgent(agent, { a: 2, b: 2 }, options(replayProvider(file)));
    expect(first).toMatchObject({ outcome: 'solved', cost: { turns: 3, repairs: 1 } });
    expect({ ...again, cost: { ...again.cost, seconds: 0 } }).toEqual({ ...first, cost: { ...first.cost, seconds: 0 } });
  });
  it('does not answer another question: the difference to the nearest is shown', async () => {
    const file = join(root, 'b.jsonl');
    await runAgent(agent, { a: 2, b: 2 }, options(recordProvider(scripted(completion(answer(4))), file)));
    await expect(runAgent(agent, { a: 2, b: 3 }, options(replayProvider(file)))).rejects.toMatchObject({
      problem: { kind: 'cassette-differs', difference: expect.stringMatching(/-\s+"b": 2[^+]*\+\s+"b": 3/) as string },
    });
    await expect(runAgent(agent, { a: 2, b: 2 }, options(replayProvider(file), { model: 'other' }))).rejects.toMatchObject({
      problem: { kind: 'cassette-differs' },
    });
  });
  it('that is not there is said to be missing', () => {
    expect(() => replayProvider(join(root, 'nothing.jsonl'))).toThrow('nothing recorded');
  });
});
