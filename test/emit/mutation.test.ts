/** Whether the generated tests of the samples uncover changes of their generated code: in the long suite. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EXTRAS } from '../../scripts/requirements.mjs';
import { ensureLocal } from '../../src/run/environment/index.ts';
import { FULL } from '../suite.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Of all changes, those that mean the same included. */
const LEAST_SHARE = 0.9;

/** Changes after which the code means the same, and why: no test can uncover them. By project. */
const SAME: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  flights: {
    "flights.gold.plane_age: join: how='inner' -> how='left'": 'a flight without a plane has no age, and the next step leaves it out',
    "flights.gold.wind: join: how='inner' -> how='left'": 'a flight without weather has no wind, and the next step leaves it out',
    "flights.silver.weather: operator: F.col('from_previous') < F.col('to_next') -> F.col('from_previous') <= F.col('to_next')":
      'of two equal distances either is the smaller',
  },
  retail: {},
};

interface Found {
  readonly changes: number;
  readonly survivors: readonly string[];
}
const folder = mkdtempSync(join(tmpdir(), 'lakewright-mutation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of a sample, synthesized. */
const made = (sample: string): string => {
  const project = mkdtempSync(join(folder, `${sample}-`));
  for (const name of ['.projenrc.ts', 'definitions', 'bodies', 'package.json']) {
    const from = join(ROOT, 'samples', sample, name);
    if (existsSync(from)) cpSync(from, join(project, name), { recursive: true });
  }
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(ROOT, join(project, 'node_modules/lakewright'), 'junction');
  symlinkSync(join(ROOT, 'node_modules/projen'), join(project, 'node_modules/projen'), 'junction');
  execFileSync(process.execPath, ['.projenrc.ts'], { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
  return project;
};
const changed = async (sample: string): Promise<Found> => {
  const local = await ensureLocal({ extras: EXTRAS });
  const project = made(sample);
  const printed = execFileSync(local.python.python, [join(import.meta.dirname, 'mutation.py'), project], {
    cwd: project,
    env: local.env,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(printed.slice(printed.indexOf('{"changes"'))) as Found;
};
/** Without the number of the line, which other changes move. */
const textOf = (survivor: string): string => survivor.replace(/:\d+: /, ': ');
const unexplained = (sample: string, { survivors }: Found): readonly string[] =>
  survivors.map(textOf).filter((text) => !Object.hasOwn(SAME[sample] ?? {}, text));

describe.runIf(FULL)('generated tests fail where the generated code says something else than the definition (minutes: npm run test:full)', () => {
  it.each(Object.keys(SAME))(
    'in all places of %s',
    async (sample) => {
      const found = await changed(sample);
      expect(found.changes).toBeGreaterThan(10);
      expect(unexplained(sample, found)).toEqual([]);
      expect(1 - found.survivors.length / found.changes).toBeGreaterThanOrEqual(LEAST_SHARE);
    },
    3_600_000,
  );
});
