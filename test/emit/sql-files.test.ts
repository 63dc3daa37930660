import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emitSql, sqlFile, sqlParameters, viewQuery } from '../../src/emit/sql/index.ts';
import type { Model, TableModel } from '../../src/model/model.ts';
import { anyText } from '../utils/hostile.ts';
import { modelWith } from './hostile-model.ts';
import { statementsOf } from './sql-lexer.ts';
import { watchedModel } from './watched.ts';

const fileOf = (layer: string, model: Model = watchedModel()): string =>
  emitSql(model).find(({ path }) => path === `databricks/sql/${layer}.sql`)?.content as string;
const statement = (layer: string, start: string): string => {
  const found = statementsOf(fileOf(layer)).find(({ text }) => text.startsWith(start));
  if (!found) throw new Error(`no statement starts with ${start}`);
  return found.text;
};
const tableOf = (key: string): TableModel => {
  const table = watchedModel().tables.find((one) => one.key === key);
  if (!table) throw new Error(`no ${key}`);
  return table;
};

describe('SQL files', () => {
  test('name no environment: the catalog is a parameter, chosen first', () => {
    for (const { content } of emitSql(watchedModel())) {
      expect(statementsOf(content as string)[0]?.text).toMatch(/^USE CATALOG \{\{(?:gold_)?catalog\}\}$/);
      expect(content).not.toMatch(/lab_ops|prod_ops|prod_published/);
    }
  });

  test('create tables with NOT NULL, comments, keys and clustering', () => {
    expect(statement('bronze', 'CREATE TABLE IF NOT EXISTS air_traffic_bronze.flights_raw')).toBe(`CREATE TABLE IF NOT EXISTS air_traffic_bronze.flights_raw (
  carrier STRING NOT NULL COMMENT 'IATA airline code',
  flight INT NOT NULL,
  delay DOUBLE,
  day DATE,
  seen TIMESTAMP,
  passenger STRING,
  code VARCHAR(3),
  fare STRUCT<amount: DECIMAL(10, 2) NOT NULL COMMENT 'in euro', \`tax code\`: STRING>
)
COMMENT 'it\\'s as delivered'
CLUSTER BY AUTO
TBLPROPERTIES ('delta.columnMapping.mode' = 'name')`);
    expect(statement('silver', 'CREATE TABLE IF NOT EXISTS air_traffic_silver.flights (')).toMatch(
      /CONSTRAINT flights_pk PRIMARY KEY \(carrier, flight\) RELY\n\)\nPARTITIONED BY \(day\)\n/,
    );
    expect(statement('gold', 'CREATE TABLE IF NOT EXISTS air_traffic_gold.daily')).toMatch(/\nCLUSTER BY \(day\)$/);
  });

  test('create a quarantine table that takes any row, with the tags of personal data', () => {
    const quarantine = statement('silver', 'CREATE TABLE IF NOT EXISTS air_traffic_silver.flights_quarantine');
    expect(quarantine).not.toContain('NOT NULL');
    expect(quarantine).toContain('_violated_rules ARRAY<STRING>');
    expect(statement('silver', 'ALTER TABLE air_traffic_silver.flights_quarantine ALTER COLUMN passenger')).toMatch(/SET TAGS \('class' = 'pii'\)$/);
    expect(fileOf('gold')).not.toContain('quarantine');
  });

  test('can be run twice', () => {
    const again =
      /^(?:USE CATALOG|CREATE (?:SCHEMA|TABLE) IF NOT EXISTS|CREATE OR REPLACE VIEW|ALTER (?:SCHEMA|TABLE|VIEW) \S+ (?:ALTER COLUMN \S+ )?(?:SET TAGS|OWNER TO)|DECLARE OR REPLACE VARIABLE|SET VAR|EXECUTE IMMEDIATE)/;
    for (const { content } of emitSql(watchedModel())) for (const { skeleton } of statementsOf(content as string)) expect(skeleton).toMatch(again);
  });

  test('make what is read before what reads it', () => {
    const gold = fileOf('gold');
    expect(gold.indexOf('CREATE TABLE IF NOT EXISTS air_traffic_gold.daily')).toBeLessThan(gold.indexOf('CREATE OR REPLACE VIEW air_traffic_gold.`named`'));
  });

  test('give tables to their owners last', () => {
    const texts = statementsOf(fileOf('silver')).map(({ text }) => text);
    expect(texts.at(-1)).toBe('ALTER TABLE air_traffic_silver.flights OWNER TO ops');
    expect(statementsOf(fileOf('bronze')).at(-1)?.text).toBe('EXECUTE IMMEDIATE statement');
  });

  test('read tables of other catalogs and systems through parameters', () => {
    const view = statement('gold', 'CREATE OR REPLACE VIEW');
    expect(view).toContain("FROM IDENTIFIER('`' || {{catalog}} || '`.air_traffic_silver.flights') AS l");
    expect(view).toContain("JOIN IDENTIFIER(CASE {{environment}} WHEN 'prod' THEN 'main.crm.customers' ELSE 'lab.crm.customers' END) AS r");
    expect(view).toContain('LEFT SEMI JOIN main.crm.partners AS r');
  });

  test('say which parameters they need', () => {
    const model = watchedModel();
    const needs = model.layers.map((layer) => [sqlFile(layer), sqlParameters(model, layer).map(({ name }) => name)]);
    expect(needs).toEqual([
      ['databricks/sql/bronze.sql', ['catalog', 'environment']],
      ['databricks/sql/silver.sql', ['catalog']],
      ['databricks/sql/gold.sql', ['catalog', 'gold_catalog', 'environment']],
    ]);
  });

  test('are the same statements whatever texts the definition holds', () => {
    const kinds = (model: Model): readonly string[] =>
      emitSql(model).flatMap(({ content }) => statementsOf(content as string).map(({ skeleton }) => skeleton.slice(0, 8)));
    const plain = kinds(watchedModel());
    const parameters = /\{\{(?!(?:\w+_)?catalog\}\}|environment\}\})/;
    fc.assert(
      fc.property(anyText, (text) => {
        const model = modelWith(text, watchedModel());
        expect(kinds(model)).toEqual(plain);
        // Columns hold no `{`: the model refuses them.
        if (!text.includes('{')) for (const { content } of emitSql(model)) expect(content).not.toMatch(parameters);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a view', () => {
  test('has its columns by name, not by the place they have in hand-written SQL', () => {
    const worst: TableModel = {
      ...tableOf('gold.named'),
      body: { kind: 'sql', parts: ['select max(mean) as name, carrier from ', { table: 'gold.daily' }, ' group by carrier -- worst\n;\n'] },
    };
    expect(viewQuery(worst, (key) => `<${key}>`)).toBe(
      'SELECT carrier, name\nFROM (\nselect max(mean) as name, carrier from <gold.daily> group by carrier -- worst\n)',
    );
  });
  test('of a body that is no query has none', () => {
    expect(viewQuery(tableOf('bronze.flights_raw'), (key) => key)).toBeUndefined();
  });
});
