import { describe, expect, it, onTestFinished } from 'vitest';
import type { RuleModel } from '../../src/model/model.ts';
import { scalar } from '../../src/query/datatype.ts';
import { runDiagnostic } from '../../src/run/diagnostics.ts';
import { RunFailure } from '../../src/run/problem.ts';
import { type Asked, type FirstRows, firstRowsText, requestOf } from '../../src/run/first-rows.ts';
import { painter } from '../../src/run/text.ts';
import { modelOf, temporaryFolder, writeFiles } from './support.ts';

const SETS_ASIDE: RuleModel = {
  kind: 'row',
  name: 'positive',
  severity: 'medium',
  check: { kind: 'literal', value: true, type: scalar('boolean'), nullable: false },
  onViolation: 'quarantine',
  nulls: 'violate',
};
const ROWS: FirstRows = {
  table: 'silver.orders',
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'café', type: 'string' },
    { name: 'lines', type: 'array<struct<sku:string>>' },
  ],
  rows: [
    [7, 'a\nb', [{ sku: 'x' }]],
    ['9007199254740993', null, []],
    [1, 'x'.repeat(90), null],
  ],
  count: 1234,
};
const text = (width?: number): string => firstRowsText(ROWS, painter(false), width);

describe('rows that are shown', () => {
  it('stand under their columns, numbers to the right, NULL by its name, long texts cut', () => {
    expect(text()).toBe(
      [
        'silver.orders  3 of 1,234 rows',
        `              id  café${' '.repeat(38)}lines`,
        `               7  a b${' '.repeat(39)}[{"sku":"x"}]`,
        `9007199254740993  NULL${' '.repeat(38)}[]`,
        `               1  ${'x'.repeat(39)}…  NULL`,
      ].join('\n'),
    );
  });
  it('leave out what finds no place, and say so', () => {
    expect(text(60)).toContain('not shown, as the terminal is too narrow: lines');
    expect(text(60).split('\n')[1]).toBe('              id  café');
    expect(text(3)).toContain('not shown, as the terminal is too narrow: café, lines');
  });
  it('begin with the rules that were violated', () => {
    const columns = [
      { name: 'id', type: 'int' },
      { name: '_violated_rules', type: 'array<string>' },
    ];
    const aside = { ...ROWS, columns, rows: [[1, ['positive']]], count: 1 };
    expect(firstRowsText(aside, painter(false)).split('\n').slice(1)).toEqual(['_violated_rules  id', '["positive"]      1']);
  });
  it('are none where a table is empty', () => {
    expect(firstRowsText({ ...ROWS, rows: [], count: 0 }, painter(false))).toBe('silver.orders  0 of 0 rows\nid  café  lines');
  });
});

describe('tables whose rows are asked for', () => {
  const model = modelOf([
    { key: 'bronze.orders' },
    { key: 'bronze.later' },
    { key: 'bronze.rates', kind: 'external' },
    ...['silver.checked', 'silver.clean', 'silver.never'].map((key) => ({ key, rules: [SETS_ASIDE] })),
    { key: 'gold.seen', kind: 'view', reads: ['bronze.orders'] },
    { key: 'gold.twice', kind: 'view', reads: ['gold.seen', 'bronze.orders'] },
    { key: 'gold.both', kind: 'view', reads: ['bronze.later', 'gold.seen', 'bronze.rates'] },
  ]);
  const viewQuery: Asked['viewQuery'] = (view, name) => `${view.key} of ${view.reads.map(name).join(', ')}`;
  const root = (): string => {
    const folder = temporaryFolder(onTestFinished);
    for (const table of ['bronze/orders', 'silver/checked', 'silver/checked_quarantine', 'silver/clean'])
      writeFiles(folder, { [`.lakewright/warehouse/local/local_ops__shop_${table}/_delta_log/0.json`]: '{}' });
    return folder;
  };
  const problems = (tables: readonly string[], quarantine = false): readonly string[] => {
    try {
      requestOf({ root: root(), model, tables, quarantine, viewQuery });
      return [];
    } catch (error) {
      if (!(error instanceof RunFailure)) throw error;
      return error.problems.map((problem) => runDiagnostic(problem, 'shop')).map(({ code, message, hint }) => `${code} ${message}; ${hint}`);
    }
  };
  it('are found where a run has built them', () => {
    expect(requestOf({ root: root(), model, tables: ['bronze.orders'], quarantine: false, viewQuery })).toEqual({
      relations: [{ name: 'relation_0', table: 'bronze.orders', folder: expect.stringMatching(/shop_bronze\/orders$/) }],
      shown: [{ table: 'bronze.orders', relation: 'relation_0' }],
    });
  });
  it('are found by the names that the runtime gives to odd ones', () => {
    const odd = modelOf([{ key: 'bronze.bestellungen_ä' }, { key: 'süd.orders' }]);
    const folder = temporaryFolder(onTestFinished);
    // As `local_identifier` of the runtime makes them.
    const places = ['local_gro_e__shop_bronze_0123abcd/bestellungen___4c2fb46c', 'local_ops__shop_s_d_074c85ba/orders'];
    for (const place of places) writeFiles(folder, { [`.lakewright/warehouse/local/${place}/_delta_log/0.json`]: '{}' });
    const { relations } = requestOf({ root: folder, model: odd, tables: odd.tables.map(({ key }) => key), quarantine: false, viewQuery });
    expect(relations.map((relation) => ('folder' in relation ? relation.folder : ''))).toEqual(places.map((place) => expect.stringContaining(place)));
  });
  it('may be views, which come after what they read', () => {
    const { relations, shown } = requestOf({ root: root(), model, tables: ['gold.twice', 'gold.seen'], quarantine: false, viewQuery });
    expect(relations).toEqual([
      { name: 'relation_0', table: 'bronze.orders', folder: expect.any(String) },
      { name: 'relation_1', table: 'gold.seen', query: 'gold.seen of relation_0' },
      { name: 'relation_2', table: 'gold.twice', query: 'gold.twice of relation_1, relation_0' },
    ]);
    expect(shown).toEqual([
      { table: 'gold.twice', relation: 'relation_2' },
      { table: 'gold.seen', relation: 'relation_1' },
    ]);
  });
  it('are all named where they are not there', () => {
    expect(problems(['bronze.orders', 'gold.both', 'gold.seen'])).toEqual([
      'LW5022 bronze.later is not on this machine; lakewright run +bronze.later',
      'LW5022 bronze.rates is an external table, which no run on this machine builds; show tables that do not need it',
    ]);
  });
  it('are those whose rules set rows aside, where quarantines are asked for', () => {
    const asked = (...tables: readonly string[]) => requestOf({ root: root(), model, tables, quarantine: true, viewQuery });
    expect(asked('bronze.orders', 'silver.checked', 'gold.seen').shown).toEqual([{ table: 'silver.checked', relation: 'relation_0' }]);
    // Nothing was ever set aside.
    expect(asked('silver.clean')).toEqual({ relations: [], shown: [{ table: 'silver.clean' }] });
    expect(problems(['bronze.orders', 'gold.seen'], true)).toEqual([
      'LW5022 the rules of bronze.orders set no rows aside; show it without --quarantine',
      'LW5022 the rules of gold.seen set no rows aside; show it without --quarantine',
    ]);
    expect(problems(['silver.never'], true)).toEqual(['LW5022 silver.never is not on this machine; lakewright run +silver.never']);
  });
});
