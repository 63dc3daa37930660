import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MODEL_DIAGNOSTICS } from '../../src/model/diagnostics/index.ts';
import { closest } from '../../src/model/diagnostics/diagnostic.ts';
import { WRITE_DIAGNOSTICS } from '../../src/synth/diagnostics.ts';

const records = [...Object.values(MODEL_DIAGNOSTICS), ...Object.values(WRITE_DIAGNOSTICS)];

describe('the catalogue of diagnostics', () => {
  it('gives every kind its own code', () => {
    const codes = records.map((r) => r.code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => !/^LW[1-5]\d{3}$/.test(code))).toEqual([]);
  });
  it('says cause and cure of each in whole sentences', () => {
    expect(records.filter((r) => !/\.$/.test(r.cause) || !/\.$/.test(r.cure) || r.title === '').map((r) => r.code)).toEqual([]);
  });
  it('is documented, code for code', () => {
    expect(existsSync('docs/reference/diagnostics.md')).toBe(true);
    const page = readFileSync('docs/reference/diagnostics.md', 'utf8');
    expect(records.filter((r) => !page.includes(`### ${r.code} ${r.title}`)).map((r) => r.code)).toEqual([]);
  });
});

describe('the nearest name', () => {
  it.each([
    ['dep_dely', ['dep_delay', 'arr_delay'], 'dep_delay'],
    ['Carrier', ['carrier'], 'carrier'],
    ['querry', ['query', 'columns'], 'query'],
    ['Tabel', ['Table', 'View'], 'Table'],
    ['zzz', ['carrier'], undefined],
    ['', ['a'], 'a'],
  ])('of %j among %j is %j', (name, known, expected) => {
    expect(closest(name, known)).toBe(expected);
  });
});
