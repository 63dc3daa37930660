/** Runs a command as a process of its own and reads its CPU time and peak memory from the operating system's accounting. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Measure {
  /** User and system time, seconds. */
  readonly cpu: number;
  readonly wall: number;
  /** Peak resident memory, MB. */
  readonly memory: number;
  readonly status: number;
  readonly output: string;
}

const scratch = mkdtempSync(join(tmpdir(), 'lakewright-bench-'));
const hook = join(scratch, 'usage.mjs');
writeFileSync(
  hook,
  `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(process.env.LAKEWRIGHT_BENCH_USAGE, JSON.stringify(process.resourceUsage())));\n`,
);
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** One run of `node …args`. */
export const measureNode = (args: readonly string[], cwd: string): Measure => {
  const usage = join(scratch, 'usage.json');
  const started = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', hook, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LAKEWRIGHT_BENCH_USAGE: usage, PROJEN_DISABLE_POST: '1' },
  });
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usage, 'utf8')) as NodeJS.ResourceUsage;
  return { cpu: (userCPUTime + systemCPUTime) / 1e6, wall, memory: maxRSS / 1024, status: status ?? 1, output: `${stdout}${stderr}` };
};

/** The median of several runs, by CPU time. */
export const median = (runs: number, once: () => Measure): Measure => {
  const all = Array.from({ length: runs }, once).toSorted((a, b) => a.cpu - b.cpu);
  return all[Math.floor(all.length / 2)] as Measure;
};
