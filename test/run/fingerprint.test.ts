import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fingerprints } from '../../src/run/fingerprint.ts';
import { modelOf, type TableDraft, temporaryFolder, writeFiles } from './support.ts';

const SOURCE: TableDraft = { key: 'b.raw', body: { kind: 'files', source: { path: 'landing/raw', format: 'csv', onBadValue: 'fail' } } };
const BODY: TableDraft = { key: 's.body', reads: ['b.raw'], body: { kind: 'python', file: 'bodies/body.py', function: 'body', inputs: [] } };
const READER: TableDraft = { key: 'g.reader', reads: ['s.body'], intent: 'sum' };
const LONER: TableDraft = { key: 'g.loner' };
const changed = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] =>
  [...before.keys()].filter((key) => before.get(key) !== after.get(key));

describe('the fingerprint of a table', () => {
  const project = (): { readonly root: string; readonly of: (...drafts: TableDraft[]) => ReadonlyMap<string, string> } => {
    const root = temporaryFolder(onTestFinished);
    writeFiles(root, { 'landing/raw/2013/a.csv': '1', 'bodies/body.py': 'def body(): ...' });
    return { root, of: (...drafts) => fingerprints(modelOf(drafts), root) };
  };
  it('stays the same while nothing changes', () => {
    const { of } = project();
    expect(of(SOURCE, BODY, READER, LONER)).toEqual(of(SOURCE, BODY, READER, LONER));
  });
  it('changes with the declaration, for it and for what reads it', () => {
    const { of } = project();
    expect(changed(of(SOURCE, BODY, READER, LONER), of(SOURCE, { ...BODY, intent: 'new' }, READER, LONER))).toEqual(['s.body', 'g.reader']);
  });
  it('does not change when a line is inserted above', () => {
    const { of } = project();
    const at = (line: number) => ({ file: '.projenrc.ts', line, column: 1 });
    expect(of({ ...LONER, at: at(3) })).toEqual(of({ ...LONER, at: at(4) }));
  });
  it('changes with a hand-written body', () => {
    const { root, of } = project();
    const before = of(SOURCE, BODY, READER, LONER);
    writeFiles(root, { 'bodies/body.py': 'def body(): return 1' });
    expect(changed(before, of(SOURCE, BODY, READER, LONER))).toEqual(['s.body', 'g.reader']);
  });
  it('changes when source files come, go, or are replaced', () => {
    const { root, of } = project();
    const file = join(root, 'landing/raw/2013/a.csv');
    const states = [of(SOURCE, LONER)];
    utimesSync(file, 1, 1);
    states.push(of(SOURCE, LONER));
    writeFiles(root, { 'landing/raw/2014/b.csv': '2' });
    states.push(of(SOURCE, LONER));
    rmSync(file);
    states.push(of(SOURCE, LONER));
    expect(new Set(states.map((s) => s.get('b.raw'))).size).toBe(4);
    expect(new Set(states.map((s) => s.get('g.loner'))).size).toBe(1);
  });
  it('changes with files that a pattern in the path may match', () => {
    const { root, of } = project();
    const many: TableDraft = { key: 'b.many', body: { kind: 'files', source: { path: 'landing/raw/*/a.csv', format: 'csv', onBadValue: 'fail' } } };
    const before = of(many, LONER);
    writeFiles(root, { 'landing/raw/2014/a.csv': '2' });
    expect(changed(before, of(many, LONER))).toEqual(['b.many']);
  });
  it('bears a source that is not on this disk', () => {
    const { of } = project();
    const remote: TableDraft = { key: 'b.far', body: { kind: 'files', source: { path: 's3://bucket/raw', format: 'csv', onBadValue: 'fail' } } };
    expect(of(remote)).toEqual(of(remote));
  });
});
