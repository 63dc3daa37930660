/**
 * Generated pipelines beside DQX and hand-written PySpark, in one Spark session for each comparison.
 * LAKEWRIGHT_BENCH_ROWS is the number of rows, LAKEWRIGHT_BENCH_ROUNDS how often each way is timed.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureLocal } from '../../src/run/environment/index.ts';
import { install } from '../projects.ts';
import { table } from '../table.ts';

/** Seconds on the clock, seconds of CPU. */
type Seconds = readonly [number, number];
type Times = Readonly<Record<string, Seconds>>;
interface Files {
  readonly files: number;
  readonly needed: number;
  readonly scans: readonly number[];
}

/** DQX and what it needs, which `ensureLocal` puts into a folder of its own in the cache: no project of a user has it. */
const RIVALS = readFileSync(join(import.meta.dirname, 'requirements.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const DQX = RIVALS.find((line) => line.startsWith('databricks-labs-dqx=='))?.split('==')[1];

const rowsOf = (usual: number, quick: boolean): number => Number(process.env['LAKEWRIGHT_BENCH_ROWS'] ?? (quick ? usual / 20 : usual));
const roundsOf = (quick: boolean): number => Number(process.env['LAKEWRIGHT_BENCH_ROUNDS'] ?? (quick ? 1 : 3));

/** What run.py finds with the project, which is synthesized for it. */
const run = async <Found>(part: string, rows: number, rounds: number): Promise<Found> => {
  const work = mkdtempSync(join(tmpdir(), 'lakewright-pipelines-'));
  try {
    const project = join(work, 'project');
    install(project);
    cpSync(join(import.meta.dirname, 'project/.projenrc.ts'), join(project, '.projenrc.ts'));
    execFileSync(process.execPath, ['.projenrc.ts'], { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] });
    const { python, env } = await ensureLocal({ extras: part === 'rules' ? RIVALS : [] });
    const args = [join(import.meta.dirname, 'run.py'), part, project, String(rows), String(rounds)];
    return JSON.parse(execFileSync(python.python, args, { cwd: work, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })) as Found;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

const count = (n: number): string => n.toLocaleString('en-US');
const shown = ([clock, cpu]: Seconds): readonly string[] => [clock.toFixed(1), cpu.toFixed(1)];
/** The second of ours in the first. */
const ratio = (mine: Seconds, theirs: Seconds): string => (mine[1] / theirs[1]).toFixed(2);

/** Twenty rules, their counts, kept and quarantined rows. */
export const benchRules = async (quick: boolean): Promise<string> => {
  const [rows, rounds] = [rowsOf(2_000_000, quick), roundsOf(quick)];
  const times = await run<Times>('rules', rows, rounds);
  const mine = times['generated'] as Seconds;
  const others = Object.entries(times).filter(([name]) => name !== 'generated');
  return `## Rules

20 rules on each of ${count(rows)} rows of 14 columns: violations of each rule are counted, kept and quarantined rows are written to two Delta tables. The generated table with the runtime,
hand-written PySpark, and the split of DQX ${DQX} with its observer (without its telemetry) give the same rows and counts, which the benchmark checks. Medians of ${rounds} alternating rounds.
The target is at most 0.6 of DQX's CPU.

${table(
  ['way', 'seconds', 'CPU s', 'generated / this, CPU'],
  [['generated', ...shown(mine), ''], ...others.map(([name, theirs]) => [name, ...shown(theirs), ratio(mine, theirs)])],
)}
`;
};

/** Merging, versions, deduplication. */
export const benchWrites = async (quick: boolean): Promise<string> => {
  const [rows, rounds] = [rowsOf(2_000_000, quick), roundsOf(quick)];
  const found = await run<Readonly<Record<string, Times>>>('writes', rows, rounds);
  return `## Writes

${count(rows / 10)} changes are merged into a Delta table of ${count(rows)} rows, and the newest of ${count(rows)} rows is taken for each key, by the generated project and by hand
(\`bench/pipelines/writes.py\`). Both start with the same files and give the same table, which the benchmark checks. "Versions" are SCD type 2 with changes that come late. "In order"
is without late changes, compared with the usual hand-written merge, which late changes would break. Medians of ${rounds} alternating rounds. The target is a ratio of 1.0.

${table(
  ['what', 'generated, s', 'CPU s', 'by hand, s', 'CPU s', 'ratio of CPU'],
  Object.entries(found).map(([name, times]) => {
    const [mine, theirs] = [times['generated'] as Seconds, times['by hand'] as Seconds];
    return [name, ...shown(mine), ...shown(theirs), ratio(mine, theirs)];
  }),
)}
`;
};

/** The files that an increment reads. */
export const benchIncrement = async (quick: boolean): Promise<string> => {
  const rows = rowsOf(20_000_000, quick);
  const found = await run<{ readonly read: number; readonly source: Files; readonly target: Files }>('increment', rows, 1);
  return `## Increments

A table of ${count(rows)} rows gets 1 % more; a generated \`newRows\` table merges the new rows into a table of the same size, ordered by key as OPTIMIZE would leave them. One in five of the new rows
changes one of the last 3 %. Files are counted by Spark, scan by scan; the run reads ${count(found.read)} rows.

${table(
  ['table', 'files', 'of them hold what is needed', 'read by each scan'],
  [
    ['source', found.source.files, found.source.needed, found.source.scans.join(', ')],
    ['written', found.target.files, found.target.needed, found.target.scans.join(', ')],
  ],
)}
`;
};
