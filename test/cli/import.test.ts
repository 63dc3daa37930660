/** `lakewright import`: what DDL says, read by Spark's parser, comes back as the same DDL. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tableStatements } from '../../src/emit/sql/ddl.ts';
import { writeManifest } from '../../src/model/manifest.ts';
import { imported } from '../import/evaluate.ts';
import { randomTables } from '../import/random-tables.ts';
import { fullSample } from '../support.ts';
import { lakewright, temporaryFolder, treeOf, writeAll } from './support.ts';
import { FULL } from '../suite.ts';

const TABLES = FULL ? 400 : 60;
const root = temporaryFolder();
const DESCRIPTION = { table_name: 'clicks', columns: [{ name: 'url', type: { name: 'string' }, nullable: false }], comment: 'one row per click' };

describe('lakewright import', { timeout: 240_000 }, () => {
  it('gives the same DDL again for random tables, through the parser of Spark', async () => {
    const tables = randomTables(TABLES);
    const ddl = tables.map((table) => tableStatements(table, `ops.shop.${table.name}`)[0] ?? '');
    writeAll(root, {
      'ddl/shop.sql': `-- everything\nCREATE SCHEMA IF NOT EXISTS shop;\n${ddl.join(';\n')};\nALTER TABLE t0 SET TAGS ('a' = 'b');\n`,
      'columns.ddl': '(id BIGINT NOT NULL, name STRING)',
      'clicks.json': JSON.stringify([DESCRIPTION]),
    });
    const { status, stdout, stderr } = await lakewright(['import', 'ddl/shop.sql', 'columns.ddl', 'clicks.json', '--out', 'definitions/bronze.ts'], {
      cwd: root,
    });
    expect([status, stdout], stderr).toEqual([0, `definitions/bronze.ts: ${TABLES + 2} tables\n`]);
    const model = await imported(readFileSync(join(root, 'definitions/bronze.ts'), 'utf8'));
    expect(model.tables.slice(0, TABLES).map((table) => tableStatements(table, `ops.shop.${table.name}`)[0])).toEqual(ddl);
    expect(model.tables.slice(TABLES).map(({ name, intent, columns }) => [name, intent, columns.map((c) => [c.name, c.type.kind, c.nullable])])).toEqual([
      [
        'columns',
        'as in columns.ddl; the body is still to be written',
        [
          ['id', 'bigint', false],
          ['name', 'string', true],
        ],
      ],
      ['clicks', 'one row per click', [['url', 'string', false]]],
    ]);
  });
  it('never writes over a file, unless told to, and needs no Spark for descriptions', async () => {
    writeAll(root, { 'clicks.json': JSON.stringify(DESCRIPTION), 'mine.ts': 'mine' });
    const env = { LAKEWRIGHT_PYTHON: '/nowhere/python' };
    const before = treeOf(root);
    const refused = await lakewright(['import', 'clicks.json', '--out', 'mine.ts'], { cwd: root, env });
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('error LW7004  mine.ts')]);
    expect(treeOf(root)).toEqual(before);
    const forced = await lakewright(['import', 'clicks.json', '--out', 'mine.ts', '--force', '--layer', 'raw data'], { cwd: root, env });
    expect([forced.status, forced.stdout]).toEqual([0, 'mine.ts: 1 table\n']);
    expect(readFileSync(join(root, 'mine.ts'), 'utf8')).toBe(`import { type Layer, t, Table } from 'lakewright';

/** Begun by \`lakewright import\`; yours from now on. */
export const rawDataTables = (rawData: Layer) => ({
  clicks: new Table(rawData, 'clicks', {
    intent: 'one row per click',
    columns: {
      url: t.string().notNull(),
    },
  }),
});
`);
  });
  it('makes contracts of the tables of another project from its manifest', async () => {
    writeFileSync(join(root, 'manifest.json'), writeManifest(fullSample().model));
    const { status, stdout, stderr } = await lakewright(['import', 'manifest.json', '--contract-version', '2.1.0'], { cwd: root });
    expect(status, stderr).toBe(0);
    expect(stdout).toContain(`/** one row per flight that has a plane */
export const silverFlights = tableContract({
  project: 'flights',
  name: 'silver.flights',
  version: '2.1.0',
  columns: {
    carrier: t.string().notNull().comment('IATA airline code'),
    flight: t.int().notNull(),`);
    expect(stdout.match(/^export const \w+/gm)).toEqual(['export const bronzeFlightsRaw', 'export const silverFlights', 'export const goldDelays']);
  });
  it('names what is missing or no description, all of it, and writes nothing', async () => {
    writeAll(root, { 'odd.json': '{ "a": 1 }', 'broken.json': '{', 'old.json': '{ "format": 99, "model": {} }' });
    const { status, stdout, stderr } = await lakewright(['import', 'gone.sql', 'odd.json', 'broken.json', 'old.json'], { cwd: root });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr.match(/(error LW\d+ {2}\S+)\n {2}(.*)/g)).toEqual([
      'error LW7001  gone.sql\n  there is no gone.sql',
      'error LW7002  odd.json\n  it is neither the output of DESCRIBE … AS JSON, nor a schema as Spark writes it, nor the manifest of a project',
      'error LW7002  broken.json\n  it is not JSON',
      expect.stringMatching(/^error LW7002 {2}old.json\n {2}the manifest has format 99, this version reads \d+$/),
    ]);
    expect((await lakewright(['import'], { cwd: root })).status).toBe(2);
  });
});
