import { describe, expect, it, onTestFinished } from 'vitest';
import { runDiagnostic } from '../../src/run/diagnostics.ts';
import { RunFailure } from '../../src/run/problem.ts';
import { foldersOf, type FirstRows, firstRowsText } from '../../src/run/first-rows.ts';
import { painter } from '../../src/run/text.ts';
import { modelOf, temporaryFolder, writeFiles } from './support.ts';

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
  const model = modelOf([{ key: 'bronze.orders' }, { key: 'bronze.later' }, { key: 'bronze.seen', kind: 'view' }]);
  const root = (): string => {
    const folder = temporaryFolder(onTestFinished);
    writeFiles(folder, { '.lakewright/warehouse/local/local_ops__shop_bronze/orders/_delta_log/0.json': '{}' });
    return folder;
  };
  const problems = (tables: readonly string[], quarantine = false): readonly string[] => {
    try {
      foldersOf({ root: root(), model, tables, quarantine });
      return [];
    } catch (error) {
      if (!(error instanceof RunFailure)) throw error;
      return error.problems.map((problem) => runDiagnostic(problem, 'shop')).map(({ code, message, hint }) => `${code} ${message}; ${hint}`);
    }
  };
  it('are found where a run has built them', () => {
    expect(foldersOf({ root: root(), model, tables: ['bronze.orders'], quarantine: false })).toEqual([expect.stringMatching(/shop_bronze\/orders$/)]);
  });
  it('are found by the names that the runtime gives to odd ones', () => {
    const odd = modelOf([{ key: 'bronze.bestellungen_ä' }, { key: 'süd.orders' }]);
    const folder = temporaryFolder(onTestFinished);
    // As `local_identifier` of the runtime makes them.
    const places = ['local_gro_e__shop_bronze_0123abcd/bestellungen___4c2fb46c', 'local_ops__shop_s_d_074c85ba/orders'];
    for (const place of places) writeFiles(folder, { [`.lakewright/warehouse/local/${place}/_delta_log/0.json`]: '{}' });
    expect(foldersOf({ root: folder, model: odd, tables: odd.tables.map(({ key }) => key), quarantine: false })).toEqual(
      places.map((place) => expect.stringContaining(place)),
    );
  });
  it('are all named where they are not there', () => {
    expect(problems(['bronze.orders', 'bronze.later', 'bronze.seen'])).toEqual([
      'LW5022 bronze.later is not on this machine; lakewright run +bronze.later',
      'LW5022 bronze.seen is a view, which stores no rows; show the tables that it reads',
    ]);
    expect(problems(['bronze.orders'], true)).toEqual(['LW5022 the quarantine of bronze.orders is not on this machine; none of its rules sets rows aside']);
  });
});
