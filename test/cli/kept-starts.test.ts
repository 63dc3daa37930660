import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Session } from '../../src/agents/session.ts';
import { openStart, openStarts, startsFolder } from '../../src/cli/kept-starts.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'lakewright-kept-starts-'));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));
const begin = (cwd: string, ...words: readonly string[]): Session => Session.start(startsFolder(cwd, cache), { name: 'init', arguments: words, flags: {} });

describe('a project that was begun from plain words and not written', () => {
  it('is found by its folder, its words and its name, until it comes to its end', () => {
    const session = begin('/a', 'orders to revenue', 'shop');
    const find = (cwd: string, ...words: readonly string[]) => openStart(cwd, words, cache);
    expect(find('/a', 'orders to revenue', 'shop')).toBe(session.id);
    expect([find('/b', 'orders to revenue', 'shop'), find('/a', 'orders to revenue'), find('/a', 'orders', 'shop')]).toEqual([undefined, undefined, undefined]);
    session.end(true);
    expect(openStarts('/a', cache)).toEqual([]);
  });
  it.skipIf(process.platform === 'win32')('is for its user alone', () => {
    expect(statSync(startsFolder('/a', cache)).mode & 0o77).toBe(0);
  });
  it('is forgotten after two months', () => {
    const old = startsFolder('/a', cache);
    const then = new Date(Date.now() - 61 * 24 * 60 * 60 * 1000);
    utimesSync(old, then, then);
    startsFolder('/b', cache);
    expect(readdirSync(join(cache, 'starts'))).toHaveLength(1);
    expect(existsSync(old)).toBe(false);
  });
  it('is kept elsewhere, and not found again, where the cache cannot be written', () => {
    const file = join(cache, 'file');
    writeFileSync(file, '');
    const folder = startsFolder('/a', file);
    mkdirSync(join(folder, 'there'));
    expect(openStarts('/a', file)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
