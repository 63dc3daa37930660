import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WriteResult } from '../../src/write/index.ts';
import { checkFiles, writeFiles } from '../../src/write/index.ts';
import { isAlive, type Owner, parseOwner, thisProcess } from '../../src/write/owner.ts';
import { uniform } from './definitions.ts';
import { deadPid, diskAround, failingDisk, filesOf, newFolder, put, snapshot } from './support.ts';

const CHILD = join(import.meta.dirname, 'child.ts');
const LOCK = '.lakewright/lock';

/** Starts a process that writes `files` and resolves to its exit status. */
async function run(root: string, definition: string): Promise<number | null> {
  const child = spawn(process.execPath, [CHILD, root, definition], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [status] = await once(child, 'exit');
  return status;
}

function written(content: string): Record<string, string> {
  const root = newFolder();
  expect(writeFiles(root, uniform(400, content)).ok).toBe(true);
  return snapshot(root);
}

function lockedProject(owner: Owner | string): string {
  const root = newFolder();
  put(root, LOCK, typeof owner === 'string' ? owner : JSON.stringify(owner));
  return root;
}

function tryWriting(root: string, lockTimeout = 60): WriteResult {
  return writeFiles(root, filesOf({ a: '1' }), { lockTimeout });
}

describe('two runs at once', () => {
  it('leave the tree of one of them, never a mix', async () => {
    const results = [written('one'), written('two'), written('three')];
    for (let round = 0; round < 4; round += 1) {
      const root = newFolder();
      writeFiles(root, uniform(300, 'before'));
      const definitions = ['uniform:400:one', 'uniform:400:two', 'uniform:400:three'];
      expect(await Promise.all(definitions.map((definition) => run(root, definition)))).toEqual([0, 0, 0]);
      expect(results).toContainEqual(snapshot(root));
    }
  });

  it('do so too when they find the lock of a dead process', async () => {
    const results = [written('one'), written('two'), written('three'), written('four')];
    for (let round = 0; round < 3; round += 1) {
      const root = lockedProject({ ...thisProcess(), pid: deadPid() });
      const definitions = ['uniform:400:one', 'uniform:400:two', 'uniform:400:three', 'uniform:400:four'];
      expect(await Promise.all(definitions.map((definition) => run(root, definition)))).toEqual([0, 0, 0, 0]);
      expect(results).toContainEqual(snapshot(root));
    }
  });
});

describe('a lock', () => {
  it('of a living process is respected, and the process is named', () => {
    const root = lockedProject(thisProcess());
    const before = snapshot(root);
    const start = performance.now();
    expect(tryWriting(root, 120)).toMatchObject({
      ok: false,
      problems: [{ kind: 'locked', severity: 'error', path: LOCK, pid: process.pid, host: hostname() }],
    });
    expect(performance.now() - start).toBeGreaterThanOrEqual(120);
    expect(snapshot(root)).toEqual(before);
  });

  it('makes a check wait, and then say so', () => {
    const root = lockedProject(thisProcess());
    expect(checkFiles(root, filesOf({ a: '1' }), { lockTimeout: 60 })).toMatchObject({
      ok: false,
      problems: [{ kind: 'locked', pid: process.pid }],
    });
  });

  it('is waited for', () => {
    // A child of another process: one of our own would stay a zombie while we wait without returning to the event loop.
    const begun =
      "const child = require('node:child_process').spawn('sleep', ['0.4'], { detached: true, stdio: 'ignore' }); child.unref(); console.log(child.pid)";
    const holder = spawnSync(process.execPath, ['-e', begun], { encoding: 'utf8' });
    const root = lockedProject({ ...thisProcess(), pid: Number(holder.stdout), started: '' });
    const start = performance.now();
    expect(tryWriting(root, 10_000).ok).toBe(true);
    expect(performance.now() - start).toBeGreaterThan(200);
    expect(Object.keys(snapshot(root))).toEqual(['.lakewright/', '.lakewright/files.json', 'a']);
  });

  it.each<[string, () => Owner | string]>([
    ['a process that has ended', () => ({ ...thisProcess(), pid: deadPid() })],
    ['an earlier process with the same id', () => ({ ...thisProcess(), started: '1' })],
    ['a process on another machine, long ago', () => ({ pid: 1, host: 'elsewhere', started: '1', since: Date.now() - 100_000 })],
  ])('of %s is removed', (_, owner) => {
    const root = lockedProject(owner());
    expect(tryWriting(root).ok).toBe(true);
    expect(Object.keys(snapshot(root))).toEqual(['.lakewright/', '.lakewright/files.json', 'a']);
  });

  it('of a process on another machine is respected for a while', () => {
    const root = lockedProject({ pid: 1, host: 'elsewhere', started: '1', since: Date.now() });
    expect(tryWriting(root).problems).toMatchObject([{ kind: 'locked', pid: 1, host: 'elsewhere' }]);
  });

  it('without content is respected only as long as its owner may still be writing it', () => {
    const root = lockedProject('');
    expect(tryWriting(root).problems).toMatchObject([{ kind: 'locked', pid: 0 }]);
    const start = performance.now();
    expect(tryWriting(root, 5_000).ok).toBe(true);
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  it('left over in a tree that is up to date is removed', () => {
    const root = newFolder();
    tryWriting(root);
    const before = snapshot(root);
    for (const name of ['lock', 'lock.guard']) put(root, `.lakewright/${name}`, JSON.stringify({ ...thisProcess(), pid: deadPid() }));
    expect(tryWriting(root).ok).toBe(true);
    expect(snapshot(root)).toEqual(before);
  });

  it('of a dead process is left alone while another process is removing it', () => {
    const root = lockedProject({ ...thisProcess(), pid: deadPid() });
    put(root, '.lakewright/lock.guard', JSON.stringify(thisProcess()));
    const before = snapshot(root);
    expect(tryWriting(root)).toMatchObject({ ok: false, problems: [{ kind: 'locked' }] });
    expect(snapshot(root)).toEqual(before);
  });

  it('that has meanwhile become that of a living process is not removed', () => {
    const root = lockedProject({ ...thisProcess(), pid: deadPid() });
    const disk = diskAround((operation, paths, run) => {
      // Another process is faster, and already holds its own lock.
      if (operation === 'create' && paths[0]?.endsWith('lock.guard')) put(root, LOCK, JSON.stringify(thisProcess()));
      return run();
    });
    expect(writeFiles(root, filesOf({ a: '1' }), { lockTimeout: 60, disk })).toMatchObject({
      ok: false,
      problems: [{ kind: 'locked', pid: process.pid }],
    });
    expect(Object.keys(snapshot(root))).toEqual(['.lakewright/', LOCK]);
  });

  it('of a dead process that cannot be removed is not waited for longer than any other', () => {
    const root = lockedProject({ ...thisProcess(), pid: deadPid() });
    const disk = failingDisk('EACCES', (operation, paths) => operation === 'removeFile' && paths[0] === `${root}/${LOCK}`);
    const start = performance.now();
    expect(writeFiles(root, filesOf({ a: '1' }), { lockTimeout: 60, disk })).toMatchObject({ ok: false, problems: [{ kind: 'locked' }] });
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('whose guard was left by a dead process can still be removed', () => {
    const dead = { ...thisProcess(), pid: deadPid() };
    const root = lockedProject(dead);
    put(root, '.lakewright/lock.guard', JSON.stringify(dead));
    expect(tryWriting(root, 2_000).ok).toBe(true);
    expect(fs.existsSync(join(root, '.lakewright/lock.guard'))).toBe(false);
  });
});

describe('the owner of a lock', () => {
  it('is read as it was written', () => {
    const owner = thisProcess();
    expect(parseOwner(JSON.stringify(owner))).toEqual(owner);
    expect(isAlive(owner)).toBe(true);
  });

  it.each(['', '{', 'null', '[]', '{"pid":1}', '{"pid":0,"host":"","started":"","since":0}', '{"pid":-1,"host":"","started":"","since":0}'])(
    'is nobody when the lock holds %j',
    (text) => {
      expect(parseOwner(text)).toBeUndefined();
    },
  );
});
