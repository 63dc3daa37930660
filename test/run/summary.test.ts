import { describe, expect, it } from 'vitest';
import type { RunResult, TableResult } from '../../src/run/results.ts';
import { renderSummary } from '../../src/run/summary.ts';
import { textWidth } from '../../src/run/text.ts';
import { modelOf } from './support.ts';

const MODEL = modelOf([
  { key: 'bronze.flights_raw' },
  {
    key: 'silver.flights',
    reads: ['bronze.flights_raw'],
    at: { file: 'definitions/silver.ts', line: 41, column: 7 },
    rules: [
      {
        kind: 'unique',
        name: 'one_departure',
        columns: ['a'],
        onViolation: 'fail',
        severity: 'high',
        at: { file: 'definitions/silver.ts', line: 55, column: 1 },
      },
    ],
  },
  { key: 'gold.航班', reads: ['silver.flights'] },
  { key: 'gold.view', kind: 'view' },
]);
const table = (key: string, more: Partial<TableResult> = {}): TableResult => ({ table: key, status: 'succeeded', seconds: 1.25, rules: [], ...more });
const result = (tables: readonly TableResult[], more: Partial<RunResult> = {}): RunResult => ({
  format: 1,
  run: '20260101T000000-abcdef',
  environment: 'local',
  status: 'succeeded',
  startedAt: '2026-01-01T00:00:00.000Z',
  seconds: 41.5,
  sessionSeconds: 4.06,
  select: [],
  exclude: [],
  tables,
  problems: [],
  log: '.lakewright/runs/local/20260101T000000-abcdef/log.txt',
  ...more,
});
const GOOD = [
  table('bronze.flights_raw', { rows: { in: 336776, kept: 336776, quarantined: 0, dropped: 0 }, seconds: 12 }),
  table('silver.flights', {
    rows: { in: 336776, kept: 336771, quarantined: 4, dropped: 1 },
    rules: [
      { name: 'speed_possible', violations: 4, onViolation: 'quarantine' },
      { name: 'fine', violations: 0, onViolation: 'warn' },
    ],
  }),
  table('gold.航班', { rows: { in: 16, kept: 16, quarantined: 0, dropped: 0 } }),
  table('gold.view'),
];

describe('the summary of a run', () => {
  it('lists every table with its counts, and the rules that were violated', () => {
    expect(renderSummary(result(GOOD), MODEL)).toBe(`table               rows in     kept  quarantined  dropped  seconds
bronze.flights_raw  336,776  336,776            0        0     12.0
silver.flights      336,776  336,771            4        1      1.3
gold.航班                16       16            0        0      1.3
gold.view                                                       1.3

rule            table           on violation  violations   of rows
speed_possible  silver.flights  quarantine             4  < 0.01 %

succeeded  4 tables in 41.5 s, 4.1 s of it to start Spark: 4 succeeded
`);
  });

  const FAILED = [
    table('bronze.flights_raw', { rows: { in: 9, kept: 9, quarantined: 0, dropped: 0 }, status: 'done-before' }),
    table('silver.flights', {
      status: 'failed',
      step: 'check',
      seconds: 2,
      error: {
        type: 'QualityError',
        message: 'silver.flights: 3 rows violate one_departure, which forbids the write',
        hint: 'Correct the rows, or change the rule.',
        at: 'data_validation/silver/flights.py:12',
      },
    }),
    table('gold.航班', { status: 'skipped', because: 'silver.flights', seconds: 0 }),
    table('gold.view', { status: 'not-started', seconds: 0 }),
  ];
  it('says on one screen what failed, in which step, why, where it is defined, what was skipped and how to go on', () => {
    const text = renderSummary(result(FAILED, { status: 'failed', select: ['silver.flights+'] }), MODEL, { columns: 80 });
    expect(text).toContain(`failed  silver.flights  while its rows were checked
  QualityError: silver.flights: 3 rows violate one_departure, which forbids the
  write
  Correct the rows, or change the rule.
  defined   definitions/silver.ts:41:7
  rule      one_departure  definitions/silver.ts:55:1
  Python    data_validation/silver/flights.py:12
  skipped   gold.航班
  log       .lakewright/runs/local/20260101T000000-abcdef/log.txt

failed  4 tables in 41.5 s, 4.1 s of it to start Spark: 1 done before, 1 failed, 1 skipped, 1 not started
resume   lakewright run --select silver.flights+   (1 table done, not built again; --fresh builds all)
`);
    expect(text.split('\n').length).toBeLessThan(24);
  });
  it('stays on a few screens when very much fails', () => {
    const many = Array.from({ length: 200 }, (_, i) => table(`silver.t${i}`, { status: 'failed', step: 'build', error: { type: 'E', message: 'no' } }));
    const text = renderSummary(result(many, { status: 'failed' }), MODEL);
    expect(text.split('\n\n').slice(1).join('\n\n').split('\n').length).toBeLessThan(40);
    expect(text).toContain('197 more tables failed');
  });
  it('shows what ended the run, with the last lines of the log', () => {
    const died = { kind: 'runner-died', code: null, signal: 'SIGKILL', log: 'x/log.txt', lastLines: ['a line', 'java.lang.OutOfMemoryError'] } as const;
    const text = renderSummary(
      result(
        GOOD.map((t) => ({ ...t, status: 'not-started' as const })),
        { status: 'failed', problems: [died] },
      ),
      MODEL,
    );
    expect(text).toContain('error LW5019  shop\n  the run was killed, most likely because memory ran out\n  | a line\n  | java.lang.OutOfMemoryError\n');
  });
  it('quotes what a shell would change in the command that resumes', () => {
    const text = renderSummary(result(FAILED, { status: 'interrupted', environment: 'dev', select: ["raw_* it's"], exclude: ['b'] }), MODEL);
    expect(text).toContain("resume   lakewright run --env dev --select 'raw_* it'\\''s' --exclude b ");
  });
  it('uses colours only when asked to', () => {
    expect(renderSummary(result(FAILED, { status: 'failed' }), MODEL)).not.toContain('\u001b');
    expect(renderSummary(result(FAILED, { status: 'failed' }), MODEL, { color: true })).toContain('\u001b[');
  });
  it('aligns wide names by what is seen', () => {
    const [, ...rows] = renderSummary(result(GOOD), MODEL).split('\n\n')[0]?.split('\n') ?? [];
    expect(new Set(rows.map((row) => textWidth(row))).size).toBe(1);
  });
});
