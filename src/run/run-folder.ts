import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onDisk } from './problem.ts';

/** Runs whose logs and results are kept. */
const MOST_RUNS = 20;
const RUN = /^\d{8}T\d{6}-[0-9a-f]{6}$/;
const LAST_LINES = 8;
const LONGEST_LINE = 160;

export interface RunFolder {
  /** Unique, and sorts by time: `20260131T235959-1a2b3c`. */
  readonly run: string;
  readonly path: string;
  readonly log: string;
  readonly results: string;
}

/** Makes the folder of a new run in that of its environment. */
export function newRun(environmentFolder: string, now: Date): RunFolder {
  const run = `${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}-${randomBytes(3).toString('hex')}`;
  const path = join(environmentFolder, run);
  onDisk(environmentFolder, () => mkdirSync(path));
  return { run, path, log: join(path, 'log.txt'), results: join(path, 'results.json') };
}

/** Removes the oldest runs of an environment. */
export function pruneRuns(environmentFolder: string): void {
  const runs = readdirSync(environmentFolder)
    .filter((name) => RUN.test(name))
    .sort();
  for (const name of runs.slice(0, Math.max(0, runs.length - MOST_RUNS))) rmSync(join(environmentFolder, name), { recursive: true, force: true });
}

export function lastLines(path: string): readonly string[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  return lines.slice(-LAST_LINES).map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 1)}…` : line));
}
