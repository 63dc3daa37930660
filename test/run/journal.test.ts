import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type JournalOptions, openJournal } from '../../src/run/journal.ts';
import type { TableResult } from '../../src/run/results.ts';
import { modelOf, temporaryFolder } from './support.ts';

const MODEL = modelOf([{ key: 'a.one' }, { key: 'a.two', reads: ['a.one'] }, { key: 'a.three', reads: ['a.two'] }, { key: 'a.other' }]);
const ALL = MODEL.tables.map((t) => t.key);
const PRINTS = new Map(ALL.map((key) => [key, `print of ${key}`]));
const ok = (table: string): TableResult => ({ table, status: 'succeeded', seconds: 1, rules: [] });

describe('the journal of runs', () => {
  let path = '';
  beforeEach(() => {
    path = join(temporaryFolder(onTestFinished), 'state.jsonl');
  });
  const open = (options: Partial<JournalOptions> = {}) =>
    openJournal({ path, model: MODEL, selection: { select: [], exclude: [] }, tables: ALL, fingerprints: PRINTS, run: 'this', fresh: false, ...options });
  const build = (tables: readonly string[], options: Partial<JournalOptions> = {}): void => {
    const journal = open(options);
    for (const table of tables) {
      journal.started(table);
      journal.finished(ok(table));
    }
    journal.close();
  };
  const done = (options: Partial<JournalOptions> = {}): readonly string[] => [...open(options).done.keys()].sort();

  it('has nothing at first', () => expect(done()).toEqual([]));
  it('keeps what an unfinished run did', () => {
    build(['a.one', 'a.other']);
    expect(done()).toEqual(['a.one', 'a.other']);
  });
  it('begins anew once all is done', () => {
    build(ALL);
    expect(done()).toEqual([]);
  });
  it('names the round by the run that began it, as long as it is resumed', () => {
    open({ run: 'first' });
    expect(open({ run: 'second' }).round).toBe('first');
    expect(open({ run: 'other', selection: { select: ['one'], exclude: [] }, tables: ['a.one'] }).round).toBe('other');
    expect(open({ run: 'third', fresh: true }).round).toBe('third');
    build(ALL, { run: 'fourth' });
    expect(open({ run: 'fifth' }).round).toBe('fifth');
  });
  it('keeps the results that it hands on', () => {
    const journal = open();
    journal.started('a.one');
    journal.finished({ ...ok('a.one'), rows: { in: 3, kept: 2, quarantined: 1, dropped: 0 } });
    expect(open().done.get('a.one')?.rows).toEqual({ in: 3, kept: 2, quarantined: 1, dropped: 0 });
  });
  it('does not count a table that was begun and not finished', () => {
    const journal = open();
    journal.started('a.one');
    expect(done()).toEqual([]);
    journal.finished({ ...ok('a.one'), status: 'failed' });
    expect(done()).toEqual([]);
  });
  it('forgets a table that has changed since', () => {
    build(['a.one', 'a.two', 'a.other']);
    expect(done({ fingerprints: new Map([...PRINTS, ['a.two', 'changed']]) })).toEqual(['a.one', 'a.other']);
  });
  it('forgets a table when one that it reads was begun again', () => {
    build(['a.one', 'a.two', 'a.other']);
    build(['a.one'], { selection: { select: ['one'], exclude: [] }, tables: ['a.one'] });
    expect(done()).toEqual(['a.one', 'a.other']);
  });
  it('does not count a table built on one that is still to be built', () => {
    build(['a.other']);
    build(['a.two'], { selection: { select: ['two'], exclude: [] }, tables: ['a.two'] });
    expect(done()).toEqual(['a.other']);
  });
  it('builds another selection whole, and counts it for the run that waits', () => {
    build(['a.one', 'a.other']);
    expect(done({ selection: { select: ['other'], exclude: [] }, tables: ['a.other'] })).toEqual([]);
    build(['a.two'], { selection: { select: ['two'], exclude: [] }, tables: ['a.two'] });
    expect(done()).toEqual(['a.one', 'a.other', 'a.two']);
  });
  it('knows the same selection in another order', () => {
    build(['a.one'], { selection: { select: ['one two'], exclude: [] }, tables: ['a.one', 'a.two'] });
    expect(done({ selection: { select: ['two', 'one'], exclude: [] }, tables: ['a.one', 'a.two'] })).toEqual(['a.one']);
  });
  it('forgets all when asked to', () => {
    build(['a.one']);
    expect(done({ fresh: true })).toEqual([]);
    expect(done()).toEqual([]);
  });
  it('closes a round whose last table was taken out of the definition', () => {
    build(['a.one', 'a.two', 'a.other']);
    const model = modelOf(MODEL.tables.filter((t) => t.key !== 'a.three'));
    const fingerprints = new Map([...PRINTS].filter(([key]) => key !== 'a.three'));
    const tables = ALL.filter((key) => key !== 'a.three');
    expect(done({ model, fingerprints, tables })).toEqual([]);
  });
  it('ignores a line that a kill cut off', () => {
    build(['a.one', 'a.other']);
    appendFileSync(path, '{"entry":"done","fingerp');
    expect(done()).toEqual(['a.one', 'a.other']);
  });
  it('ignores a file that is not its own', () => {
    for (const text of ['\0\0\0', '[]', '{}', '{"entry":"done"}', 'null']) {
      writeFileSync(path, text);
      expect(done()).toEqual([]);
    }
  });
  it('writes one line for each event, however many tables there are', () => {
    build(['a.one', 'a.two']);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(1 + 2 * 2);
  });
});
