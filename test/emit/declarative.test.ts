/** A declarative pipeline of open-source Spark beside the batch job of the same definition. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXTRAS } from '../../scripts/requirements.mjs';
import { ensureLocal } from '../../src/run/environment/index.ts';
import { FULL, SPARK } from '../suite.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const HERE = join(import.meta.dirname, 'declarative');
const REQUIREMENTS = readFileSync(join(import.meta.dirname, 'declarative-requirements.txt'), 'utf8')
  .split('\n')
  .filter((line) => /^\w/.test(line));
const HEADER = 'id,version,customer,amount,placed\n';
/** The second day has a newer version of an order, a corrected one, and events that are new. */
const FILES: Readonly<Record<string, string>> = {
  '1/orders/1.csv': `${HEADER}1,1,a,5.00,2026-01-01 10:00:00
1,2,a,6.00,2026-01-01 11:00:00
2,1,,7.00,2026-01-02 10:00:00
3,1,b,-1.00,2026-01-03 10:00:00
4,1,b,250.00,2026-01-03 10:00:00
5,1,c,x,2026-01-03 10:00:00
6,1,z,9.50,2026-01-04 10:00:00
7,1,,0.00,2026-01-04 10:00:00
9,1,z,0.00,2026-01-04 10:00:00
`,
  '1/customers/1.csv': 'customer,city\na,Oslo\nb,Bergen\nc,Oslo\n',
  '1/events/1.json': '{"id":1,"what":"open"}\n{"id":2,"what":"close"}\n{"id":3,"what":"odd"}\n{"id":4,"what":null}\n',
  '2/orders/2.csv': `${HEADER}1,3,a,8.00,2026-01-05 10:00:00\n8,1,b,4.00,2026-01-05 10:00:00\n2,2,c,7.00,2026-01-06 10:00:00\n`,
  '2/events/2.json': '{"id":5,"what":"open"}\n{"id":6,"what":"strange"}\n',
};
const TABLES = [
  'bronze.customers',
  'bronze.events',
  'bronze.orders',
  'bronze.orders_quarantine',
  'gold.cities',
  'silver.dear',
  'silver.dear_in_oslo',
  'silver.latest',
  'silver.orders',
  'silver.orders_quarantine',
  'silver.placed',
  'silver.priced',
  'silver.priced_quarantine',
  'silver.seen',
  'silver.seen_quarantine',
];

/** Rows as JSON, by table. */
type Tables = Readonly<Record<string, readonly string[]>>;
type Found = Readonly<Record<string, { readonly batch: Tables; readonly pipeline: Tables }>>;

const folder = mkdtempSync(join(tmpdir(), 'lakewright-declarative-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const synthesized = (): string => {
  const project = join(folder, 'shop');
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(project, 'node_modules/lakewright'), 'junction');
  symlinkSync(join(ROOT, 'node_modules/projen'), join(project, 'node_modules/projen'), 'junction');
  cpSync(join(ROOT, 'samples/minimal/package.json'), join(project, 'package.json'));
  cpSync(join(HERE, 'projenrc.ts'), join(project, '.projenrc.ts'));
  execFileSync(process.execPath, ['.projenrc.ts'], { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return project;
};

describe.runIf(FULL && SPARK >= 4.2)('spark-pipelines of open-source Spark, from 4.2 on (minutes: npm run test:full)', () => {
  let found: Found;
  beforeAll(async () => {
    const { python, env } = await ensureLocal({ extras: [...EXTRAS, ...REQUIREMENTS] });
    const project = synthesized();
    for (const [path, content] of Object.entries(FILES)) {
      const file = join(folder, 'days', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const text = execFileSync(python.python, [join(HERE, 'compare.py'), project, join(folder, 'days')], {
      cwd: folder,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    found = JSON.parse(text) as Found;
  }, 900_000);

  it('makes every table, and every quarantine that is not empty', () => {
    expect(Object.keys(found['1']?.pipeline ?? {}).toSorted()).toEqual(TABLES);
  });
  it('holds the rows of the batch job, table by table and quarantines included, after a first run', () => {
    expect(found['1']?.pipeline).toEqual(found['1']?.batch);
  });
  it('holds them after a refresh, with rows that are newer, corrected and new', () => {
    expect(found['2']?.pipeline).toEqual(found['2']?.batch);
  });
});
