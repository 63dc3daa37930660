import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { functionReference } from '../../scripts/function-reference.ts';
import { functionRecords } from '../../src/query/functions/catalogue.ts';
import { F } from '../../src/query/index.ts';

describe('the reference of functions', () => {
  const page = functionReference();
  it('is current: npm run docs', () => {
    expect(readFileSync('docs/reference/functions.md', 'utf8')).toBe(page);
  });
  it('has every function with a sentence, and every record with its example', () => {
    for (const name of Object.keys(F)) expect(page).toMatch(new RegExp(`^### ${name}\\n\\n\\S`, 'm'));
    expect(page.match(/ gives /g)?.length).toBeGreaterThanOrEqual(functionRecords().length);
  });
  it('names each record as the function is named', () => {
    expect(functionRecords().map((record) => record.name).filter((name) => !(name in F))).toEqual([]);
  });
});
