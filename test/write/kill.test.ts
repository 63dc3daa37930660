import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { OutputFile } from '../../src/utils/output-file.ts';
import type { Disk } from '../../src/write/index.ts';
import { writeFiles } from '../../src/write/index.ts';
import { FIRST, SECOND, THIRD, uniform, USERS } from './definitions.ts';
import { deadPid, diskAround, newFolder, put, READING, snapshot } from './support.ts';

const CHILD = join(import.meta.dirname, 'child.ts');

class Killed extends Error {}

type Moment = 'before' | 'halfway' | 'after';

/** A disk on which the process dies at the nth writing operation: from then on nothing has an effect. */
function dyingDisk(n: number, moment: Moment): { readonly disk: Disk; readonly count: () => number } {
  let count = 0;
  let dead = false;
  const disk = diskAround((operation, paths, run) => {
    if (dead) throw new Killed();
    if (READING.has(operation)) return run();
    count += 1;
    if (count !== n) return run();
    dead = true;
    if (moment === 'after') run();
    if (moment === 'halfway' && operation === 'create') fs.writeFileSync(paths[0] ?? '', '{"half');
    if (moment === 'halfway' && operation === 'removeTree') fs.rmSync(join(paths[0] ?? '', '0'), { force: true });
    throw new Killed();
  });
  return { disk, count: () => count };
}

/** Locks name this process, which is still alive; after a real kill they name a dead one. */
function buryLocks(root: string, pid: number): void {
  for (const name of ['lock', 'lock.guard']) {
    const path = join(root, '.lakewright', name);
    if (!fs.existsSync(path)) continue;
    fs.writeFileSync(path, fs.readFileSync(path, 'utf8').replace(/"pid":\d+/, `"pid":${pid}`));
    const longAgo = new Date(Date.now() - 60_000);
    fs.utimesSync(path, longAgo, longAgo);
  }
}

function prepare(first: readonly OutputFile[] = FIRST): string {
  const root = newFolder();
  for (const [path, content] of Object.entries(USERS)) put(root, path, content);
  expect(writeFiles(root, first).ok).toBe(true);
  return root;
}

function undisturbed(files: readonly OutputFile[]): Record<string, string> {
  const root = prepare();
  expect(writeFiles(root, files)).toMatchObject({ ok: true, problems: [] });
  return snapshot(root);
}

function expectUsersFiles(root: string): void {
  for (const [path, content] of Object.entries(USERS)) expect(fs.readFileSync(join(root, path), 'utf8')).toBe(content);
}

describe('a run that is killed', () => {
  const operations = (() => {
    const { disk, count } = dyingDisk(0, 'before');
    const root = newFolder();
    for (const [path, content] of Object.entries(USERS)) put(root, path, content);
    writeFiles(root, FIRST);
    writeFiles(root, SECOND, { disk });
    return count();
  })();

  it.each<[string, readonly OutputFile[]]>([
    ['the same definition', SECOND],
    ['the definition before', FIRST],
    ['yet another definition', THIRD],
  ])('at any operation is completed by the next run, with %s, without complaint', (_, next) => {
    const wanted = undisturbed(next);
    const pid = deadPid();
    expect(operations).toBeGreaterThan(40);
    for (let n = 1; n <= operations; n += 1) {
      for (const moment of ['before', 'halfway', 'after'] as const) {
        const root = prepare();
        expect(() => writeFiles(root, SECOND, { disk: dyingDisk(n, moment).disk }), `operation ${n}`).toThrow(Killed);
        expectUsersFiles(root);
        buryLocks(root, pid);
        expect(writeFiles(root, next), `${moment} operation ${n}`).toMatchObject({ ok: true, problems: [] });
        expect(snapshot(root), `${moment} operation ${n}`).toEqual(wanted);
        fs.rmSync(root, { recursive: true });
      }
    }
  });

  it('in a new project, at any operation, is completed by the next run', () => {
    const fresh = newFolder();
    writeFiles(fresh, FIRST);
    const wanted = snapshot(fresh);
    const pid = deadPid();
    for (let n = 1, over = false; !over; n += 1) {
      const root = newFolder();
      const { disk, count } = dyingDisk(n, 'after');
      try {
        writeFiles(root, FIRST, { disk });
      } catch (error) {
        expect(error).toBeInstanceOf(Killed);
      }
      over = count() < n;
      buryLocks(root, pid);
      expect(writeFiles(root, FIRST)).toMatchObject({ ok: true, problems: [] });
      expect(snapshot(root), `operation ${n}`).toEqual(wanted);
    }
  });

  it('twice in a row, at different operations, is completed by the third', () => {
    const wanted = undisturbed(THIRD);
    const pid = deadPid();
    for (let n = 1; n <= operations; n += 3) {
      const root = prepare();
      expect(() => writeFiles(root, SECOND, { disk: dyingDisk(n, 'after').disk })).toThrow(Killed);
      buryLocks(root, pid);
      try {
        writeFiles(root, THIRD, { disk: dyingDisk(((n * 7) % 40) + 1, 'after').disk });
      } catch (error) {
        expect(error).toBeInstanceOf(Killed);
      }
      buryLocks(root, pid);
      expectUsersFiles(root);
      expect(writeFiles(root, THIRD), `operation ${n}`).toMatchObject({ ok: true, problems: [] });
      expect(snapshot(root), `operation ${n}`).toEqual(wanted);
    }
  });

  it('by SIGKILL inside an operation leaves the same', () => {
    const wanted = undisturbed(SECOND);
    const step = Math.ceil(operations / 12);
    for (let n = 1; n <= operations; n += step) {
      const root = prepare();
      const child = spawnSync(process.execPath, [CHILD, root, 'second', `${n}`], { encoding: 'utf8' });
      expect(child.signal, child.stderr).toBe('SIGKILL');
      expectUsersFiles(root);
      expect(writeFiles(root, SECOND)).toMatchObject({ ok: true, problems: [] });
      expect(snapshot(root), `operation ${n}`).toEqual(wanted);
    }
  });

  it('by SIGKILL from outside, at any time, leaves the same', async () => {
    const undisturbedRoot = newFolder();
    writeFiles(undisturbedRoot, uniform(2_000, 'b'));
    const wanted = snapshot(undisturbedRoot);
    let killed = 0;
    for (let n = 0; n < 8; n += 1) {
      const root = newFolder();
      writeFiles(root, uniform(2_000, 'a'));
      const child = spawn(process.execPath, [CHILD, root, 'uniform:2000:b'], { stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = once(child, 'exit');
      await once(child.stdout, 'data');
      await sleep(n * 25);
      child.kill('SIGKILL');
      const [, signal] = await ended;
      if (signal === 'SIGKILL') killed += 1;
      expect(writeFiles(root, uniform(2_000, 'b'))).toMatchObject({ ok: true, problems: [] });
      expect(snapshot(root)).toEqual(wanted);
      fs.rmSync(root, { recursive: true });
    }
    expect(killed).toBeGreaterThan(2);
  });
});
