/** The tasks are judged by real Spark: nothing they claim is taken on trust. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FULL } from '../../suite.ts';

const FOLDER = resolve(import.meta.dirname, '../../../bench/eval');
const countOf = (kind: string): number => readdirSync(join(FOLDER, kind)).filter((name) => existsSync(join(FOLDER, kind, name, 'task.yaml'))).length;
interface Found {
  readonly counts: Readonly<Record<string, number>>;
  readonly problems: readonly { readonly task: string; readonly problem: string }[];
}

describe.runIf(FULL)('the tasks of the evaluation (minutes of Spark: npm run test:full)', () => {
  let found: Found;
  beforeAll(() => {
    const python = process.env['LAKEWRIGHT_TEST_PYTHON'] ?? 'python3';
    found = JSON.parse(execFileSync(python, [join(FOLDER, 'check.py')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as Found;
  }, 600_000);

  it('have two solutions that agree on all rows, wrong ones that only the hidden rows tell apart, and readings that differ only there', () => {
    expect(found.problems).toEqual([]);
  });
  it('are some of each kind: to solve, to refuse, vague, only seemingly vague, and to repair', () => {
    expect(found.counts).toMatchObject({ 'solve solve': 30, 'solve refuse': 5, 'vague clarify': 15, 'vague solve': 4, 'repair solve': 10 });
  });
});

it('there are 35 tasks to write, 19 vague ones, 10 to repair and 10 in large projects', () => {
  expect(['solve', 'vague', 'repair', 'large'].map(countOf)).toEqual([35, 19, 10, 10]);
});
