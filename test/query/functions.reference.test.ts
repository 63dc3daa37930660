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
  it('ends the sentence of a function that Spark 4.0 does not have with the version that has it', () => {
    const said = Object.keys(F).flatMap((name) => {
      const since = new RegExp(`^### ${name}\\n\\n.*From Spark (4\\.\\d) on\\.$`, 'm').exec(page)?.[1];
      return since === undefined ? [] : [[name, since]];
    });
    const known = functionRecords().flatMap(({ name, since }) => (since === undefined ? [] : [[name, since]]));
    expect(said.toSorted()).toEqual(known.toSorted());
    expect(known.length).toBeGreaterThan(0);
  });
  it('names each record as the function is named', () => {
    expect(functionRecords().map((record) => record.name).filter((name) => !(name in F))).toEqual([]);
  });
});
