/**
 * Generated PySpark beside hand-written, on the 22 queries of TPC-H; `node bench/tpch/bench.ts` prints the section alone.
 * LAKEWRIGHT_BENCH_TPCH_SCALE is the scale of the data (default 1), LAKEWRIGHT_BENCH_TPCH_RUNS how often each is timed (default 3).
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXTRAS } from '../../scripts/requirements.mjs';
import { ensureLocal } from '../../src/run/environment/index.ts';
import { define, install, ROOT } from '../projects.ts';

/** Of the generated version, then of the one written by hand. */
type Both = readonly [number, number];
interface Plans {
  readonly analyzed: Both;
  readonly optimized: Both;
  readonly differences: Readonly<Record<string, Both>>;
}
/** Seconds on the clock, seconds of CPU. */
type Seconds = readonly [number, number];
interface Found {
  readonly queries: Readonly<Record<string, { readonly generated: Seconds; readonly handwritten: Seconds; readonly plans: Plans }>>;
  readonly workload: Readonly<Record<string, Plans>>;
}

const synthesize = (folder: string): void => void execFileSync(process.execPath, ['.projenrc.ts'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });

const measure = async (scale: string, runs: string): Promise<Found> => {
  const work = mkdtempSync(join(tmpdir(), 'lakewright-tpch-'));
  try {
    const [sample, source] = [join(work, 'tpch'), join(work, 'workload')];
    for (const folder of [sample, source]) install(folder);
    for (const name of ['.projenrc.ts', 'definitions', 'package.json', 'land.py'])
      cpSync(join(ROOT, 'samples/tpch', name), join(sample, name), { recursive: true });
    define(source, 1);
    synthesize(sample);
    synthesize(source);
    const { python, env } = await ensureLocal({ extras: EXTRAS });
    const run = (...args: readonly string[]): string =>
      execFileSync(python.python, args, { cwd: work, env, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'inherit'] });
    run('tpch/land.py', 'landing', scale);
    return JSON.parse(run(join(import.meta.dirname, 'run.py'), sample, source, 'landing', runs)) as Found;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const differences = (plans: Plans): string =>
  Object.entries(plans.differences)
    .map(([kind, [mine, theirs]]) => `${kind} ${mine} to ${theirs}`)
    .join(', ') || 'none';

/** The section of bench/RESULTS.md. */
export const benchTpch = async (defaultScale: string): Promise<string> => {
  const scale = process.env['LAKEWRIGHT_BENCH_TPCH_SCALE'] ?? defaultScale;
  const runs = process.env['LAKEWRIGHT_BENCH_TPCH_RUNS'] ?? '3';
  const { queries, workload: tables } = await measure(scale, runs);
  const all = Object.entries(queries);
  const total = (of: 'generated' | 'handwritten', i: 0 | 1): number => all.reduce((sum, [, q]) => sum + q[of][i], 0);
  const mine: Seconds = [total('generated', 0), total('generated', 1)];
  const theirs: Seconds = [total('handwritten', 0), total('handwritten', 1)];
  const times = (a: Seconds, b: Seconds): readonly string[] => [
    a[0].toFixed(2),
    b[0].toFixed(2),
    (a[0] / b[0]).toFixed(2),
    a[1].toFixed(2),
    b[1].toFixed(2),
    (a[1] / b[1]).toFixed(2),
  ];
  return `## Generated PySpark

The 22 queries of TPC-H at scale ${scale}: generated from \`samples/tpch\`, and written by hand in \`bench/tpch/handwritten.py\`. Both run in one Spark session, after
a first run in which their rows are compared. Seconds are measured from the call of the function to its last row; CPU seconds are Spark's. Both are medians of ${runs} alternating runs.
Nodes are those of Spark's optimized plan, generated to hand-written, with the exchanges present when execution starts.

${row(['query', 'generated, s', 'by hand, s', 'ratio', 'generated, CPU s', 'by hand, CPU s', 'ratio', 'nodes', 'nodes of which one has more'])}
|---|---:|---:|---:|---:|---:|---:|---:|---|
${all.map(([name, q]) => row([name, ...times(q.generated, q.handwritten), q.plans.optimized.join(' to '), differences(q.plans)])).join('\n')}
${row(['all', ...times(mine, theirs), '', ''])}

The tables of W(1), compared with the same tables written by hand (\`bench/tpch/handwritten_workload.py\`):

${row(['table', 'nodes, analyzed', 'nodes, optimized', 'nodes of which one has more'])}
|---|---:|---:|---|
${Object.entries(tables)
  .map(([name, plans]) => row([name, plans.analyzed.join(' to '), plans.optimized.join(' to '), differences(plans)]))
  .join('\n')}
`;
};

if (import.meta.main) process.stdout.write(await benchTpch('1'));
