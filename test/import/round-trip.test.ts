import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeDeclarations } from '../../src/import/index.ts';
import type { Imported, ImportedTable } from '../../src/import/index.ts';
import { columnsOfSpark } from '../../src/import/read.ts';
import type { TableModel } from '../../src/model/model.ts';
import { sparkSchemaJson } from '../../src/model/spark-json.ts';
import { imported, moduleFile, modulesFolder } from './evaluate.ts';
import { randomTables } from './random-tables.ts';
import { FULL } from '../suite.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const OPTIONS = { layer: 'bronze', version: '1.0.0' };
const RUNS = FULL ? 1000 : 120;

/** As if Spark had described the table. */
const described = ({ name, columns, intent, primaryKey, clusterBy, partitionBy }: TableModel): ImportedTable => ({
  kind: 'table',
  name: [name],
  ...columnsOfSpark(JSON.parse(JSON.stringify(sparkSchemaJson(columns)))),
  ...(intent === undefined ? {} : { comment: intent }),
  primaryKey,
  clusterBy,
  partitionBy,
  properties: {},
  source: 'shop.sql',
});
const plain = { name: [] as string[], clusterBy: [], partitionBy: [], primaryKey: [], properties: {}, leftOut: [], source: 'a.json' };
const columnOf = (name: string, kind: 'int' | 'string' = 'int') => ({ name, type: { kind }, nullable: true }) as const;

describe('tables that are imported', () => {
  const tables = randomTables(RUNS);
  const { text, leftOut } = writeDeclarations(tables.map(described), OPTIONS);
  it('are declared with every type, name, comment and key that they had', async () => {
    const model = await imported(text);
    expect(leftOut).toEqual([]);
    const seen = model.tables.map(({ key, columns, intent, primaryKey, clusterBy, partitionBy }) => ({
      key,
      columns,
      intent,
      primaryKey,
      clusterBy,
      partitionBy,
    }));
    const wanted = tables.map(({ key, columns, intent, primaryKey, clusterBy, partitionBy }) => ({ key, columns, intent, primaryKey, clusterBy, partitionBy }));
    expect(seen).toEqual(wanted);
  });
  it('are declared in a module that compiles', { timeout: 240_000 }, () => {
    const contracts: readonly Imported[] = tables
      .slice(0, 20)
      .map(({ key, columns, intent }) => ({ kind: 'contract', project: 'shop', name: key, columns, ...(intent === undefined ? {} : { intent }) }));
    const some = writeDeclarations(tables.slice(0, 30).map(described), OPTIONS);
    const files = [moduleFile(some.text), moduleFile(writeDeclarations(contracts, OPTIONS).text)];
    const folder = modulesFolder();
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const config = join(folder, 'tsconfig.json');
    const options = {
      noEmit: true,
      strict: true,
      target: 'es2024',
      module: 'nodenext',
      allowImportingTsExtensions: true,
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
      typeRoots: [join(REPOSITORY, 'node_modules/@types')],
      types: ['node'],
    };
    writeFileSync(config, JSON.stringify({ compilerOptions: options, files }));
    const { status, stdout } = spawnSync(process.execPath, [join(REPOSITORY, 'node_modules/tsc7/bin/tsc'), '-p', config], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
  });
  it('get other names for columns whose names a table cannot have, and say the old ones', async () => {
    const columns = ['Order ID', 'order_id', '1', '__proto__', 'a b', 'a,b'].map((name) => columnOf(name));
    const files = { path: 'landing/orders', format: 'parquet' } as const;
    const model = await imported(writeDeclarations([{ ...plain, kind: 'table', name: ['orders'], columns, files, primaryKey: ['Order ID'] }], OPTIONS).text);
    expect(model.tables[0]?.columns.map(({ name, sourceName }) => [name, sourceName])).toEqual([
      ['order_id_2', 'Order ID'],
      ['order_id', undefined],
      ['_1', '1'],
      ['proto', '__proto__'],
      ['a_b', 'a b'],
      ['a_b_2', 'a,b'],
    ]);
    expect([model.tables[0]?.primaryKey, model.tables[0]?.body]).toEqual([
      ['order_id_2'],
      expect.objectContaining({ kind: 'files', source: expect.objectContaining(files) }),
    ]);
  });
  it('of several schemas meet in one layer without a clash', async () => {
    const names = [['ops', 'a', 'orders'], ['ops', 'b', 'Orders'], ['or ders'], ['delete']];
    const model = await imported(
      writeDeclarations(
        names.map((name) => ({ ...plain, kind: 'table', name, columns: [columnOf('id')] })),
        OPTIONS,
      ).text,
    );
    expect(model.tables.map(({ name }) => name)).toEqual(['a_orders', 'b_Orders', 'or_ders', 'delete_table']);
  });
  it('leave out what has no declaration, and say so', () => {
    const numbers = { name: 'n', nullable: true, type: { kind: 'struct', fields: [columnOf('1')] } } as const;
    const table = { ...plain, kind: 'table', name: ['t'], columns: [columnOf('id'), numbers], primaryKey: ['id', 'n'], leftOut: ['bucket(3, id)'] } as const;
    const written = writeDeclarations([table], OPTIONS);
    expect(written.leftOut).toEqual([{ table: 't', what: ['bucket(3, id)', 'column "n", which has fields whose names are numbers'] }]);
    expect(written.text).not.toContain('primaryKey');
    expect(columnsOfSpark({ fields: [{ name: 'x', type: 'interval day' }] })).toEqual({ columns: [], leftOut: ['column "x" of type interval day'] });
  });
  it('name what Spark notes with columns and a definition has not', () => {
    const field = (name: string, metadata: object, type: unknown = 'string'): object => ({ name, type, nullable: true, metadata });
    const inner = { type: 'struct', fields: [field('x', { __COLLATIONS: { x: 'icu.UNICODE' } })] };
    const fields = [
      field('id', { 'identity.start': 5, 'identity.step': 2, 'identity.allowExplicitInsert': true }, 'long'),
      field('n', { EXISTS_DEFAULT: '1+1', CURRENT_DEFAULT: '1+1' }, 'integer'),
      field('day', { GENERATION_EXPRESSION: 'CAST(at AS DATE)', comment: 'kept' }, 'date'),
      field('label', { __COLLATIONS: { label: 'spark.UTF8_LCASE' } }),
      field('all', {}, { type: 'array', elementType: inner, containsNull: true }),
    ];
    const { leftOut, columns } = columnsOfSpark({ fields });
    expect(leftOut).toEqual([
      'identity of "id"',
      'default of "n": 1+1',
      'generation of "day": CAST(at AS DATE)',
      'collation of "label": UTF8_LCASE',
      'collation of "all.x": UNICODE',
    ]);
    expect(columns.map(({ name }) => name)).toEqual(['id', 'n', 'day', 'label', 'all']);
  });
  it('keep their properties, but for those that Delta notes for itself', async () => {
    const properties = { "k'\n": '*/ \u2028 x', 'delta.enableChangeDataFeed': 'true', 'delta.minReaderVersion': '1', 'delta.feature.x': 'supported' };
    const model = await imported(writeDeclarations([{ ...plain, kind: 'table', name: ['t'], columns: [columnOf('id')], properties }], OPTIONS).text);
    expect(model.tables[0]?.properties).toEqual({ "k'\n": '*/ \u2028 x', 'delta.enableChangeDataFeed': 'true' });
  });
});
