import * as fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyWrite, checkFiles, planWrite, writeFiles } from '../../src/write/index.ts';
import { diskAround, filesOf, newFolder, type Operation, put, READING, read, snapshot, times } from './support.ts';

describe('writing', () => {
  it('makes the files, their folders and the index, and nothing else', () => {
    const root = join(newFolder(), 'not/yet/there');
    const result = writeFiles(root, filesOf({ 'b/c.txt': 'ü', a: new Uint8Array([0, 255]), 'scripts/run.sh': 'echo' }));
    expect(result).toEqual({
      ok: true,
      created: ['a', 'b/c.txt', 'scripts/run.sh'],
      changed: [],
      unchanged: 0,
      removed: [],
      problems: [],
    });
    expect(Object.keys(snapshot(root))).toEqual(['.lakewright/', '.lakewright/files.json', 'a', 'b/', 'b/c.txt', 'scripts/', 'scripts/run.sh']);
    expect(read(root, 'b/c.txt')).toBe('ü');
    expect(fs.readFileSync(join(root, 'a'))).toEqual(Buffer.from([0, 255]));
    expect(fs.statSync(join(root, 'scripts/run.sh')).mode & 0o111).not.toBe(0);
    expect(fs.statSync(join(root, 'b/c.txt')).mode & 0o111).toBe(0);
  });

  it('gives the same bytes, index included, whatever was written before and in whatever order the files come', () => {
    const [one, two] = [newFolder(), newFolder()];
    const files = filesOf({ 'x/a': '1', 'x/b': '2', 'scripts/z': '3' });
    writeFiles(one, files);
    writeFiles(two, filesOf({ 'x/a': 'old', y: 'gone', 'x/b/c': 'now a file', 'scripts/z/y': '' }));
    expect(writeFiles(two, files.toReversed()).ok).toBe(true);
    expect(snapshot(two)).toEqual(snapshot(one));
  });

  it('touches nothing when nothing changed', () => {
    const root = newFolder();
    const files = filesOf({ 'a/b': '1', 'scripts/c': '2', d: 'lone \uD800', e: 'replacement \uFFFD', f: new Uint8Array([200]) });
    writeFiles(root, files);
    const before = times(root);
    const operations: Operation[] = [];
    const disk = diskAround((operation, _, run) => {
      operations.push(operation);
      return run();
    });
    expect(writeFiles(root, files, { disk })).toMatchObject({ ok: true, unchanged: 5, created: [], changed: [], removed: [] });
    expect(times(root)).toEqual(before);
    expect(operations.filter((operation) => !READING.has(operation))).toEqual([]);
  });

  it('looks at each unchanged file once and at each folder once', () => {
    const root = newFolder();
    const files = Array.from({ length: 600 }, (_, n) => ({ path: `a/d${n % 6}/f${n}`, content: `${n}` }));
    writeFiles(root, files);
    const count: Partial<Record<Operation, number>> = {};
    const disk = diskAround((operation, _, run) => {
      count[operation] = (count[operation] ?? 0) + 1;
      return run();
    });
    writeFiles(root, files, { disk });
    // The index is one more file, `.lakewright` and the root are two more folders.
    expect(count.readText).toBe(601);
    expect(count.list).toBe(9);
    expect(count.look).toBeLessThan(10);
  });

  it('touches only what changed', () => {
    const root = newFolder();
    writeFiles(root, filesOf({ 'a/b': '1', 'a/c': '2', d: '3' }));
    const before = times(root);
    expect(writeFiles(root, filesOf({ 'a/b': '1', 'a/c': 'new', d: '3' }))).toMatchObject({ changed: ['a/c'], unchanged: 2 });
    const after = times(root);
    expect(read(root, 'a/c')).toBe('new');
    expect([after['a/b'], after['d']]).toEqual([before['a/b'], before['d']]);
  });

  it('removes what is no longer wanted, with the folders that it empties', () => {
    const root = newFolder();
    writeFiles(root, filesOf({ 'a/b/c/d': '1', 'a/b/e': '2', 'f/g': '3', 'f/h': '4' }));
    put(root, 'a/mine', 'mine');
    expect(writeFiles(root, filesOf({ 'f/g': '3' }))).toMatchObject({ ok: true, removed: ['a/b/c/d', 'a/b/e', 'f/h'] });
    expect(Object.keys(snapshot(root, { state: false }))).toEqual(['a/', 'a/mine', 'f/', 'f/g']);
  });

  it('can remove everything, but never the root', () => {
    const root = newFolder();
    writeFiles(root, filesOf({ a: '1', 'b/c': '2' }));
    expect(writeFiles(root, []).removed).toEqual(['a', 'b/c']);
    expect(snapshot(root, { state: false })).toEqual({});
  });

  it('turns a file into a folder and a folder into a file', () => {
    const root = newFolder();
    writeFiles(root, filesOf({ a: '1', 'b/c/d': '2', 'b/e': '3' }));
    expect(writeFiles(root, filesOf({ 'a/x/y': '1', b: '2' }))).toMatchObject({ ok: true, problems: [] });
    expect(Object.keys(snapshot(root, { state: false }))).toEqual(['a/', 'a/x/', 'a/x/y', 'b']);
  });

  it('gives and takes the right to execute', () => {
    const root = newFolder();
    const mode = () => fs.statSync(join(root, 'run')).mode & 0o111;
    writeFiles(root, [{ path: 'run', content: 'x' }]);
    expect(writeFiles(root, [{ path: 'run', content: 'x', executable: true }]).changed).toEqual(['run']);
    expect(mode()).not.toBe(0);
    fs.chmodSync(join(root, 'run'), 0o644);
    expect(writeFiles(root, [{ path: 'run', content: 'x', executable: true }]).changed).toEqual(['run']);
    expect(mode()).not.toBe(0);
    expect(writeFiles(root, [{ path: 'run', content: 'x' }]).changed).toEqual(['run']);
    expect(mode()).toBe(0);
    expect(writeFiles(root, [{ path: 'run', content: 'x' }]).unchanged).toBe(1);
  });

  it('accepts names as odd as the file system allows', () => {
    const root = newFolder();
    const files = filesOf({ [`${'n'.repeat(255)}`]: '1', "it's ${x} {{y}} `z` $(w)/ü表😀": '2', __proto__: '3', constructor: '4', '10': '5', '9': '6' });
    expect(writeFiles(root, files)).toMatchObject({ ok: true });
    expect(writeFiles(root, files)).toMatchObject({ ok: true, unchanged: files.length });
    expect(writeFiles(root, [])).toMatchObject({ ok: true });
    expect(snapshot(root, { state: false })).toEqual({});
  });

  it('removes the temporary files of a run that was killed, even if nothing else is to be done', () => {
    const root = newFolder();
    writeFiles(root, filesOf({ a: '1' }));
    const before = snapshot(root);
    put(root, '.lakewright/tmp/4242-abc/0', 'half');
    put(root, '.lakewright/tmp/4242-abc/index.final', 'half');
    expect(writeFiles(root, filesOf({ a: '1' })).ok).toBe(true);
    expect(snapshot(root)).toEqual(before);
  });
});

describe('a plan', () => {
  it('says what would be written and writes nothing', () => {
    const root = newFolder();
    writeFiles(root, filesOf({ a: '1', b: '2', c: '3' }));
    const before = times(root);
    const plan = planWrite(root, filesOf({ a: '1', b: 'new', 'd/e': '4' }));
    expect(plan).toMatchObject({ created: ['d/e'], changed: ['b'], unchanged: 1, removed: ['c'], problems: [] });
    expect(times(root)).toEqual(before);
    expect(applyWrite(plan)).toMatchObject({ ok: true, created: ['d/e'], changed: ['b'], removed: ['c'] });
    expect(Object.keys(snapshot(root, { state: false }))).toEqual(['a', 'b', 'd/', 'd/e']);
  });

  it('is made anew when another run wrote in between', () => {
    const root = newFolder();
    writeFiles(root, filesOf({ a: '1' }));
    const plan = planWrite(root, filesOf({ a: '2', b: '2' }));
    writeFiles(root, filesOf({ a: '3', c: '3' }));
    expect(applyWrite(plan)).toMatchObject({ ok: true, created: ['b'], changed: ['a'], removed: ['c'] });
    expect(Object.keys(snapshot(root, { state: false }))).toEqual(['a', 'b']);
  });

  it.each<[string, (root: string) => void, object]>([
    ['edited a file that changes', (root) => put(root, 'a', 'mine'), { kind: 'edited-file', path: 'a' }],
    ['edited a file that goes', (root) => put(root, 'b', 'mine'), { kind: 'edited-file', path: 'b' }],
    ['created a file that comes', (root) => put(root, 'c', 'mine'), { kind: 'foreign-file', path: 'c' }],
  ])('is given up whole when the user meanwhile %s', (_, edit, problem) => {
    const root = newFolder();
    writeFiles(root, filesOf({ a: '1', b: '1', z: '1' }));
    const plan = planWrite(root, filesOf({ a: '2', c: '2', z: '2', 'new/folder': '2' }));
    edit(root);
    const before = snapshot(root);
    expect(applyWrite(plan)).toMatchObject({ ok: false, problems: [{ severity: 'error', ...problem }] });
    expect(snapshot(root)).toEqual(before);
  });
});

describe('a check', () => {
  it('passes on what was written, with or without index', () => {
    const root = newFolder();
    const files = filesOf({ a: '1', 'b/c': '2' });
    writeFiles(root, files);
    expect(checkFiles(root, files)).toMatchObject({ ok: true, unchanged: 2, problems: [] });
    fs.rmSync(join(root, '.lakewright'), { recursive: true });
    const before = times(root);
    expect(checkFiles(root, files)).toMatchObject({ ok: true, unchanged: 2 });
    expect(times(root)).toEqual(before);
  });

  it('names what is missing, out of date, left over or edited, and writes nothing', () => {
    const root = newFolder();
    writeFiles(root, filesOf({ a: '1', b: '2', c: '3', d: '4' }));
    put(root, 'd', 'edited');
    const before = times(root);
    expect(checkFiles(root, filesOf({ a: '1', b: 'new', e: '5', d: '4' }))).toEqual({
      ok: false,
      created: ['e'],
      changed: ['b'],
      unchanged: 1,
      removed: ['c'],
      problems: [{ kind: 'edited-file', severity: 'error', path: 'd' }],
    });
    expect(times(root)).toEqual(before);
  });

  it('fails on a root that is not there, without making it', () => {
    const root = join(newFolder(), 'missing');
    expect(checkFiles(root, filesOf({ a: '1' }))).toMatchObject({ ok: false, created: ['a'], problems: [] });
    expect(fs.existsSync(root)).toBe(false);
  });
});
