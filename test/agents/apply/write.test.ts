import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { APPLY_DIAGNOSTICS, applyPlan, type Plan } from '../../../src/agents/apply/index.ts';
import { nodeDisk } from '../../../src/write/disk.ts';
import { acquireLock } from '../../../src/write/lock.ts';
import { deadPid, diskAround, READING } from '../../write/support.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const OLD: Readonly<Record<string, string>> = { 'silver.ts': 'old silver\r\n', 'definitions/gold.ts': 'old gold' };
const projectWith = (files: Readonly<Record<string, string>> = OLD): string => {
  const root = mkdtempSync(join(tmpdir(), 'lakewright-write-'));
  folders.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
};
const PLAN: Plan = {
  refused: [],
  files: [
    { path: 'silver.ts', before: 'old silver\r\n', after: 'new silver\r\n' },
    { path: 'definitions/gold.ts', before: 'old gold', after: 'new gold' },
    { path: 'tests/made/test_gold.py', before: undefined, after: 'new test\n' },
  ],
};
const read = (root: string, path: string): string | undefined => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined);
const all = (root: string) => ({ silver: read(root, 'silver.ts'), gold: read(root, 'definitions/gold.ts'), test: read(root, 'tests/made/test_gold.py') });
const AS_OLD = { silver: 'old silver\r\n', gold: 'old gold', test: undefined };
const AS_NEW = { silver: 'new silver\r\n', gold: 'new gold', test: 'new test\n' };
const codeOf = (applied: ReturnType<typeof applyPlan>): readonly string[] => (applied.ok ? [] : applied.problems.map(({ code }) => code));

describe('a plan is written', () => {
  it('to all of its files, and leaves nothing else behind', () => {
    const root = projectWith();
    expect(applyPlan(root, PLAN)).toEqual({ ok: true, files: ['tests/made/test_gold.py', 'silver.ts', 'definitions/gold.ts'] });
    expect(all(root)).toEqual(AS_NEW);
    expect(readdirSync(root).toSorted()).toEqual(['definitions', 'silver.ts', 'tests']);
  });
  it('with the rights of each file, and through a link to where the file really is', () => {
    const root = projectWith();
    const elsewhere = projectWith({ 'real.ts': 'old silver\r\n' });
    rmSync(join(root, 'silver.ts'));
    symlinkSync(join(elsewhere, 'real.ts'), join(root, 'silver.ts'));
    chmodSync(join(root, 'definitions/gold.ts'), 0o640);
    expect(applyPlan(root, PLAN).ok).toBe(true);
    expect(read(elsewhere, 'real.ts')).toBe('new silver\r\n');
    expect(statSync(join(root, 'definitions/gold.ts')).mode & 0o777).toBe(0o640);
  });
  it('not at all when one of the files was changed meanwhile', () => {
    const root = projectWith({ ...OLD, 'definitions/gold.ts': 'old gold ' });
    expect(codeOf(applyPlan(root, PLAN))).toEqual([APPLY_DIAGNOSTICS['file-changed'].code]);
    expect(all(root)).toEqual({ ...AS_OLD, gold: 'old gold ' });
  });
  it('not at all when one of the files is gone', () => {
    const root = projectWith();
    rmSync(join(root, 'silver.ts'));
    expect(codeOf(applyPlan(root, PLAN))).toEqual([APPLY_DIAGNOSTICS['file-changed'].code]);
    expect(all(root)).toEqual({ ...AS_OLD, silver: undefined });
  });
  it('never over a file that is there', () => {
    const root = projectWith({ ...OLD, 'tests/made/test_gold.py': 'mine' });
    expect(codeOf(applyPlan(root, PLAN))).toEqual([APPLY_DIAGNOSTICS['file-exists'].code]);
    expect(all(root)).toEqual({ ...AS_OLD, test: 'mine' });
  });
  it('never through a folder that leads out of the project', () => {
    const root = projectWith();
    const outside = projectWith({});
    symlinkSync(outside, join(root, 'tests'));
    expect(codeOf(applyPlan(root, PLAN))).toEqual([APPLY_DIAGNOSTICS['file-path'].code]);
    expect(readdirSync(outside)).toEqual([]);
    expect(all(root)).toEqual(AS_OLD);
  });
});

describe('a plan and others', () => {
  it('waits for a process that writes, and says who it is when that takes too long', () => {
    const root = projectWith();
    const lock = acquireLock(nodeDisk, root, 0);
    const refused = applyPlan(root, PLAN, { wait: 60 });
    expect(codeOf(refused)).toEqual([APPLY_DIAGNOSTICS['locked'].code]);
    expect(refused.ok || refused.problems[0]?.message).toContain(String(process.pid));
    expect(all(root)).toEqual(AS_OLD);
    lock.release();
    expect(applyPlan(root, PLAN).ok).toBe(true);
  });
  it('of one file: the second finds it changed', () => {
    const root = projectWith();
    expect(applyPlan(root, PLAN).ok).toBe(true);
    expect(codeOf(applyPlan(root, { ...PLAN, files: PLAN.files.slice(0, 1) }))).toEqual([APPLY_DIAGNOSTICS['file-changed'].code]);
    expect(all(root)).toEqual(AS_NEW);
  });
  it('of one file in several processes at once: one of them writes', async () => {
    const root = projectWith();
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (name) => {
        const child = spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), root, OLD['silver.ts'] ?? '', `by ${name}`, 'once'], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const [answer] = (await once(child.stdout, 'data')) as [Buffer];
        return { name, answer: String(answer) };
      }),
    );
    const written = answers.filter(({ answer }) => answer === 'written');
    expect(written).toHaveLength(1);
    expect(read(root, 'silver.ts')).toBe(`by ${written[0]?.name}`);
  });
  it('take over from one that was killed', () => {
    const root = projectWith();
    mkdirSync(join(root, '.lakewright/tmp/12-abc'), { recursive: true });
    writeFileSync(join(root, '.lakewright/tmp/12-abc/0'), 'half');
    writeFileSync(join(root, '.lakewright/lock'), JSON.stringify({ pid: deadPid(), host: '', started: '', since: 0 }));
    expect(applyPlan(root, PLAN).ok).toBe(true);
    expect(existsSync(join(root, '.lakewright/tmp'))).toBe(false);
  });
});

class Killed extends Error {}
type Moment = 'before' | 'halfway' | 'after';
describe('a process that stops', () => {
  const operations = (() => {
    let count = 0;
    const counting = diskAround((operation, _, run) => {
      if (!READING.has(operation)) count++;
      return run();
    });
    applyPlan(projectWith(), PLAN, { disk: counting });
    return count;
  })();
  it.each(['before', 'halfway', 'after'] as const)(
    '%s any operation on the disk leaves each file old or new, and the next one completes it',
    (moment: Moment) => {
      expect(operations).toBeGreaterThan(8);
      for (let n = 1; n <= operations; n++) {
        const root = projectWith();
        let count = 0;
        let dead = false;
        const disk = diskAround((operation, paths, run) => {
          if (dead) throw new Killed();
          if (READING.has(operation)) return run();
          if (++count !== n) return run();
          dead = true;
          if (moment === 'after') run();
          if (moment === 'halfway' && operation === 'create') writeFileSync(paths[0] ?? '', 'half');
          throw new Killed();
        });
        try {
          applyPlan(root, PLAN, { disk });
        } catch (error) {
          expect(error).toBeInstanceOf(Killed);
        }
        const now = all(root);
        for (const name of ['silver', 'gold', 'test'] as const) expect([AS_OLD[name], AS_NEW[name]]).toContain(now[name]);
        // A file that speaks of a new one is never there without it.
        if (now.silver === AS_NEW.silver) expect(now.test).toBe(AS_NEW.test);
        rmSync(join(root, '.lakewright/lock'), { force: true });
        const rest = PLAN.files.filter(({ path, after }) => read(root, path) !== after);
        expect(applyPlan(root, { refused: [], files: rest }).ok).toBe(true);
        expect(all(root)).toEqual(AS_NEW);
        if (rest.length > 0) expect(existsSync(join(root, '.lakewright/tmp'))).toBe(false);
      }
    },
  );
  it('at a failure of the disk puts back what it had replaced', () => {
    for (const code of ['ENOSPC', 'EACCES']) {
      for (let n = 1; n <= operations; n++) {
        const root = projectWith();
        let count = 0;
        const disk = diskAround((operation, _, run) => {
          if (READING.has(operation) || ++count !== n) return run();
          throw Object.assign(new Error(code), { code, syscall: operation });
        });
        const applied = applyPlan(root, PLAN, { disk });
        expect(all(root)).toEqual(applied.ok ? AS_NEW : AS_OLD);
        expect(applied.ok ? [] : applied.problems.map(({ path }) => path).filter((path) => path.includes('undefined'))).toEqual([]);
      }
    }
  });
  it('by a real kill leaves the one or the other', async () => {
    const [one, other] = ['a'.repeat(100_000), 'b'.repeat(100_000)];
    const root = projectWith({ 'silver.ts': one });
    for (let i = 0; i < 4; i++) {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), root, one, other], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      await sleep(30 + 17 * i);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const now = read(root, 'silver.ts') ?? '';
      expect(/^(a+|b+)$/.test(now)).toBe(true);
    }
    const before = read(root, 'silver.ts') ?? '';
    expect(applyPlan(root, { refused: [], files: [{ path: 'silver.ts', before, after: 'c' }] }).ok).toBe(true);
    expect(read(root, 'silver.ts')).toBe('c');
  });
});
