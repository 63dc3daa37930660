import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workload } from '../../bench/workload.ts';
import { EXTRAS } from '../../scripts/requirements.mjs';
import { ensureLocal } from '../../src/run/environment/index.ts';
import { FULL, share, turn } from '../suite.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SAMPLE = join(ROOT, 'samples/tpch');
const QUERIES = share(
  Array.from({ length: 22 }, (_, i) => `q${String(i + 1).padStart(2, '0')}`),
  6,
);

interface Answer {
  readonly rows: number;
  /** What DuckDB answers otherwise. */
  readonly difference: string | null;
}
/** Generated, then written by hand. */
type Both = readonly [number, number];
interface Plans {
  readonly analyzed: Both;
  readonly optimized: Both;
  readonly differences: Readonly<Record<string, Both>>;
}
interface Found {
  readonly data: Readonly<Record<string, Answer>>;
  /** In the long suite only. */
  readonly nulls?: Readonly<Record<string, Answer>>;
  readonly empty?: Readonly<Record<string, Answer>>;
  readonly plans: Readonly<Record<string, Plans>>;
}

const folder = mkdtempSync(join(tmpdir(), 'lakewright-tpch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const synthesized = (name: string, fill: (project: string) => void): string => {
  const project = join(folder, name);
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(project, 'node_modules/lakewright'), 'junction');
  symlinkSync(join(ROOT, 'node_modules/projen'), join(project, 'node_modules/projen'), 'junction');
  fill(project);
  execFileSync(process.execPath, ['.projenrc.ts'], { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return project;
};

describe('the page about three questions of the tpch sample', () => {
  const page = readFileSync(join(SAMPLE, 'QUERIES.md'), 'utf8');
  const blocks = (language: string): readonly string[] => [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, code]) => code ?? '');
  const names = [...page.matchAll(/^## (q\d\d)$/gm)].map(([, name]) => name ?? '');

  it('shows the SQL that DuckDB is asked', () => {
    expect(blocks('sql')).toEqual(names.map((name) => readFileSync(join(import.meta.dirname, `tpch/${name}.sql`), 'utf8')));
  });
  it('shows the definition as it is', () => {
    const shown = blocks('ts');
    expect(shown.length).toBe(3);
    for (const [i, name] of names.entries())
      expect(readFileSync(join(SAMPLE, `definitions/answers/${name}.ts`), 'utf8').endsWith(`\n\n${shown[i]}`)).toBe(true);
  });
});

const synthesizedSample = (name: string): string =>
  synthesized(name, (project) => {
    for (const part of ['.projenrc.ts', 'definitions', 'package.json', 'land.py']) cpSync(join(SAMPLE, part), join(project, part), { recursive: true });
  });

describe('the generated tests of the tpch sample', () => {
  let sample: string;
  beforeAll(() => {
    sample = synthesizedSample('tested');
  }, 120_000);
  it('have rows that get through all steps of each question', () => {
    const files = Array.from({ length: 22 }, (_, i) => `tests/generated/test_gold_q${String(i + 1).padStart(2, '0')}.py`);
    // Without rows, a sum over all is NULL.
    const without = files.filter((file) => !/^EXPECTED: .* = \[(?!\]|\(None,\)\])/m.test(readFileSync(join(sample, file), 'utf8')));
    expect(without).toEqual([]);
  });
  it.runIf(FULL)(
    'pass on Spark (a minute or two: npm run test:full)',
    async () => {
      const { python, env } = await ensureLocal({});
      const { status, stdout } = spawnSync(python.python, ['-m', 'pytest', '-q', '--tb=short', '-p', 'no:cacheprovider'], {
        cwd: sample,
        env,
        encoding: 'utf8',
      });
      expect(status, stdout).toBe(0);
    },
    600_000,
  );
});

/** One Spark session for all: the generated functions over Parquet files, beside TPC-H's own SQL on DuckDB. */
describe.runIf(turn(2))('the tpch sample (turn 2 of 3)', () => {
  let found: Found;
  beforeAll(async () => {
    const { python, env } = await ensureLocal({ extras: EXTRAS });
    const run = (...args: readonly string[]): string =>
      execFileSync(python.python, args, { cwd: folder, env, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'pipe'] });
    const sample = synthesizedSample('tpch');
    const source = synthesized('workload', (project) => {
      writeFileSync(join(project, 'package.json'), '{"type":"module","private":true}');
      for (const [name, text] of workload(1, 'lakewright')) writeFileSync(join(project, name), text);
    });
    const [data, small] = [join(sample, 'landing'), join(folder, 'small')];
    run(join(sample, 'land.py'), data, '0.1');
    if (FULL) run(join(sample, 'land.py'), small, '0.01');
    found = JSON.parse(run(join(import.meta.dirname, 'tpch/run.py'), sample, source, data, small, ...QUERIES)) as Found;
  }, 600_000);

  it.each(QUERIES)('%s gives the rows that DuckDB gives', (query) => {
    expect(found.data[query]).toEqual({ rows: expect.any(Number), difference: null });
    expect(found.data[query]?.rows).toBeGreaterThan(0);
  });
  it.runIf(FULL).each(QUERIES)('%s gives the rows that DuckDB gives where values are NULL (22 more jobs: npm run test:full)', (query) => {
    expect(found.nulls?.[query]).toEqual({ rows: expect.any(Number), difference: null });
  });
  it.runIf(FULL)('gives rows for most questions where values are NULL (npm run test:full)', () => {
    expect(Object.values(found.nulls ?? {}).filter(({ rows }) => rows > 0).length).toBeGreaterThan(15);
  });
  it.runIf(FULL).each(QUERIES)('%s gives what DuckDB gives for tables without rows (22 more jobs: npm run test:full)', (query) => {
    expect(found.empty?.[query]).toEqual({ rows: ['q06', 'q14', 'q17', 'q19'].includes(query) ? 1 : 0, difference: null });
  });
  it.each(QUERIES)('%s has no more nodes in its optimized plan than the same by hand', (query) => {
    const { optimized, differences } = found.plans[query] as Plans;
    expect(optimized[0], JSON.stringify(differences)).toBeLessThanOrEqual(optimized[1]);
  });
  it.each(['silver.source_0', 'gold.summary_0'])('%s of the workload has no more nodes in its plans than the same by hand', (table) => {
    const { analyzed, optimized, differences } = found.plans[table] as Plans;
    expect(analyzed[0]).toBeLessThanOrEqual(analyzed[1]);
    expect(optimized[0], JSON.stringify(differences)).toBeLessThanOrEqual(optimized[1]);
  });
});
