/** Names that meet: tables of one name in two layers, tables called like what modules use, columns that a frame may have beside the known ones. */
import { describe, expect, test } from 'vitest';
import { emitPipelines } from '../../../src/emit/pipelines/index.ts';
import { emitTransformations } from '../../../src/emit/transformations/index.ts';
import { ExternalTable, F, files, from, Layer, t, Table } from '../../../src/index.ts';
import type { Model } from '../../../src/model/model.ts';
import { modelOf, newProject } from '../../support.ts';

const columns = { a: t.string(), n: t.int(), m: t.bigint() };
const model = (): Model => {
  const project = newProject('trips');
  const [bronze, silver] = [new Layer(project, 'bronze'), new Layer(project, 'silver')];
  const raw = new Table(bronze, 'rides', { source: files('landing/rides', { format: 'parquet', onBadValue: 'rescue' }), columns });
  const rides = new Table(silver, 'rides', { query: from(raw).where((r) => r.n.gt(1)) });
  const other = new ExternalTable(silver, 'other', { name: 'main.ref.other', columns });
  new Table(silver, 'joined', { query: from(raw).join(rides, { on: ['a'], select: (l, r) => ({ a: l.a, theirs: r.a, count: r.n }) }) });
  new Table(silver, 'keep_first', { query: from(other).dropDuplicates({ by: ['a'], keepFirst: (r) => [r.n.desc()] }) });
  new Table(silver, 'float', { query: from(other).select((r) => ({ a: r.a, half: F.coalesce(r.n.cast(t.double()), Number.NaN) })) });
  new Table(silver, 'main', {
    query: from(other)
      .groupBy('a')
      .agg(() => ({ n: F.count() })),
  });
  return modelOf(project.check());
};
const contents = new Map([emitTransformations, emitPipelines].flatMap((emit) => emit(model())).map(({ path, content }) => [path, content as string]));
const contentOf = (path: string): string => contents.get(path) ?? `${path} is not there, but ${[...contents.keys()].join(', ')}`;

describe('names in generated Python', () => {
  test('of tables that are in two layers have the layer before them', () => {
    expect(contentOf('src/trips/silver/joined.py')).toContain('def joined(bronze_rides: DataFrame, silver_rides: DataFrame) -> DataFrame:');
    expect(contentOf('pipelines/silver.py')).toContain('inputs={"bronze_rides": "bronze.rides", "silver_rides": "silver.rides"},');
  });
  test('of a table and of its input are never the same', () => {
    expect(contentOf('src/trips/silver/rides.py')).toContain('def rides(bronze_rides: DataFrame) -> DataFrame:');
  });
  test('of tables do not hide what a module uses', () => {
    expect(contentOf('src/trips/silver/keep_first_.py')).toContain('def keep_first_(other: DataFrame) -> DataFrame:');
    expect(contentOf('src/trips/silver/float_.py')).toContain('def float_(other: DataFrame) -> DataFrame:');
    expect(contentOf('pipelines/silver.py')).toContain('from trips.silver import main as main_table\n');
    expect(contentOf('pipelines/silver.py')).toContain('build=main_table.main,');
  });
  test('of columns that the model does not know end with the first step that would keep them', () => {
    expect(contentOf('src/trips/silver/rides.py')).toContain('return bronze_rides.where(F.col("n") > 1).select("a", "n", "m")\n');
    expect(contentOf('src/trips/silver/keep_first_.py')).toContain('return other.select("a", "n", "m").transform(\n');
  });
  test('of keys on the right side of a join stay within reach', () => {
    expect(contentOf('src/trips/silver/joined.py')).toContain('silver_rides.withColumn("s_a", F.col("a")).alias("s"), on=["a"]');
    expect(contentOf('src/trips/silver/joined.py')).toContain('F.col("s.s_a").alias("theirs")');
  });
});
