import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXTRAS } from '../../scripts/requirements.mjs';
import { ensureLocal, type LocalEnvironment } from '../../src/run/environment/index.ts';
import { FULL, SEED, share, turn } from '../suite.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SAMPLE = join(ROOT, 'samples/flights');
const REFERENCE = join(import.meta.dirname, 'flights_reference.py');

interface Counts {
  readonly in: number;
  readonly kept: number;
  readonly quarantined: number;
  readonly dropped: number;
}
interface Reference {
  readonly tables: Readonly<Record<string, Counts>>;
  readonly rules: Readonly<Record<string, { readonly violations?: number; readonly rows_with_duplicated_keys?: number }>>;
  readonly questions: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}
interface Results {
  readonly run: string;
  readonly tables: readonly {
    readonly table: string;
    readonly status: string;
    readonly rows?: Counts;
    readonly rules?: readonly { readonly name: string; readonly violations: number }[];
  }[];
}

/** Of the departures of 2013, those that are built: in the short suite one month. */
const MONTHS = share(
  Array.from({ length: 12 }, (_, i) => String(i + 1)),
  12,
);
/** In the short suite a quarter of the tables in gold is built, with all that they read; the seed says which. */
const goldOf = (reference: Reference): readonly string[] =>
  share(
    Object.keys(reference.tables).filter((name) => name.startsWith('gold.')),
    4,
  );
/** Leaves the departures of these months in a file whose second column is the month. */
const keepMonths = (path: string): void => {
  const [header = '', ...lines] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [header, ...lines.filter((line) => line === '' || MONTHS.includes(line.split(',')[1] ?? ''))].join('\n'));
};

const project = mkdtempSync(join(tmpdir(), 'lakewright-flights-'));
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** One project, built once from the real data; what it gave is compared with DuckDB's own reading of the same files. */
describe.runIf(turn(1))(`the flights sample on the real data, departures of months ${MONTHS.join(', ')} (seed ${SEED}; turn 1 of 3)`, () => {
  let local: LocalEnvironment;
  let reference: Reference;
  let results: Results;
  beforeAll(async () => {
    local = await ensureLocal({ extras: EXTRAS });
    for (const name of ['.projenrc.ts', 'definitions', 'bodies', 'package.json', 'land.py', 'answers.py'])
      cpSync(join(SAMPLE, name), join(project, name), { recursive: true });
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(ROOT, join(project, 'node_modules/lakewright'), 'junction');
    const python = (...args: readonly string[]): string =>
      execFileSync(local.python.python, args, { cwd: project, env: local.env, encoding: 'utf8', maxBuffer: 1 << 26 });
    python('land.py', 'landing');
    if (!FULL) keepMonths(join(project, 'landing/flights/flights.csv'));
    reference = JSON.parse(python(REFERENCE, join(project, 'landing'), '--json')) as Reference;
    const printed = JSON.parse(
      execFileSync(process.execPath, [join(ROOT, 'bin/lakewright.mjs'), 'run', '--json', ...(FULL ? [] : goldOf(reference).map((table) => `+${table}`))], {
        cwd: project,
        encoding: 'utf8',
        maxBuffer: 1 << 26,
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as { readonly runs: readonly Results[] };
    results = printed.runs[0] as Results;
  }, 600_000);

  /** What DuckDB says of the tables that are built, all of them in the long suite; names are those of tables or begin with one. */
  const known = <T>(figures: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
    Object.entries(figures).filter(([name]) => FULL || results.tables.some(({ table }) => name === table || name.startsWith(`${table}.`)));

  it('builds every table that is asked for, and what it reads', () => {
    expect(results.tables.filter((t) => t.status !== 'succeeded')).toEqual([]);
    const tables = results.tables.map((t) => t.table);
    expect(tables).toEqual(expect.arrayContaining([...goldOf(reference)]));
    expect(tables.toSorted()).toEqual(
      known(reference.tables)
        .map(([name]) => name)
        .toSorted(),
    );
  });
  it('keeps, quarantines and drops the rows that DuckDB counts', () => {
    expect(Object.fromEntries(results.tables.map((t) => [t.table, t.rows]))).toEqual(Object.fromEntries(known(reference.tables)));
  });
  it('loses no row', () => {
    for (const { rows, table } of results.tables)
      expect([table, (rows?.kept ?? 0) + (rows?.quarantined ?? 0) + (rows?.dropped ?? 0)]).toEqual([table, rows?.in]);
  });
  it('finds the violations that DuckDB finds', () => {
    const found = results.tables.flatMap((t) => (t.rules ?? []).map((r) => [`${t.table}.${r.name}`, r.violations] as const));
    const expected = known(reference.rules).map(([name, r]) => [name, r.violations ?? r.rows_with_duplicated_keys ?? 0] as const);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });
  it.runIf(FULL)(
    'answers the three questions with the figures that DuckDB gives (another start of Spark: npm run test:full)',
    () => {
      const text = execFileSync(local.python.python, ['answers.py', '--json'], {
        cwd: project,
        env: local.env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const answers = JSON.parse(text) as Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
      expect(Object.keys(answers).length).toBe(3);
      for (const [question, rows] of Object.entries(answers)) {
        const expected = reference.questions[question]
          ?.slice(0, rows.length)
          .map((row) => Object.fromEntries(Object.keys(rows[0] ?? {}).map((name) => [name, row[name]])));
        expect(rows).toEqual(expected);
      }
    },
    120_000,
  );
  it('writes the results to disk, as they were printed', () => {
    const file = join(project, '.lakewright/runs/local', results.run, 'results.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(results);
  });
});
