import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Disk, nodeDisk } from '../../src/write/disk.ts';
import { writeOnce } from '../../src/write/once.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lakewright-once-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const file = (path: string, content = `content of ${path}`) => ({ path, content });
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const failing = (operation: 'create' | 'duplicate', code: string): Disk => ({
  ...nodeDisk,
  [operation]: () => {
    throw Object.assign(new Error(code), { code, syscall: 'open' });
  },
});

describe('files that are written once', () => {
  it('are made where they are missing, with their folders', () => {
    expect(writeOnce(root, [file('a.md'), file('.x/y/z.json')])).toEqual({ created: ['a.md', '.x/y/z.json'], failed: [] });
    expect(read('.x/y/z.json')).toBe('content of .x/y/z.json');
    expect(readdirSync(join(root, '.lakewright'))).toEqual([]);
  });
  it('are never written again, whatever they hold by then', () => {
    writeOnce(root, [file('a.md')]);
    writeFileSync(join(root, 'a.md'), 'mine');
    expect(writeOnce(root, [file('a.md', 'newer')]).created).toEqual([]);
    expect(read('a.md')).toBe('mine');
  });
  it('leave alone what the user has put in their place: a folder, a link that leads nowhere', () => {
    mkdirSync(join(root, 'a.md'));
    symlinkSync('nowhere', join(root, 'b.md'));
    writeFileSync(join(root, '.x'), 'a file');
    expect(writeOnce(root, [file('a.md'), file('b.md'), file('.x/y.json')])).toEqual({ created: [], failed: [] });
    expect(read('.x')).toBe('a file');
  });
  it('are not written through a link to a folder', () => {
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync('elsewhere', join(root, '.claude'));
    expect(writeOnce(root, [file('.claude/settings.json')]).created).toEqual([]);
    expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
  });
  it('keep nothing else from being written when the disk refuses one', () => {
    const result = writeOnce(root, [file('a.md'), file('b.md')], failing('create', 'EROFS'));
    expect(result).toEqual({
      created: [],
      failed: [
        { path: 'a.md', code: 'EROFS' },
        { path: 'b.md', code: 'EROFS' },
      ],
    });
  });
  it('do not replace what somebody else made in the same moment', () => {
    const racing: Disk = {
      ...nodeDisk,
      duplicate: (from, to) => {
        writeFileSync(to, 'theirs');
        nodeDisk.duplicate(from, to);
      },
    };
    expect(writeOnce(root, [file('a.md')], racing)).toEqual({ created: [], failed: [] });
    expect(read('a.md')).toBe('theirs');
  });
});
