import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type CacheEntry, cacheFolder, contextOf, ensureEntry } from '../../../src/run/environment/cache.ts';
import type { SetupEvent } from '../../../src/run/environment/setup.ts';
import { RunFailure } from '../../../src/run/problem.ts';
import { rejection, temporaryFolder } from '../support.ts';

describe('the folder of the cache', () => {
  it('is that of the system', () => {
    expect(cacheFolder({ HOME: '/home/ada' }, 'linux')).toBe('/home/ada/.cache/lakewright');
    expect(cacheFolder({ HOME: '/Users/ada' }, 'darwin')).toBe('/Users/ada/Library/Caches/lakewright');
    expect(cacheFolder({ HOME: '/home/ada', XDG_CACHE_HOME: '/fast' }, 'linux')).toBe('/fast/lakewright');
    expect(cacheFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/lakewright/cache');
  });
  it('is LAKEWRIGHT_CACHE where that is set', () => {
    expect(cacheFolder({ LAKEWRIGHT_CACHE: '/disk', XDG_CACHE_HOME: '/fast' }, 'linux')).toBe('/disk');
  });
});

describe('an entry of the cache', () => {
  let cache = '';
  let events: SetupEvent[] = [];
  beforeEach(() => {
    cache = temporaryFolder(onTestFinished);
    events = [];
  });
  const entry = (build: CacheEntry['build'], path = 'things/one'): CacheEntry => ({
    path,
    step: 'python',
    what: 'a thing',
    isUsable: (folder) => existsSync(join(folder, 'content')),
    build,
  });
  const writes =
    (text: string): CacheEntry['build'] =>
    async (building) =>
      writeFileSync(join(building, 'content'), text);
  const ensure = (what: CacheEntry, signal?: AbortSignal): Promise<string> =>
    ensureEntry(what, contextOf({ cache, signal, report: (event) => events.push(event) }));
  const inFolder = (): readonly string[] => readdirSync(join(cache, 'things')).sort();

  it('is made once, and is then silently there', async () => {
    const folder = await ensure(entry(writes('1')));
    expect(readFileSync(join(folder, 'content'), 'utf8')).toBe('1');
    expect(events.map((e) => e.kind)).toEqual(['setup-started', 'setup-finished']);
    await ensure(entry(writes('2')));
    expect(readFileSync(join(folder, 'content'), 'utf8')).toBe('1');
    expect(events).toHaveLength(2);
    expect(inFolder()).toEqual(['one']);
  });
  it('leaves nothing when making it fails, and can be made again', async () => {
    const fails = entry(async (building) => {
      writeFileSync(join(building, 'content'), 'half');
      throw new RunFailure({ kind: 'install-failed', what: 'x', reason: 'y' });
    });
    expect(await rejection(ensure(fails))).toBeInstanceOf(RunFailure);
    expect(inFolder()).toEqual([]);
    await ensure(entry(writes('1')));
    expect(inFolder()).toEqual(['one']);
  });
  it('is never kept when it was interrupted', async () => {
    const controller = new AbortController();
    const interrupted = entry(async (building) => {
      writeFileSync(join(building, 'content'), 'x');
      controller.abort();
    });
    expect(await rejection(ensure(interrupted, controller.signal))).toMatchObject({ problems: [{ kind: 'cancelled' }] });
    expect(inFolder()).toEqual([]);
  });
  it('is made by one of two that want it at once', async () => {
    let made = 0;
    const slow = entry(async (building) => {
      made += 1;
      await sleep(300);
      writeFileSync(join(building, 'content'), 'x');
    });
    const [a, b] = await Promise.all([ensure(slow), ensure(slow)]);
    expect(made).toBe(1);
    expect(a).toBe(b);
    expect(events.filter((e) => e.kind === 'setup-waiting')).toEqual([{ kind: 'setup-waiting', step: 'python', pid: process.pid }]);
  });
  it('replaces one that works no more', async () => {
    mkdirSync(join(cache, 'things/one'), { recursive: true });
    writeFileSync(join(cache, 'things/one/left'), '');
    const folder = await ensure(entry(writes('new')));
    expect(readdirSync(folder)).toEqual(['content']);
    expect(inFolder()).toEqual(['one']);
  });
  it('clears away what a killed process has left, and takes over its lock', async () => {
    mkdirSync(join(cache, 'things/one.building-dead'), { recursive: true });
    mkdirSync(join(cache, 'things/two.building-dead'), { recursive: true });
    const { pid } = await killed();
    for (const name of ['one', 'two']) writeFileSync(join(cache, `things/${name}.lock`), JSON.stringify({ pid, host: (await import('node:os')).hostname() }));
    await ensure(entry(writes('x')));
    expect(inFolder()).toEqual(['one', 'two.lock']);
  });
  it('takes over the lock of another machine only when it has shown no sign of life for long', async () => {
    mkdirSync(join(cache, 'things'));
    const lock = join(cache, 'things/one.lock');
    writeFileSync(lock, JSON.stringify({ pid: 1, host: 'elsewhere' }));
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 400);
    expect(await rejection(ensure(entry(writes('x')), controller.signal))).toMatchObject({ problems: [{ kind: 'cancelled' }] });
    const before = Date.now() / 1000 - 60;
    utimesSync(lock, before, before);
    await ensure(entry(writes('x')));
    expect(inFolder()).toEqual(['one']);
  });
  it('does not touch what another process is making', async () => {
    mkdirSync(join(cache, 'things/two.building-alive'), { recursive: true });
    writeFileSync(join(cache, 'things/two.lock'), JSON.stringify({ pid: process.pid, host: (await import('node:os')).hostname() }));
    await ensure(entry(writes('x')));
    expect(inFolder()).toContain('two.building-alive');
  });
  it('goes when nobody has used it for two months', async () => {
    const old = await ensure(entry(writes('x'), 'things/old'));
    const before = Date.now() / 1000 - 61 * 86_400;
    utimesSync(old, before, before);
    await ensure(entry(writes('x'), 'things/new'));
    expect(inFolder()).toEqual(['new']);
  });
  it('names the folder that cannot be made', async () => {
    writeFileSync(join(cache, 'file'), '');
    expect(await rejection(ensure(entry(writes('x'), 'file/one')))).toMatchObject({ problems: [{ kind: 'not-writable', folder: join(cache, 'file') }] });
    expect(await rejection(ensure(entry(writes('x'), 'file/deeper/one')))).toMatchObject({ problems: [{ kind: 'not-writable', code: 'ENOTDIR' }] });
  });
});

/** A process that has ended. */
async function killed(): Promise<{ readonly pid: number }> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((done) => child.once('close', done));
  return { pid: child.pid ?? 0 };
}
