/** The result of each test of a project, as the runtime's plugin reports it: JSON lines in a file. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Model } from '../model/model.ts';
import { tablesOfTestFiles } from './test-files.ts';

export const OUTCOMES = ['passed', 'failed', 'error', 'skipped'] as const;
export interface TestResult {
  readonly project: string;
  /** As pytest names it: `tests/silver/test_orders.py::test_mine`. */
  readonly test: string;
  readonly outcome: (typeof OUTCOMES)[number];
  readonly seconds: number;
  /** The table to which the file belongs, where its path names one. */
  readonly table?: string;
  /** Of a test that did not pass. */
  readonly message?: string;
}

/** Calls `run` with the arguments of pytest that tell results, and gives them; those of tests that an interruption kept from ending are not among them. */
export const withTestResults = async <R>(
  model: Model,
  run: (args: readonly string[]) => Promise<R>,
): Promise<{ readonly outcome: R; readonly tests: readonly TestResult[] }> => {
  const folder = mkdtempSync(join(tmpdir(), 'lakewright-tests-'));
  const file = join(folder, 'results.jsonl');
  try {
    const outcome = await run(['-p', 'databricks_utils.pytest_results', '--results-file', file]);
    const tables = tablesOfTestFiles(model);
    const tests = linesOf(file).map((line): TestResult => {
      const { test, outcome, seconds, message } = JSON.parse(line) as TestResult;
      const table = tables.get(test.split('::', 1)[0] ?? '');
      return { project: model.project.name, test, outcome, seconds, ...(table === undefined ? {} : { table }), ...(message === undefined ? {} : { message }) };
    });
    return { outcome, tests };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A killed process may leave a line half written. */
const linesOf = (file: string): readonly string[] => {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
};
export const totalsOf = (tests: readonly TestResult[]): Readonly<Record<string, number>> =>
  Object.fromEntries(OUTCOMES.map((outcome) => [outcome, tests.filter((test) => test.outcome === outcome).length]));
