/** The tasks are judged by real Spark: nothing they claim is taken on trust. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const CHECK = resolve(import.meta.dirname, '../../../bench/eval/check.py');
interface Found {
  readonly counts: Readonly<Record<string, number>>;
  readonly problems: readonly { readonly task: string; readonly problem: string }[];
}

describe('the tasks of the evaluation', () => {
  let found: Found;
  beforeAll(() => {
    const python = process.env['LAKEWRIGHT_TEST_PYTHON'] ?? 'python3';
    found = JSON.parse(execFileSync(python, [CHECK], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as Found;
  }, 600_000);

  it('have two solutions that agree on all rows, wrong ones that only the hidden rows tell apart, and readings that differ only there', () => {
    expect(found.problems).toEqual([]);
  });
  it('are at least 25 to solve and some to refuse, 15 that are vague and some that only look so, and 10 to repair', () => {
    expect(found.counts['solve solve']).toBeGreaterThanOrEqual(25);
    expect(found.counts['solve refuse']).toBeGreaterThanOrEqual(3);
    expect(found.counts['vague clarify']).toBeGreaterThanOrEqual(15);
    expect(found.counts['vague solve']).toBeGreaterThanOrEqual(3);
    expect(found.counts['repair solve']).toBeGreaterThanOrEqual(10);
  });
});
