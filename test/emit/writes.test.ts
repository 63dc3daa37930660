/** How tables are written, from the definition to the files that say so. */
import { describe, expect, it } from 'vitest';
import { from, Scd2Table, Table } from '../../src/index.ts';
import { factsOf } from '../../src/emit/describe.ts';
import { emitPipelines } from '../../src/emit/pipelines/index.ts';
import { emitSql } from '../../src/emit/sql/index.ts';
import { emitTests } from '../../src/emit/tests/index.ts';
import { emitTransformations } from '../../src/emit/transformations/index.ts';
import { readManifest, writeManifest } from '../../src/model/manifest.ts';
import type { Model } from '../../src/model/model.ts';
import type { OutputFile } from '../../src/utils/output-file.ts';
import { modelOf, sample } from '../support.ts';
import { sampleModel } from './sample.ts';

const make = (): Model => {
  const s = sample();
  const query = from(s.flightsRaw);
  new Table(s.silver, 'late', { query, write: { strategy: 'replaceWhere', where: (f) => f.carrier.eq("it's").and(f.dep_delay.gt(15)) } });
  new Table(s.silver, 'parts', { query, partitionBy: ['carrier'], write: { strategy: 'replacePartitions' }, allowSchemaChanges: ['drop'] });
  new Table(s.silver, 'seen', { query, write: { strategy: 'insertOnly', keys: ['carrier', 'flight'] } });
  new Table(s.silver, 'patched', { query, write: { strategy: 'merge', keys: ['carrier'], ignoreNullUpdates: true } });
  const versions = new Scd2Table(s.silver, 'versions', {
    query,
    keys: ['carrier', 'flight'],
    sequenceBy: 'time_hour',
    deleteWhen: (f) => f.tailnum.isNull(),
    ignoreChangesIn: ['dep_delay'],
  });
  new Scd2Table(s.silver, 'states', { query, keys: ['carrier', 'flight'], sequenceBy: 'time_hour', from: 'snapshots' });
  new Table(s.gold, 'latest', { query: from(versions).where((v) => v.__END_AT.isNull()) });
  return modelOf(s.project.check());
};
const model = make();
const textOf = (files: readonly OutputFile[], path: string): string => String(files.find((file) => file.path === path)?.content);
const table = (key: string) => {
  const found = model.tables.find((t) => t.key === key);
  if (!found) throw new Error(key);
  return found;
};

describe('how tables are written', () => {
  const silver = textOf(emitPipelines(model), 'pipelines/silver.py');
  it.each([
    ['a condition, as SQL', /write=ReplaceWhere\(\s*where="carrier = 'it\\\\'s' AND dep_delay > 15/],
    ['partitions', /write=ReplacePartitions\(\),\s*partition_by=\["carrier"\],\s*allow_schema_changes=\["drop"\]/],
    ['new keys', /write=InsertOnly\(keys=\["carrier", "flight"\]\)/],
    ['values over NULL', /write=Merge\(keys=\["carrier"\], ignore_null_updates=True\)/],
    [
      'versions of changes',
      /Scd2\(\s*keys=\["carrier", "flight"\],\s*sequence_by="time_hour",\s*delete_where=lambda: F\.col\("tailnum"\)\.isNull\(\),\s*ignore_changes_in=\["dep_delay"\],\s*\)/,
    ],
    ['versions of snapshots', /Scd2\(\s*keys=\["carrier", "flight"\],\s*sequence_by="time_hour",\s*snapshots=True,?\s*\)/],
  ])('the pipeline says: %s', (_, expected) => expect(silver).toMatch(expected));

  it('a function of the user runs alone, since it may change the session', () => {
    const exclusive = textOf(emitPipelines(sampleModel()), 'pipelines/silver.py')
      .split('Step(')
      .filter((step) => step.includes('exclusive=True'));
    expect(exclusive).toHaveLength(1);
    expect(exclusive[0]).toContain('table="silver.rotations"');
  });

  it('survives the manifest', () => expect(readManifest(writeManifest(model))).toEqual(model));

  it('a table of versions has two columns more than its query, and its function gives the query', () => {
    expect(
      table('silver.versions')
        .columns.map((c) => [c.name, c.type.kind, c.nullable])
        .slice(-2),
    ).toEqual([
      ['__START_AT', 'timestamp', false],
      ['__END_AT', 'timestamp', true],
    ]);
    expect(table('gold.latest').columns.map((c) => c.name)).toContain('__END_AT');
    expect(table('silver.versions').primaryKey).toEqual(['carrier', 'flight', '__START_AT']);
    const python = textOf(emitTransformations(model), 'src/flights/silver/versions.py');
    expect(python).toContain('"__START_AT"');
    expect(python).toMatch(/A frame with the columns carrier, flight, tailnum, dep_delay,\s+time_hour\./);
    expect(textOf(emitTests(model), 'tests/generated/test_silver_versions.py')).toContain('assert_schema(frame, unversioned_schema(versions.SCHEMA))');
    expect(textOf(emitSql(model), 'databricks/sql/silver.sql')).toMatch(/__START_AT TIMESTAMP NOT NULL COMMENT '[^']+',\n {2}__END_AT TIMESTAMP COMMENT/);
  });

  it('declarative pipelines make the same rows, and leave snapshots to batch runs', () => {
    const declarative = textOf(emitPipelines(model), 'pipelines/declarative/silver.py');
    expect(declarative).toMatch(/return versions\(\s*versions_table\.versions\(/);
    expect(declarative).toMatch(/seen\.seen\([^)]*\)\)\.dropDuplicates\(\s*\["carrier", "flight"\]\s*\)/);
    expect(declarative).not.toContain('make_states');
  });

  it('the docs say so in words', () => {
    const written = (key: string): string | undefined => factsOf(table(key)).find(([name]) => name === 'Written')?.[1];
    expect(written('silver.seen')).toBe('rows with a new carrier, flight are added; stored rows never change');
    expect(written('silver.patched')).toBe('merged by carrier; NULL leaves the stored value');
    expect(written('silver.versions')).toBe(
      'every version of carrier, flight in the order of time_hour, from changes; ended where tailnum IS NULL; changes in dep_delay alone make no version',
    );
    expect(written('silver.states')).toBe('every version of carrier, flight in the order of time_hour, from snapshots');
  });
});
