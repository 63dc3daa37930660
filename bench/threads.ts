/** The flights sample, its tables made one by one and several at the same time. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXTRAS } from '../scripts/requirements.mjs';
import { ensureLocal } from '../src/run/environment/index.ts';
import { install, ROOT } from './projects.ts';
import { table, x } from './table.ts';

interface Results {
  readonly runs: readonly { readonly seconds: number; readonly sessionSeconds: number; readonly tables: readonly unknown[] }[];
}

/** Threads, and the seconds from Spark's start to the end of a run. */
export const benchThreads = async (quick: boolean): Promise<string> => {
  const project = mkdtempSync(join(tmpdir(), 'lakewright-threads-'));
  const rounds = quick ? 1 : 2;
  try {
    install(project);
    for (const name of ['.projenrc.ts', 'definitions', 'bodies', 'land.py'])
      cpSync(join(ROOT, 'samples/flights', name), join(project, name), { recursive: true });
    const { python, env } = await ensureLocal({ extras: EXTRAS });
    execFileSync(python.python, ['land.py', 'landing'], { cwd: project, env, stdio: 'ignore' });
    let tables = 0;
    const once = (threads: number): number => {
      rmSync(join(project, '.lakewright/warehouse'), { recursive: true, force: true });
      const args = [join(ROOT, 'bin/lakewright.mjs'), 'run', '--json', '--threads', String(threads)];
      const text = execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] });
      const [run] = (JSON.parse(text) as Results).runs;
      if (!run) throw new Error(`nothing was run: ${text}`);
      tables = run.tables.length;
      return run.seconds - run.sessionSeconds;
    };
    const counts = [1, 2, 4];
    const found = new Map(counts.map((threads) => [threads, [] as number[]]));
    for (let round = 0; round < rounds; round++) for (const threads of counts) found.get(threads)?.push(once(threads));
    const mean = (threads: number): number => (found.get(threads) ?? []).reduce((sum, seconds) => sum + seconds, 0) / rounds;
    return `## Threads

The ${tables} tables of the flights sample, built from nothing with \`lakewright run --threads N\`. Seconds are those after the start of Spark, means of ${rounds} alternating rounds.

${table(
  ['threads', 'seconds', 'of the seconds with one thread'],
  counts.map((threads) => [threads, mean(threads).toFixed(1), x(mean(threads) / mean(1))]),
)}
`;
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
};
