import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXTRAS } from '../../scripts/requirements.mjs';
import { ensureLocal } from '../../src/run/environment/index.ts';
import { FULL } from '../suite.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SAMPLE = join(ROOT, 'samples/retail');
/** After each of them the tables are brought up to date; on the 16th, files get one more key. */
const DAYS = Array.from({ length: 30 }, (_, day) => day + 1);

/** Rows as JSON, by table. */
type Tables = Readonly<Record<string, readonly string[]>>;
interface Found {
  readonly columns_before: readonly string[];
  readonly daily: Tables;
  readonly expected: Tables;
  readonly commits: Readonly<Record<string, number>>;
  readonly commits_of_repeated_run: Readonly<Record<string, number>>;
  readonly late: Tables;
  readonly expected_late: Tables;
  readonly at_once: Tables;
}
const TABLES = [
  'bronze.customer_changes',
  'bronze.orders_raw',
  'bronze.orders_raw_quarantine',
  'bronze.payments_raw',
  'bronze.products_raw',
  'gold.city_revenue',
  'gold.customers_now',
  'gold.daily_revenue',
  'silver.customers',
  'silver.customers_quarantine',
  'silver.orders',
  'silver.orders_quarantine',
  'silver.payments',
  'silver.payments_quarantine',
  'silver.products',
];

const folder = mkdtempSync(join(tmpdir(), 'lakewright-retail-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const synthesized = (name: string, change: (bronze: string) => string): string => {
  const project = join(folder, name);
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(project, 'node_modules/lakewright'), 'junction');
  symlinkSync(join(ROOT, 'node_modules/projen'), join(project, 'node_modules/projen'), 'junction');
  for (const part of ['.projenrc.ts', 'definitions', 'package.json', 'land.py']) cpSync(join(SAMPLE, part), join(project, part), { recursive: true });
  const bronze = join(project, 'definitions/bronze.ts');
  writeFileSync(bronze, change(readFileSync(bronze, 'utf8')));
  execFileSync(process.execPath, ['.projenrc.ts'], { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return project;
};

/** One Spark session: the same files day by day and all at once, and plain Python beside both. */
describe.runIf(FULL)('the retail sample (minutes: npm run test:full)', () => {
  let found: Found;
  beforeAll(async () => {
    const { python, env } = await ensureLocal({ extras: EXTRAS });
    const before = synthesized('before', (bronze) => bronze.replace(/^ *supplier: .*\n/m, ''));
    const sample = synthesized('retail', (bronze) => bronze);
    const text = execFileSync(python.python, [join(import.meta.dirname, 'retail/run.py'), before, sample, join(folder, 'data'), DAYS.join()], {
      cwd: folder,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    found = JSON.parse(text) as Found;
  }, 1_800_000);

  it('has rows in every table, quarantines included', () => {
    expect(Object.keys(found.expected).toSorted()).toEqual(TABLES);
    for (const table of TABLES) expect([table, found.expected[table]?.length]).not.toEqual([table, 0]);
  });
  it.each(TABLES)('has in %s what plain Python makes of the files', (table) => {
    expect(found.daily[table]).toEqual(found.expected[table]);
  });
  it('adds a column to the stored tables on the day on which the definition has one more', () => {
    expect(found.columns_before).not.toContain('supplier');
    expect(found.daily['silver.products']?.every((row) => 'supplier' in JSON.parse(row))).toBe(true);
  });
  it('commits nothing to a stream’s table when a run finds nothing new', () => {
    const streams = Object.keys(found.commits).filter((table) => !table.startsWith('gold.'));
    for (const table of streams) expect([table, found.commits_of_repeated_run[table]]).toEqual([table, found.commits[table]]);
  });
  it.each(TABLES)('has in %s what plain Python makes of files that come late or again', (table) => {
    expect(found.late[table]).toEqual(found.expected_late[table]);
  });
  it('changes what a late file is about, and nothing else, although the last files come again', () => {
    const changed = TABLES.filter((table) => JSON.stringify(found.late[table]) !== JSON.stringify(found.daily[table]));
    expect(changed.filter((table) => !table.startsWith('bronze.'))).toEqual(['gold.city_revenue', 'gold.daily_revenue', 'silver.customers', 'silver.orders']);
  });
  it('gives the same tables day by day, late files last, and all at once', () => {
    expect(Object.keys(found.late)).toEqual(Object.keys(found.at_once));
    // What is remembered beside a table may hold a change that a version has come to show again.
    const shown = Object.keys(found.late).filter((table) => !table.endsWith('__changes'));
    for (const table of shown) expect([table, found.late[table]]).toEqual([table, found.at_once[table]]);
  });
});
