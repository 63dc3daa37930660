import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFiles, type WriteOptions, type WriteResult, writeFiles } from '../../src/write/index.ts';
import { diskAround, failingDisk, filesOf, newFolder, put, READING, read, snapshot, systemError, times } from './support.ts';

/** Writes, expects to be refused, and expects that nothing at all was changed. */
function refused(root: string, files: Parameters<typeof filesOf>[0], options: WriteOptions = {}): WriteResult['problems'] {
  const before = snapshot(root);
  const result = writeFiles(root, filesOf(files), options);
  expect(result).toMatchObject({ ok: false, created: [], changed: [], removed: [], unchanged: 0 });
  expect(snapshot(root)).toEqual(before);
  return result.problems;
}

describe("the user's file", () => {
  it('is never overwritten, and then nothing is written', () => {
    const root = newFolder();
    put(root, 'b/c', 'mine');
    expect(refused(root, { a: '1', 'b/c': '2' })).toEqual([{ kind: 'foreign-file', severity: 'error', path: 'b/c' }]);
  });

  it('is not even touched by the refusal', () => {
    const root = newFolder();
    put(root, 'b/c', 'mine');
    const before = times(root);
    writeFiles(root, filesOf({ a: '1', 'b/c': '2' }));
    expect(times(root)).toEqual(before);
  });

  it('is named together with all others', () => {
    const root = newFolder();
    writeFiles(root, filesOf({ a: '1', d: '1' }));
    put(root, 'a', 'edited');
    put(root, 'b', 'mine');
    expect(refused(root, { a: '2', b: '2', '../c': '2', d: '2' })).toEqual([
      { kind: 'invalid-path', severity: 'error', path: '../c', fault: 'leaves-root' },
      { kind: 'edited-file', severity: 'error', path: 'a' },
      { kind: 'foreign-file', severity: 'error', path: 'b' },
    ]);
  });

  it('is replaced when the user says so, the others not', () => {
    const root = newFolder();
    writeFiles(root, filesOf({ a: '1' }));
    put(root, 'a', 'edited');
    put(root, 'b', 'mine');
    expect(refused(root, { a: '2', b: '2' }, { adopt: ['b'] })).toEqual([{ kind: 'edited-file', severity: 'error', path: 'a' }]);
    expect(writeFiles(root, filesOf({ a: '2', b: '2' }), { adopt: ['a', 'b'] })).toMatchObject({ ok: true, changed: ['a', 'b'] });
    expect([read(root, 'a'), read(root, 'b')]).toEqual(['2', '2']);
  });

  it('is taken over silently when it has exactly our bytes', () => {
    const root = newFolder();
    put(root, 'a', '1');
    const before = times(root)['a'];
    expect(writeFiles(root, filesOf({ a: '1' }))).toMatchObject({ ok: true, unchanged: 1, problems: [] });
    expect(times(root)['a']).toBe(before);
    expect(writeFiles(root, filesOf({ a: '2' })).changed).toEqual(['a']);
  });

  it('is not taken for ours when only its decoded text is equal', () => {
    const root = newFolder();
    put(root, 'a', new Uint8Array([0xff]));
    expect(refused(root, { a: '\uFFFD' })).toEqual([{ kind: 'foreign-file', severity: 'error', path: 'a' }]);
  });

  it('stays when we no longer want it, and is then its own', () => {
    const root = newFolder();
    writeFiles(root, filesOf({ 'x/a': '1', b: '1' }));
    put(root, 'x/a', 'edited');
    expect(writeFiles(root, filesOf({ b: '1' }))).toMatchObject({
      ok: true,
      removed: [],
      problems: [{ kind: 'edited-orphan', severity: 'warning', path: 'x/a' }],
    });
    expect(writeFiles(root, filesOf({ b: '1' })).problems).toEqual([]);
    expect(read(root, 'x/a')).toBe('edited');
    expect(refused(root, { 'x/a': '1', b: '1' })).toEqual([{ kind: 'foreign-file', severity: 'error', path: 'x/a' }]);
  });

  it('may be deleted by the user: it is written again, or forgotten', () => {
    const root = newFolder();
    writeFiles(root, filesOf({ a: '1', 'b/c': '2' }));
    fs.rmSync(join(root, 'a'));
    fs.rmSync(join(root, 'b'), { recursive: true });
    expect(writeFiles(root, filesOf({ a: '1' }))).toMatchObject({ ok: true, created: ['a'], removed: [], problems: [] });
  });

  it('survives the loss of the index, and what is as wanted is then not touched', () => {
    const root = newFolder();
    writeFiles(root, filesOf({ a: '1', b: '2' }));
    const before = times(root);
    fs.rmSync(join(root, '.lakewright/files.json'));
    expect(writeFiles(root, filesOf({ a: '1', b: '2' }))).toMatchObject({ ok: true, unchanged: 2, problems: [] });
    expect([times(root)['a'], times(root)['b']]).toEqual([before['a'], before['b']]);
    put(root, '.lakewright/files.json', '<<<<<<< HEAD\n');
    expect(refused(root, { a: '1', b: 'new' })).toEqual([
      { kind: 'unreadable-index', severity: 'warning', path: '.lakewright/files.json' },
      { kind: 'foreign-file', severity: 'error', path: 'b' },
    ]);
    expect(writeFiles(root, filesOf({ a: '1', b: '2' }))).toMatchObject({ ok: true, problems: [{ kind: 'unreadable-index' }] });
    expect(writeFiles(root, filesOf({ a: '1', b: 'new' }))).toMatchObject({ ok: true, problems: [] });
  });
});

describe('the root', () => {
  it('cannot be left through a folder that is a link', () => {
    const [root, outside] = [newFolder(), newFolder()];
    fs.symlinkSync(outside, join(root, 'src'));
    expect(refused(root, { 'src/pkg/a': '1', b: '2' })).toEqual([{ kind: 'linked-folder', severity: 'error', path: 'src' }]);
    expect(fs.readdirSync(outside)).toEqual([]);
  });

  it('cannot be left by the removal of what lay in a folder that is now a link', () => {
    const [root, outside] = [newFolder(), newFolder()];
    writeFiles(root, filesOf({ 'src/a': '1', b: '2' }));
    fs.renameSync(join(root, 'src'), join(outside, 'src'));
    fs.symlinkSync(join(outside, 'src'), join(root, 'src'));
    expect(writeFiles(root, filesOf({ b: '2' })).ok).toBe(true);
    expect(read(outside, 'src/a')).toBe('1');
    expect(fs.lstatSync(join(root, 'src')).isSymbolicLink()).toBe(true);
  });

  it.each(['.lakewright', '.lakewright/tmp'])('cannot be left through %s being a link', (folder) => {
    const [root, outside] = [newFolder(), newFolder()];
    put(outside, '1-a/precious', 'mine');
    put(root, 'x', 'y');
    fs.mkdirSync(join(root, folder, '..'), { recursive: true });
    fs.symlinkSync(outside, join(root, folder));
    expect(refused(root, { b: '2' })).toEqual([{ kind: 'linked-folder', severity: 'error', path: folder }]);
    expect(snapshot(outside)).toMatchObject({ '1-a/precious': expect.any(String) });
  });

  it('cannot be left by a forged index', () => {
    const parent = newFolder();
    const root = join(parent, 'project');
    writeFiles(root, filesOf({ a: 'secret' }));
    put(parent, 'precious', 'secret');
    put(root, '.git/config', 'secret');
    const forged = read(root, '.lakewright/files.json').replace('"a":', '"../precious":');
    put(root, '.lakewright/files.json', forged);
    expect(writeFiles(root, [])).toMatchObject({ ok: true, removed: [] });
    put(root, '.lakewright/files.json', forged.replace('../precious', '.git/config'));
    expect(writeFiles(root, [])).toMatchObject({ ok: true, removed: [] });
    expect([read(parent, 'precious'), read(root, '.git/config')]).toEqual(['secret', 'secret']);
  });

  it('may itself be a link', () => {
    const parent = newFolder();
    fs.mkdirSync(join(parent, 'real'));
    fs.symlinkSync(join(parent, 'real'), join(parent, 'link'));
    expect(writeFiles(join(parent, 'link'), filesOf({ 'a/b': '1' })).ok).toBe(true);
    expect(read(parent, 'real/a/b')).toBe('1');
  });
});

describe('a link in place of a file', () => {
  it.each(['file', 'nothing'])("is the user's when it leads to a %s with other content", (target) => {
    const [root, outside] = [newFolder(), newFolder()];
    if (target === 'file') put(outside, 'target', 'theirs');
    fs.symlinkSync(join(outside, 'target'), join(root, 'a'));
    expect(refused(root, { a: '1' })).toEqual([{ kind: 'foreign-file', severity: 'error', path: 'a' }]);
  });

  it('is replaced itself, not what it leads to, when the user says so', () => {
    const [root, outside] = [newFolder(), newFolder()];
    put(outside, 'target', 'theirs');
    fs.symlinkSync(join(outside, 'target'), join(root, 'a'));
    expect(writeFiles(root, filesOf({ a: '1' }), { adopt: ['a'] }).changed).toEqual(['a']);
    expect([read(root, 'a'), read(outside, 'target')]).toEqual(['1', 'theirs']);
    expect(fs.lstatSync(join(root, 'a')).isFile()).toBe(true);
  });

  it('comes back when a later step fails', () => {
    const [root, outside] = [newFolder(), newFolder()];
    put(outside, 'target', 'theirs');
    fs.symlinkSync(join(outside, 'target'), join(root, 'a'));
    const disk = failingDisk('EACCES', (operation, paths) => operation === 'rename' && paths[1] === `${root}/b`);
    expect(refused(root, { a: '1', b: '2' }, { adopt: ['a'], disk })).toMatchObject([{ kind: 'not-writable', path: 'b' }]);
  });
});

describe('what is in the way', () => {
  it('is a file where a folder is needed', () => {
    const root = newFolder();
    put(root, 'src/pkg', 'mine');
    expect(refused(root, { 'src/pkg/a/b': '1', c: '2' })).toEqual([{ kind: 'not-writable', severity: 'error', path: 'src/pkg', code: 'ENOTDIR' }]);
  });

  it("is a folder of the user's where a file is wanted", () => {
    const root = newFolder();
    fs.mkdirSync(join(root, 'a'));
    expect(refused(root, { a: '1' })).toEqual([{ kind: 'not-writable', severity: 'error', path: 'a', code: 'EISDIR' }]);
    fs.rmdirSync(join(root, 'a'));
    writeFiles(root, filesOf({ 'a/b/c': '1' }));
    put(root, 'a/b/mine', 'mine');
    expect(refused(root, { a: '1' })).toEqual([{ kind: 'not-writable', severity: 'error', path: 'a', code: 'EISDIR' }]);
  });

  it('is something that is neither, and it is not read', () => {
    const root = newFolder();
    // Reading a pipe would wait for ever.
    expect(spawnSync('mkfifo', [join(root, 'a')]).status).toBe(0);
    const result = writeFiles(root, filesOf({ a: '1' }));
    expect(result.problems).toEqual([{ kind: 'not-writable', severity: 'error', path: 'a', code: 'EEXIST' }]);
  });

  it('is a file in place of the root, of its parent, or of our own folder', () => {
    const root = newFolder();
    put(root, 'file', 'mine');
    const before = snapshot(root);
    for (const path of ['file', 'file/deeper']) {
      expect(writeFiles(join(root, path), filesOf({ a: '1' }))).toMatchObject({
        ok: false,
        problems: [{ kind: 'not-writable', code: 'ENOTDIR' }],
      });
      expect(checkFiles(join(root, path), filesOf({ a: '1' }))).toMatchObject({ ok: false });
    }
    expect(snapshot(root)).toEqual(before);
    put(root, '.lakewright', 'mine');
    expect(refused(root, { a: '1' })).toEqual([{ kind: 'not-writable', severity: 'error', path: '.lakewright', code: 'ENOTDIR' }]);
  });

  it('is a file whose name differs by case only, on a file system that ignores case', () => {
    const root = newFolder();
    put(root, 'a/Orders.py', 'mine');
    const ignoringCase = diskAround((operation, paths, run) => (operation === 'look' && paths[0] === `${root}/a/orders.py` ? { kind: 'file' } : run()));
    expect(refused(root, { 'a/orders.py': '1' }, { disk: ignoringCase })).toEqual([
      { kind: 'case-collision', severity: 'error', path: 'a/orders.py', other: 'a/Orders.py' },
    ]);
    expect(writeFiles(root, filesOf({ 'a/orders.py': '1' })).ok).toBe(true);
    expect(read(root, 'a/Orders.py')).toBe('mine');
  });
});

const OLD = { 'a/b': '1', 'a/c': '1', d: '1', 'e/f/g': '1', 'scripts/h': '1' };
const NEW = { 'a/b': '2', d: '2', 'n/m': '2', 'scripts/h': '2', 'e/f': '2' };

describe('a full disk', () => {
  it.each(['ENOSPC', 'EDQUOT'])('(%s) changes nothing, at whatever step it shows', (code) => {
    const operations = countWrites();
    expect(operations).toBeGreaterThan(20);
    for (let n = 1; n <= operations; n += 1) {
      const { root, problems } = failAt(n, code);
      // A failure to clean up is left to the next run.
      if (problems.length === 0) continue;
      // The folder `e/f` that could not be removed is then in the way of the file `e/f`.
      if (problems[0]?.path !== 'e/f') expect(problems).toMatchObject([{ kind: 'no-space', severity: 'error' }]);
      expect(Object.keys(snapshot(root)).filter((path) => path.includes('tmp') || path.includes('lock'))).toEqual([]);
    }
  });

  it('leaves no file half written, and no folder of ours in a new project', () => {
    const root = newFolder();
    const disk = diskAround((operation, paths, run) => {
      if (operation !== 'create' || !paths[0]?.endsWith('/1')) return run();
      fs.writeFileSync(paths[0], 'half');
      throw systemError('ENOSPC');
    });
    expect(refused(root, { a: '1', b: '2', c: '3' }, { disk })).toEqual([{ kind: 'no-space', severity: 'error', path: 'b' }]);
    expect(fs.readdirSync(root)).toEqual([]);
  });
});

describe('a folder that cannot be written to', () => {
  it.each(['EACCES', 'EROFS'])('(%s) changes nothing, at whatever step it shows', (code) => {
    const operations = countWrites();
    for (let n = 1; n <= operations; n += 1) {
      const { problems } = failAt(n, code);
      const blocked = problems[0]?.path === 'e/f' ? expect.stringMatching(`${code}|EISDIR`) : code;
      if (problems.length > 0) expect(problems).toMatchObject([{ kind: 'not-writable', severity: 'error', code: blocked }]);
    }
  });

  it('is named', () => {
    const root = newFolder();
    writeFiles(root, filesOf(OLD));
    const disk = failingDisk('EACCES', (operation, paths) => operation === 'makeFolder' && paths[0] === `${root}/n`);
    expect(refused(root, NEW, { disk })).toEqual([{ kind: 'not-writable', severity: 'error', path: 'n', code: 'EACCES' }]);
  });

  it('is no problem when there is nothing to write', () => {
    const root = newFolder();
    writeFiles(root, filesOf(OLD));
    const disk = failingDisk('EROFS', (operation) => !READING.has(operation));
    expect(writeFiles(root, filesOf(OLD), { disk })).toMatchObject({ ok: true, unchanged: 5 });
    put(root, '.lakewright/tmp/1-a/0', 'left over');
    expect(writeFiles(root, filesOf(OLD), { disk })).toMatchObject({ ok: true, unchanged: 5 });
    expect(refused(root, NEW, { disk })).toMatchObject([{ kind: 'not-writable', code: 'EROFS' }]);
  });

  it('or read from is named', () => {
    const root = newFolder();
    put(root, 'a/b', '1');
    const noFile = failingDisk('EACCES', (operation, paths) => operation === 'readText' && paths[0] === `${root}/a/b`);
    expect(refused(root, { 'a/b': '1' }, { disk: noFile })).toEqual([{ kind: 'not-readable', severity: 'error', path: 'a/b', code: 'EACCES' }]);
    const noFolder = failingDisk('EACCES', (operation, paths) => operation === 'list' && paths[0] === `${root}/a`);
    expect(refused(root, { 'a/b': '1' }, { disk: noFolder })).toEqual([{ kind: 'not-readable', severity: 'error', path: 'a', code: 'EACCES' }]);
  });
});

it('a file that could not be taken back is still known as ours', () => {
  const root = newFolder();
  writeFiles(root, filesOf(OLD));
  const disk = failingDisk('EIO', (operation, paths) => {
    const places = operation === 'rename' && paths[1] === `${root}/n/m`;
    const takesBack = operation === 'removeFile' && paths[0] === `${root}/k`;
    return places || takesBack;
  });
  expect(writeFiles(root, filesOf({ ...NEW, k: '2' }), { disk })).toMatchObject({ ok: false, problems: [{ path: 'n/m' }] });
  expect(read(root, 'k')).toBe('2');
  expect(writeFiles(root, filesOf({ ...NEW, k: '3' }))).toMatchObject({ ok: true, problems: [] });
});

it('an error that is not the file system’s is thrown, after everything was taken back', () => {
  const root = newFolder();
  writeFiles(root, filesOf(OLD));
  const before = snapshot(root);
  const disk = diskAround((operation, paths, run) => {
    if (operation === 'rename' && paths[1] === `${root}/n/m`) throw new TypeError('a defect');
    return run();
  });
  expect(() => writeFiles(root, filesOf(NEW), { disk })).toThrow('a defect');
  expect(snapshot(root)).toEqual(before);
});

function isWrite(operation: string): boolean {
  return ['create', 'rename', 'duplicate', 'makeFolder', 'removeFile', 'removeFolder', 'removeTree'].includes(operation);
}

/** How many writing operations it takes from OLD to NEW. */
function countWrites(): number {
  const root = newFolder();
  writeFiles(root, filesOf(OLD));
  let count = 0;
  const disk = diskAround((operation, _, run) => {
    if (isWrite(operation)) count += 1;
    return run();
  });
  writeFiles(root, filesOf(NEW), { disk });
  return count;
}

/** Goes from OLD to NEW with one failure; expects either tree, whole, and that the next run completes it. */
function failAt(n: number, code: string): { root: string; problems: WriteResult['problems'] } {
  const root = newFolder();
  put(root, 'a/mine', 'mine');
  writeFiles(root, filesOf(OLD));
  const old = snapshot(root);
  let count = 0;
  const disk = diskAround((operation, _, run) => {
    if (isWrite(operation)) {
      count += 1;
      if (count === n) throw systemError(code);
    }
    return run();
  });
  const result = writeFiles(root, filesOf(NEW), { disk });
  const after = snapshot(root, { state: false });
  if (result.ok) expect(Object.keys(after)).toEqual(['a/', 'a/b', 'a/mine', 'd', 'e/', 'e/f', 'n/', 'n/m', 'scripts/', 'scripts/h']);
  else expect(snapshot(root)).toEqual(old);
  expect(writeFiles(root, filesOf(NEW))).toMatchObject({ ok: true, problems: [] });
  return { root, problems: result.problems };
}
