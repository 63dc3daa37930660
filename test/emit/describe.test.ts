import { describe, expect, test } from 'vitest';
import { aboutText, checkText, factsOf, writeText } from '../../src/emit/describe.ts';
import { aTable, sampleModel } from './sample.ts';

const flights = sampleModel().tables.find(({ key }) => key === 'silver.flights') ?? aTable;

describe('a table in words', () => {
  test('is what its intent says, or else where its rows come from', () => {
    expect(aboutText(flights)).toBe('one row per flight, with the name of its airline');
    expect(aboutText({ ...aTable, body: { kind: 'files', source: { path: 'landing/x', format: 'csv', onBadValue: 'fail' } } })).toBe('csv files in landing/x');
  });

  test('says how it is written, and a view that it is not', () => {
    expect(writeText({ ...aTable, write: { strategy: 'merge', keys: ['a', 'b'], sequenceBy: 'at' } })).toBe('merged by a, b; the row with the highest at wins');
    expect(writeText({ ...aTable, kind: 'view' })).toBeUndefined();
  });

  test('lists tags in one order, however they were declared', () => {
    const facts = factsOf({ ...aTable, tags: { b: '2', a: '1' } });
    expect(facts.slice(-2)).toEqual([
      ['Tag a', '1'],
      ['Tag b', '2'],
    ]);
  });
});

describe('a rule in words', () => {
  test('is its condition in SQL on one line, or what it looks at', () => {
    expect(flights.rules.map(checkText)).toEqual([
      expect.stringMatching(/^dep_delay BETWEEN -120.* AND 2880/),
      'has a match in silver.airlines: `row`.carrier = `to`.carrier',
      'newest seen_at at most 36 hours old',
      'avg(dep_delay): at least -10, at most 60.5, within 50 % of the usual',
      'unique: carrier, flight',
    ]);
  });
});
