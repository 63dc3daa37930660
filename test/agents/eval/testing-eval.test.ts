/** Tests from intents, measured: the harness with answers that are made up, no model. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTestable, readTasks, renderTestingReport, type TestingRecord, testingReport, wrongOnesOf } from '../../../src/agents/eval/index.ts';
import type { JudgedTests } from '../../../src/agents/eval/judge-tests.ts';
import { testingScores } from '../../../src/agents/eval/testing-report.ts';
import { lakewright, REPOSITORY } from '../../cli/support.ts';
import { FULL } from '../../suite.ts';

const TASKS = join(REPOSITORY, 'bench/eval');
const record = (more: Partial<TestingRecord>): TestingRecord => ({
  task: 'solve/x',
  family: 'joins',
  run: 1,
  solver: 'testing',
  provider: 'replay',
  asked: 'm',
  model: 'm',
  at: '2026-11-29T06:00:00.000Z',
  outcome: 'solved',
  cost: { turns: 1, repairs: 0, inputTokens: 10, cachedTokens: 0, outputTokens: 5, seconds: 2 },
  talk: { calls: 1, sent: 1, received: 1 },
  ...more,
});
const judged = (rights: readonly boolean[], founds: readonly boolean[]): NonNullable<TestingRecord['judged']> => ({
  tests: rights.map((right, i) => ({ says: `test ${i}`, right })),
  wrongOnes: founds.map((found, i) => ({ name: `wrong ${i}`, found })),
});

describe('figures of tests from intents', () => {
  it('count wrong solutions that nobody wrote a test against as not found', () => {
    const records = [record({ judged: judged([true, true], [true, false]) }), record({ task: 'solve/y', outcome: 'refused', says: 'no' })];
    const scores = testingScores(records, new Map([['solve/y', 3]]));
    expect(scores).toMatchObject({ written: { count: 1, of: 2 }, found: { count: 1, of: 5 }, foundByRight: { count: 1, of: 2 } });
  });
  it('tell files with a wrong test from those that are right as a whole', () => {
    const records = [record({ judged: judged([true, false], [true]) }), record({ task: 'solve/y', judged: judged([true], [true]) })];
    expect(testingScores(records, new Map())).toMatchObject({
      rightTests: { count: 2, of: 3 },
      rightFiles: { count: 1, of: 2 },
      foundByRight: { count: 1, of: 1 },
    });
  });
  it('ask all runs of a task to be right and to find all', () => {
    const records = [1, 2].flatMap((run) => [
      record({ run, judged: judged([true], [true]) }),
      record({ task: 'solve/y', run, judged: judged([true], [run === 1]) }),
    ]);
    expect(testingScores(records, new Map())).toMatchObject({ runs: 2, always: { count: 1, of: 2 } });
    const page = renderTestingReport(testingReport(records, new Map()), records);
    expect(page).toContain('4 attempts in 2 runs');
    expect(page).toContain('proves the harness, and says nothing about a model');
    expect(page).toContain('| solve/y | 2 | not found | wrong 0 |');
  });
  it('are of the tasks that have right and wrong solutions, each once', async () => {
    const tasks = (await readTasks(TASKS)).filter(isTestable);
    expect(tasks).toHaveLength(30);
    expect(tasks.every((task) => task.name.startsWith('solve/') && wrongOnesOf(task).length > 0)).toBe(true);
  });
});

describe.skipIf(!FULL)('tests made of the hidden rows (a minute: npm run test:full)', () => {
  it('are right and find every wrong solution of every task, so that whatever is missed is missed by who wrote the tests', () => {
    const output = execFileSync(process.execPath, [join(import.meta.dirname, 'judge-hidden.ts'), TASKS], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const found = JSON.parse(output) as readonly (JudgedTests & { readonly task: string; readonly wrong: readonly string[] })[];
    expect(found).toHaveLength(30);
    expect(found.filter(({ wrong, tests: own }) => wrong.length > 0 || !own.every(({ right }) => right))).toEqual([]);
    expect(found.filter(({ wrongOnes }) => wrongOnes.length === 0 || !wrongOnes.every((each) => each.found))).toEqual([]);
  }, 600_000);
});

const tests = (examples: readonly object[], properties: readonly object[] = []): object => ({ outcome: 'tests', reason: null, examples, properties });
const ANSWERS: Readonly<Record<string, object>> = {
  // NOT IN over a list with a NULL gives nothing.
  'no payment at all': tests(
    [
      {
        shows: 'a payment without an order pays for none',
        given: [
          { table: 'bronze.orders', rows: '[{"order_id":1,"customer_id":1,"amount":"5.00"},{"order_id":2,"customer_id":1}]' },
          { table: 'bronze.payments', rows: '[{"payment_id":1,"order_id":null},{"payment_id":2,"order_id":2}]' },
        ],
        gives: '[{"order_id":1,"amount":"5.00"}]',
      },
    ],
    [
      { kind: 'unique', columns: ['order_id'], table: null },
      { kind: 'no_more_rows_than', columns: [], table: 'bronze.orders' },
    ],
  ),
  // One that finds nothing, and one that is wrong.
  'One row per contact': tests([
    {
      shows: 'blanks and capitals go',
      given: [{ table: 'bronze.contacts', rows: '[{"contact_id":1,"email":" A@B "}]' }],
      gives: '[{"contact_id":1,"email":"a@b"}]',
    },
    { shows: 'capitals stay', given: [{ table: 'bronze.contacts', rows: '[{"contact_id":1,"email":"A@b"}]' }], gives: '[{"contact_id":1,"email":"A@b"}]' },
  ]),
};

describe.skipIf(!FULL)('lakewright eval --agent testing (half a minute: npm run test:full)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lakewright-eval-testing-'));
  const relay = join(folder, 'relay');
  const out = join(folder, 'results');
  const asked: string[] = [];
  let records: ReadonlyMap<string, TestingRecord>;
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const answerAll = (): void => {
    for (const file of existsSync(relay) ? readdirSync(relay) : []) {
      const answer = join(relay, file.replace('.request.', '.answer.'));
      if (!file.endsWith('.request.json') || existsSync(answer)) continue;
      const request = readFileSync(join(relay, file), 'utf8');
      asked.push(request);
      const [, given] = Object.entries(ANSWERS).find(([part]) => request.includes(part)) ?? [];
      writeFileSync(`${answer}.part`, JSON.stringify(given));
      renameSync(`${answer}.part`, answer);
    }
  };
  beforeAll(async () => {
    const timer = setInterval(answerAll, 300);
    const { status, stderr } = await lakewright(
      [
        'eval',
        '--agent',
        'testing',
        '--tasks',
        TASKS,
        '--select',
        'unpaid_orders,clean_emails',
        '--runs',
        '2',
        '--provider',
        'relay',
        '--relay',
        relay,
        '--out',
        out,
      ],
      { cwd: folder },
    );
    clearInterval(timer);
    expect(status, stderr).toBe(0);
    records = new Map(
      readFileSync(`${out}.jsonl`, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as TestingRecord)
        .map((each) => [`${each.task} ${each.run}`, each]),
    );
  }, 300_000);

  it('runs the tests on right solutions, which pass, and finds the wrong one', () => {
    expect(records.get('solve/unpaid_orders 1')?.judged).toEqual({
      tests: ['a payment without an order pays for none', 'unique: order_id', 'no more rows than bronze.orders'].map((says) => ({ says, right: true })),
      wrongOnes: [{ name: 'not_in', found: true }],
    });
  });
  it('calls a test wrong that right solutions fail, and a wrong solution not found that the others pass', () => {
    expect(records.get('solve/clean_emails 2')?.judged).toMatchObject({
      tests: [
        { says: 'blanks and capitals go', right: true },
        { says: 'capitals stay', right: false, why: expect.stringContaining('expected [{"contact_id":1,"email":"A@b"}]') },
      ],
      wrongOnes: [{ name: 'any_at', found: false }],
    });
  });
  it('asks each run anew, and shows nobody a solution', () => {
    expect(asked).toHaveLength(4);
    expect(asked.map((text) => (JSON.parse(text) as { readonly about: { readonly run: number } }).about.run).toSorted()).toEqual([1, 1, 2, 2]);
    for (const text of asked) for (const part of ['LEFT ANTI', 'RLIKE', 'NOT IN', 'any_at']) expect(text).not.toContain(part);
    expect(readFileSync(`${out}.md`, 'utf8')).toContain('| wrong solutions found (mutation score) | 2 of 4 (50 %) |');
  });
});
