import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { emitProject } from '../../../src/emit/index.ts';
import { emitTests } from '../../../src/emit/tests/index.ts';
import type { Row, Value } from '../../../src/emit/tests/values.ts';
import { writeCase } from '../../../src/emit/tests/write-cases.ts';
import { written } from '../../../src/emit/tests/writing.ts';
import { from, Layer, Project, Scd2Table, seed, t, Table } from '../../../src/index.ts';
import type { Model, TableModel, WriteModel } from '../../../src/model/model.ts';
import { ensureLocal } from '../../../src/run/environment/index.ts';
import { FULL } from '../../suite.ts';

/** A minute: each table is written three times. */
const folder = mkdtempSync(join(tmpdir(), 'lakewright-written-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const project = new Project({ name: 'written', outdir: folder });
const layer = new Layer(project, 'all');
const columns = {
  shop: t.string().notNull(),
  id: t.int().notNull(),
  state: t.string(),
  price: t.decimal(10, 2),
  open: t.boolean(),
  day: t.date(),
  version: t.bigint(),
  tags: t.array(t.string()),
};
const changes = new Table(layer, 'changes', { query: seed(columns, []) });
const keys = ['shop', 'id'] as const;
new Table(layer, 'appended', { query: from(changes), write: { strategy: 'append' } });
new Table(layer, 'part', { query: from(changes), write: { strategy: 'replaceWhere', where: (c) => c.price.ge(10).and(c.state.ne('x')) } });
new Table(layer, 'days', { query: from(changes), partitionBy: ['day', 'open'], write: { strategy: 'replacePartitions' } });
new Table(layer, 'once', { query: from(changes), write: { strategy: 'insertOnly', keys } });
new Table(layer, 'last', { query: from(changes), write: { strategy: 'merge', keys, deleteWhen: (c) => c.state.eq('gone') } });
new Table(layer, 'newest', {
  query: from(changes),
  write: { strategy: 'merge', keys, sequenceBy: 'version', deleteWhen: (c) => c.state.isIn(['gone', 'lost']).or(c.price.lt(0)) },
});
new Table(layer, 'parts', { query: from(changes), write: { strategy: 'merge', keys, ignoreNullUpdates: true } });
new Scd2Table(layer, 'versions', {
  query: from(changes),
  keys,
  sequenceBy: 'version',
  deleteWhen: (c) => c.state.eq('gone'),
  ignoreChangesIn: ['state', 'open'],
});
new Scd2Table(layer, 'states', { query: from(changes), keys, sequenceBy: 'day', from: 'snapshots', ignoreChangesIn: ['price'] });
new Table(layer, 'flags', { query: from(changes), write: { strategy: 'insertOnly', keys: ['open'] } });
new Table(layer, 'whole', { query: from(changes) });

const { model, diagnostics } = project.check();
if (!model) throw new Error(JSON.stringify(diagnostics));
const made: Model = model;
const get = (name: string): TableModel => made.tables.find(({ key }) => key === `all.${name}`) as TableModel;
const WRITTEN = ['appended', 'part', 'days', 'once', 'last', 'newest', 'parts', 'versions', 'states'];
const textOf = (name: string): string => String(emitTests(made).find(({ path }) => path.endsWith(`test_all_${name}.py`))?.content);

const VALUE = fc.constantFrom<Value>(null, 1, 2);
const ROW = fc.record({ k: fc.constantFrom(1, 2), s: fc.constantFrom(1, 2, 3), v: VALUE, w: VALUE, gone: fc.boolean() });
/** Of one moment and key there is one row, as the runtime demands. */
const unique = (rows: readonly Record<string, Value>[], by: readonly string[]): readonly Row[] => [
  ...new Map(rows.map((row) => [by.map((name) => row[name]).join(), new Map(Object.entries(row))] as const)).values(),
];
const WRITES: readonly (readonly [WriteModel, readonly string[]])[] = [
  [{ strategy: 'overwrite' }, []],
  [{ strategy: 'replacePartitions' }, []],
  [{ strategy: 'insertOnly', keys: ['k'] }, ['k']],
  [{ strategy: 'merge', keys: ['k'], deleteWhen: { kind: 'column', input: 0, name: 'gone', type: { kind: 'boolean' }, nullable: true } }, ['k']],
  [{ strategy: 'merge', keys: ['k'], ignoreNullUpdates: true }, ['k']],
  [{ strategy: 'merge', keys: ['k'], sequenceBy: 's' }, ['k', 's']],
  [{ strategy: 'scd2', keys: ['k'], sequenceBy: 's', ignoreChangesIn: ['w'] }, ['k', 's']],
];
const sorted = (rows: readonly Row[]): readonly string[] => rows.map((row) => JSON.stringify([...row])).toSorted();
const isGone = (row: Row): boolean => row.get('gone') === true;

describe('what a write makes of batches', () => {
  it.each(WRITES)('is not changed by the last batch again: %j', (write, by) => {
    fc.assert(
      fc.property(fc.array(fc.array(ROW, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }), (given) => {
        const batches = given.map((rows) => unique(rows, by.length > 0 ? by : ['k', 's', 'v', 'w', 'gone']));
        const once = written(batches, write, isGone, ['k'], []);
        expect(sorted(written([...batches, ...batches.slice(-1)], write, isGone, ['k'], []))).toEqual(sorted(once));
      }),
    );
  });
  it('does not depend on how changes with an order are cut into batches', () => {
    const [merge, scd2] = WRITES.slice(-2).map(([write]) => write);
    fc.assert(
      fc.property(fc.array(ROW, { minLength: 1, maxLength: 8 }), fc.nat(8), (given, cut) => {
        const rows = unique(given, ['k', 's']);
        for (const write of [merge, scd2]) {
          if (!write) continue;
          const whole = written([rows], write, isGone, [], []);
          expect(sorted(written([rows.slice(0, cut), rows.slice(cut)], write, isGone, [], []))).toEqual(sorted(whole));
        }
      }),
    );
  });
});

describe('rows to be written', () => {
  it.each(WRITTEN)('are in the tests of a table that is written by rows: %s', (name) => {
    expect(textOf(name)).toContain('def test_writing_these_rows_again_changes_nothing');
    expect(textOf(name)).not.toMatch(/no rows test.*its write/);
  });
  it('are not there where a table is replaced as a whole, or where they cannot be made, which is said', () => {
    expect(textOf('whole')).not.toContain('writing_these_rows');
    expect(textOf('flags')).toContain('no rows test its write');
  });
  it('tell apart what a write could forget', () => {
    const lives = (name: string, other: (write: WriteModel) => WriteModel): boolean => {
      const table = get(name);
      const found = writeCase(table);
      if (!found) throw new Error(name);
      const changed = other(table.write);
      const condition = 'where' in changed ? changed.where : 'deleteWhen' in changed ? changed.deleteWhen : undefined;
      const holds = (row: Row): boolean =>
        condition === undefined ? false : row.get('state') === 'gone' || row.get('state') === 'lost' || Number(row.get('price') ?? 0) < 0;
      return JSON.stringify(sorted(written(found.batches, changed, holds, table.partitionBy, found.stored))) === JSON.stringify(sorted(found.rows));
    };
    expect(lives('newest', (write) => write)).toBe(true);
    const without = (name: string) => (write: WriteModel) => ({ ...write, [name]: undefined }) as unknown as WriteModel;
    const withKey =
      (...some: readonly string[]) =>
      (write: WriteModel) =>
        ({ ...write, keys: some }) as WriteModel;
    expect(lives('newest', without('sequenceBy'))).toBe(false);
    expect(lives('newest', without('deleteWhen'))).toBe(false);
    expect(lives('newest', withKey('id'))).toBe(false);
    expect(lives('newest', withKey('shop'))).toBe(false);
    expect(lives('parts', without('ignoreNullUpdates'))).toBe(false);
    expect(lives('once', withKey('id'))).toBe(false);
    expect(lives('once', (write) => ({ ...write, strategy: 'merge' }) as WriteModel)).toBe(false);
    expect(lives('versions', (write) => ({ ...write, ignoreChangesIn: ['open'] }) as WriteModel)).toBe(false);
    expect(lives('versions', (write) => ({ ...write, ignoreChangesIn: ['state'] }) as WriteModel)).toBe(false);
    expect(lives('states', without('snapshots'))).toBe(false);
  });
  it.runIf(FULL)(
    'are written by the runtime as they are here (a minute: npm run test:full)',
    async () => {
      for (const { path, content } of emitProject(made)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
      const local = await ensureLocal({});
      const { status, stdout } = spawnSync(
        local.python.python,
        ['-m', 'pytest', '-q', '--tb=short', '-p', 'no:cacheprovider', '-k', 'writing_these_rows', 'tests/generated'],
        { cwd: folder, env: local.env, encoding: 'utf8' },
      );
      expect(status, stdout).toBe(0);
      expect(stdout).toContain(`${WRITTEN.length} passed`);
    },
    400_000,
  );
});
