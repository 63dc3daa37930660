/** The outcome of a run, as it is written to `results.json`. */
import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { onDisk, type RunProblem } from './problem.ts';

export const RESULTS_FORMAT = 1;

/** `done-before`: not built again, because the run that this one resumes did it. `not-started`: the run ended before. */
export type TableStatus = 'succeeded' | 'failed' | 'skipped' | 'interrupted' | 'done-before' | 'not-started';
export type RunStatus = 'succeeded' | 'failed' | 'interrupted';
/** What a table was doing when it failed. */
export type TableStep = 'read' | 'build' | 'check' | 'write';

export interface RowCounts {
  readonly in: number;
  readonly kept: number;
  readonly quarantined: number;
  readonly dropped: number;
}
export interface RuleResult {
  readonly name: string;
  readonly violations: number;
  readonly onViolation: string;
}
export interface TableError {
  readonly type: string;
  /** Spark's name for it, e.g. `CAST_INVALID_INPUT`. */
  readonly condition?: string;
  readonly message: string;
  readonly hint?: string;
  /** The line of Python, relative to the project. */
  readonly at?: string;
}
export interface TableResult {
  readonly table: string;
  readonly status: TableStatus;
  readonly seconds: number;
  /** Absent for views, and where nothing was counted. */
  readonly rows?: RowCounts;
  readonly rules: readonly RuleResult[];
  readonly step?: TableStep;
  readonly error?: TableError;
  /** The failed table for which this one was skipped. */
  readonly because?: string;
}
export interface RunResult {
  readonly format: typeof RESULTS_FORMAT;
  readonly run: string;
  readonly environment: string;
  readonly status: RunStatus;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly seconds: number;
  /** How much of it was the start of Spark. */
  readonly sessionSeconds?: number;
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  /** In the order of the model. */
  readonly tables: readonly TableResult[];
  /** What ended the run, other than a table. */
  readonly problems: readonly RunProblem[];
  /** Relative to the project, with `/`. */
  readonly log: string;
}

/** Writes a file whole or not at all. */
export function writeWhole(path: string, content: string): void {
  const beside = `${path}.${randomBytes(4).toString('hex')}`;
  onDisk(dirname(path), () => {
    try {
      writeFileSync(beside, content);
      renameSync(beside, path);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  });
}
