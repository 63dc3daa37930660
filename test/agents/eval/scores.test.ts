import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EvalRecord } from '../../../src/agents/eval/index.ts';
import { renderReport, reportOf } from '../../../src/agents/eval/report.ts';
import { sameRows } from '../../../src/agents/eval/rows.ts';
import { scoresOf } from '../../../src/agents/eval/scores.ts';

const cost = { turns: 1, repairs: 0, inputTokens: 10, cachedTokens: 0, outputTokens: 5, money: 0.5, seconds: 2 };
const record = (more: Partial<EvalRecord>): EvalRecord => ({
  task: 'solve/x',
  family: 'joins',
  expected: 'solve',
  readings: 0,
  run: 1,
  solver: 'lakewright',
  provider: 'anthropic',
  model: 'm',
  at: '2026-11-29T06:00:00.000Z',
  outcome: 'solved',
  decisions: [],
  cost,
  talk: { calls: 1, sent: 1, received: 1 },
  ...more,
});
const right = { a: true, b: true, follows: [] };
const overfitted = { a: true, b: false, follows: [] };

describe('figures of an evaluation', () => {
  it('counts as false-verified what was called solved and is wrong on hidden rows, and nothing that was called unverified', () => {
    const {
      falseVerified,
      solved,
      overfitted: fits,
    } = scoresOf([
      record({ body: right }),
      record({ task: 'solve/y', body: overfitted }),
      record({ task: 'solve/z', outcome: 'unverified', body: overfitted }),
      record({ task: 'solve/r', expected: 'refuse' }),
    ]);
    expect(falseVerified).toEqual({ count: 2, of: 3 });
    expect(solved).toEqual({ count: 1, of: 3 });
    expect(fits).toEqual({ count: 2, of: 3 });
  });
  it('asks all runs of a task to be right before it is always solved', () => {
    const runs = [
      record({ body: right }),
      record({ run: 2, body: overfitted }),
      ...[1, 2].map((run) => record({ task: 'solve/y', run, body: right })),
      // Of what was done once, nobody knows.
      record({ task: 'solve/z', body: right }),
    ];
    expect(scoresOf(runs)).toMatchObject({
      runs: 2,
      always: { count: 1, of: 2 },
      sometimes: { count: 1, of: 2 },
      solved: { count: 4, of: 5 },
      solvedByRun: [
        { count: 3, of: 3 },
        { count: 1, of: 2 },
      ],
    });
    const page = renderReport(reportOf(runs), runs);
    expect(page).toContain('3 tasks, 5 attempts in 2 runs');
    expect(page).toContain('| right on hidden rows, run by run | 3 of 3, 1 of 2 |');
    expect(page).toContain('| tasks right in all 2 runs | 1 of 2 (50 %) |');
  });
  it('tells silent answers to vague requests from those that say how they were read', () => {
    const vague = { expected: 'clarify', readings: 2, body: { ...right, follows: ['one'] } } as const;
    const { silent, decisive, rightQuestions } = scoresOf([
      record({ ...vague }),
      record({ ...vague, decisions: [{ says: 'one', kind: 'decisive' }] }),
      record({ ...vague, decisions: [{ says: 'one', kind: 'weak', passes: ['one', 'all'] }] }),
      record({ expected: 'clarify', outcome: 'clarify', question: { kind: 'right', between: [['one'], ['all']], text: '?' } }),
    ]);
    expect(silent).toEqual({ count: 1, of: 4 });
    expect(decisive).toEqual({ count: 1, of: 2 });
    expect(rightQuestions).toEqual({ count: 1, of: 4 });
  });
  it('does not know what was spent where a price is not known', () => {
    expect(scoresOf([record({})]).money).toBe(0.5);
    const { money: _, ...free } = cost;
    expect(scoresOf([record({}), record({ cost: free })]).money).toBeUndefined();
  });
  it('says of what nobody measured that it was not measured, and of replays that they prove no model', () => {
    const records = [record({ provider: 'replay', body: right })];
    const page = renderReport(reportOf(records), records);
    expect(page).toContain('refused what cannot be answered | not measured');
    expect(page).toContain('proves the harness, and says nothing about a model');
  });
});

describe('rows that came as JSON', () => {
  const rows = fc.array(fc.record({ a: fc.option(fc.integer()), b: fc.option(fc.string()), c: fc.array(fc.boolean()) }), { maxLength: 6 });
  it('are the same in any order of rows and columns', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const turned = given.toReversed().map(({ a, b, c }) => ({ c, b, A: a }));
        expect(sameRows(given, turned)).toBe(true);
      }),
    );
  });
  it('are not the same when one is missing or there twice', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const [first] = given;
        if (!first) return;
        expect(sameRows(given, given.slice(1))).toBe(false);
        expect(sameRows([...given, first], [...given.slice(1), { a: first.a, b: `${first.b}x`, c: first.c }, first])).toBe(false);
      }),
    );
  });
  it('compare numbers by value, and NULL with nothing but NULL', () => {
    expect(sameRows([{ a: '5.00', b: null }], [{ a: 5, b: null }])).toBe(true);
    expect(sameRows([{ a: '5.00', b: null }], [{ a: 5, b: '' }])).toBe(false);
    expect(sameRows([{ a: null }], [{ a: 0 }])).toBe(false);
    expect(sameRows(undefined, [])).toBe(false);
  });
});
