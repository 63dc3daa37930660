import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunFailure } from '../../src/run/problem.ts';
import { selectTables } from '../../src/run/select.ts';
import { modelOf } from './support.ts';

/** raw -> flights -> delays -> report, and weather -> delays; `crm.flights` has the same bare name. */
const MODEL = modelOf([
  { key: 'bronze.flights_raw' },
  { key: 'bronze.weather_raw', tags: { domain: 'weather' } },
  { key: 'crm.customers', kind: 'external' },
  { key: 'crm.flights', reads: ['crm.customers'] },
  { key: 'silver.flights', reads: ['bronze.flights_raw'], tags: { pii: 'low' } },
  { key: 'silver.weather', reads: ['bronze.weather_raw'], tags: { domain: 'weather' } },
  { key: 'gold.delays', reads: ['silver.flights', 'silver.weather'] },
  { key: 'gold.report', reads: ['gold.delays'], kind: 'view' },
]);
const selected = (...select: string[]): readonly string[] => selectTables(MODEL, { select });
const problems = (select: string[], exclude: string[] = []): RunFailure['problems'] => {
  try {
    selectTables(MODEL, { select, exclude });
  } catch (error) {
    if (error instanceof RunFailure) return error.problems;
    throw error;
  }
  return [];
};

describe('selection of tables', () => {
  const cases: readonly (readonly [title: string, select: string, expected: readonly string[]])[] = [
    ['a key is one table', 'silver.flights', ['silver.flights']],
    ['a bare name is every table of that name', 'flights', ['crm.flights', 'silver.flights']],
    ['a layer is its tables', 'gold', ['gold.delays', 'gold.report']],
    ['layer: is a layer', 'layer:silver', ['silver.flights', 'silver.weather']],
    ['tag: is every table with the tag, whatever its value', 'tag:pii', ['silver.flights']],
    ['tag: takes a value', 'tag:domain=weather', ['bronze.weather_raw', 'silver.weather']],
    ['a plus behind adds all readers', 'silver.weather+', ['silver.weather', 'gold.delays', 'gold.report']],
    ['a plus before adds all that is read', '+gold.delays', ['bronze.flights_raw', 'bronze.weather_raw', 'silver.flights', 'silver.weather', 'gold.delays']],
    ['numbers limit the steps', '1+gold.delays+0', ['silver.flights', 'silver.weather', 'gold.delays']],
    ['numbers work on both sides', '1+silver.flights+1', ['bronze.flights_raw', 'silver.flights', 'gold.delays']],
    [
      'an at adds the readers and all that they need',
      '@silver.flights',
      ['bronze.flights_raw', 'bronze.weather_raw', 'silver.flights', 'silver.weather', 'gold.delays', 'gold.report'],
    ],
    ['a star matches any text', '*_raw', ['bronze.flights_raw', 'bronze.weather_raw']],
    ['a star matches in keys', 'gold.*', ['gold.delays', 'gold.report']],
    ['a question mark matches one character', 'repor?', ['gold.report']],
    ['brackets match one of several characters', '[dr]e*', ['gold.delays', 'gold.report']],
    ['a space joins', 'gold.report bronze.weather_raw', ['bronze.weather_raw', 'gold.report']],
    ['a comma intersects', 'silver.weather+,gold', ['gold.delays', 'gold.report']],
    ['operators work on methods', 'tag:pii+', ['silver.flights', 'gold.delays', 'gold.report']],
  ];
  for (const [title, select, expected] of cases) {
    it(`${title}: ${select}`, () => expect(selected(select)).toEqual(expected));
  }

  it('is everything but external tables where nothing is said', () => {
    expect(selectTables(MODEL)).toEqual(MODEL.tables.map((t) => t.key).filter((key) => key !== 'crm.customers'));
  });
  it('leaves out what is excluded, with its operators', () => {
    expect(selectTables(MODEL, { select: ['silver.flights+'], exclude: ['gold.report'] })).toEqual(['silver.flights', 'gold.delays']);
    expect(selectTables(MODEL, { exclude: ['silver+'] })).toEqual(['bronze.flights_raw', 'bronze.weather_raw', 'crm.flights']);
  });
  it('follows the graph through external tables without running them', () => expect(selected('crm.customers+')).toEqual(['crm.flights']));
  it('takes several --select as a union', () => expect(selected('gold.report', 'silver.flights')).toEqual(['silver.flights', 'gold.report']));
  it('takes a name that looks like an expression as it is', () => {
    const model = modelOf([{ key: 'bronze.a+b' }, { key: 'bronze.a' }, { key: 'bronze.x,y' }]);
    expect(selectTables(model, { select: ['a+b'] })).toEqual(['bronze.a+b']);
    expect(selectTables(model, { select: ['x,y'] })).toEqual(['bronze.x,y']);
  });

  it('names every unknown term at once, with what is known', () => {
    expect(problems(['fligths+', 'tag:pi'], ['glod'])).toMatchObject([
      { kind: 'unknown-selection', option: 'select', term: 'fligths+', name: 'fligths' },
      { kind: 'unknown-selection', option: 'select', term: 'tag:pi', known: ['domain', 'domain:weather', 'pii', 'pii:low'] },
      { kind: 'unknown-selection', option: 'exclude', term: 'glod' },
    ]);
  });
  it('refuses methods that there are not, and terms without a name', () => {
    expect(problems(['state:modified', '+', 'a,'])).toMatchObject([
      { kind: 'bad-selection', term: 'state:modified' },
      { kind: 'bad-selection', term: '+' },
      { kind: 'unknown-selection', term: 'a' },
      { kind: 'bad-selection', term: '' },
    ]);
  });
  it('says so where nothing is left', () => {
    expect(problems(['gold'], ['gold'])).toEqual([{ kind: 'nothing-selected', select: ['gold'], exclude: ['gold'] }]);
    expect(problems(['crm.customers'])).toMatchObject([{ kind: 'nothing-selected' }]);
  });
  it('treats characters of patterns in other languages as themselves', () => {
    expect(problems(['.*'])).toMatchObject([{ kind: 'unknown-selection' }]);
    expect(problems(['flights$'])).toMatchObject([{ kind: 'unknown-selection' }]);
    expect(problems(['flight[z-a]'])).toMatchObject([{ kind: 'unknown-selection' }]);
  });

  it('gives for x+ exactly what reads x, directly or not, in any graph', () => {
    const graph = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(graph, fc.nat(), (drawn, at) => {
        const key = (i: number): string => `l.t${i}`;
        const model = modelOf(drawn.map((reads, i) => ({ key: key(i), reads: [...new Set(i === 0 ? [] : reads.map((r) => key(r % i)))] })));
        const start = at % drawn.length;
        const reached = new Set([key(start)]);
        for (const table of model.tables) if (table.reads.some((read) => reached.has(read))) reached.add(table.key);
        expect(selectTables(model, { select: [`${key(start)}+`] })).toEqual(model.tables.map((t) => t.key).filter((k) => reached.has(k)));
        const needed = selectTables(model, { select: [`+${key(start)}`] });
        for (const table of model.tables) expect(needed.includes(table.key)).toBe(selectTables(model, { select: [`${table.key}+`] }).includes(key(start)));
      }),
      { numRuns: 60 },
    );
  });
  it('takes a chain of 20,000 tables in its stride', () => {
    const model = modelOf(Array.from({ length: 20_000 }, (_, i) => ({ key: `l.t${i}`, reads: i === 0 ? [] : [`l.t${i - 1}`] })));
    const start = process.cpuUsage();
    expect(selectTables(model, { select: ['t0+', '+t19999'], exclude: ['5+t100'] })).toHaveLength(20_000 - 6);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1_500);
  });
});
