import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type AttemptOptions, type AttemptRecord, NO_COST, runAttempts } from '../../../src/agents/eval/attempts.ts';
import type { Task } from '../../../src/agents/eval/index.ts';
import { requestKey } from '../../../src/agents/provider/key.ts';
import type { CompletionRequest } from '../../../src/agents/provider/provider.ts';
import { completion } from '../sums.ts';

const root = mkdtempSync(join(tmpdir(), 'lakewright-attempts-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
const newFile = (): string => join(root, `${made++}.jsonl`);
const taskOf = (id: string): Task => ({
  name: `solve/${id}`,
  id,
  family: 'joins',
  intent: '',
  inputs: [],
  around: [],
  output: { key: [], columns: [] },
  expected: 'solve',
  folder: '',
  data: '',
  readings: [],
});
const REQUEST: CompletionRequest = {
  about: { agent: 'coding', prompt: 'second_solution', subject: 'gold.answer' },
  model: 'm',
  system: 's',
  messages: [],
  tools: [],
  answer: {},
  maxTokens: 1,
};
interface Asked {
  readonly asked: CompletionRequest[];
  readonly options: AttemptOptions<AttemptRecord>;
}
/** Each attempt asks the same question; those of `failing` break off. */
const attempts = (ids: readonly string[], more: Partial<AttemptOptions<AttemptRecord>> = {}, failing: ReadonlySet<string> = new Set()): Asked => {
  const asked: CompletionRequest[] = [];
  const options: AttemptOptions<AttemptRecord> = {
    tasks: ids.map(taskOf),
    solver: 'lakewright',
    provider: {
      name: 'replay',
      complete: (request) => {
        asked.push(request);
        return Promise.resolve(completion('{}'));
      },
    },
    model: 'm',
    runs: 1,
    parallel: 1,
    file: newFile(),
    signal: new AbortController().signal,
    report: () => undefined,
    attempt: async (task, run, { provider }) => {
      await provider.complete(REQUEST, { signal: new AbortController().signal });
      const outcome = failing.has(`${task.id} ${run}`) ? 'failed' : 'solved';
      return { task: task.name, run, solver: 'lakewright', provider: provider.name, asked: 'm', outcome, cost: { ...NO_COST, money: 1 } };
    },
    ...more,
  };
  return { asked, options };
};

describe('attempts at tasks', () => {
  it('are as many as runs times tasks, however many at once, and each run asks anew', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        async (ids, runs, parallel) => {
          const { asked, options } = attempts(ids, { runs, parallel });
          const records = await runAttempts(options);
          expect(records.map(({ task, run }) => `${task} ${run}`)).toEqual(
            Array.from({ length: runs }, (_, i) => ids.map((id) => `solve/${id} ${i + 1}`)).flat(),
          );
          // A second run of the same question is another question; a first one is that of any other command.
          expect(new Set(asked.map(requestKey)).size).toBe(runs);
          expect(asked.map(({ about }) => about?.run).toSorted()).toEqual(records.map(({ run }) => run).toSorted());
          expect(asked[0]?.about).toMatchObject({ prompt: 'second_solution', task: `solve/${ids[0]}` });
          // Done is done.
          const again = attempts(ids, { runs, parallel, file: options.file });
          expect(await runAttempts(again.options)).toEqual(records);
          expect(again.asked).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });
  it('that broke off are made again, and those of another model are not taken for this one', async () => {
    const { options } = attempts(['a', 'b'], { runs: 2 }, new Set(['b 2']));
    await runAttempts(options);
    const again = attempts(['a', 'b'], { runs: 2, file: options.file });
    await runAttempts(again.options);
    expect(again.asked).toHaveLength(1);
    const other = attempts(['a', 'b'], { runs: 2, file: options.file, model: 'other' });
    await runAttempts(other.options);
    expect(other.asked).toHaveLength(4);
  });
  it('are not begun when the money is spent', async () => {
    const { options } = attempts(['a', 'b', 'c'], { budget: 2 });
    expect(await runAttempts(options)).toHaveLength(2);
  });
});
