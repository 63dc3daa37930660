import { describe, expect, it } from 'vitest';
import { layOut } from '../../src/write/layout.ts';
import { filesOf } from './support.ts';

const named = (...paths: string[]) => paths.map((path) => ({ path, content: '' }));

describe('the layout', () => {
  it('has files and folders in the order of their paths, parents first', () => {
    const layout = layOut(filesOf({ 'b/z/1': '', 'b-a': '', 'b/y': '', a: '' }));
    expect(layout.files.map((file) => file.path)).toEqual(['a', 'b-a', 'b/y', 'b/z/1']);
    expect([...layout.folders]).toEqual(['b', 'b/z']);
    expect(layout.problems).toEqual([]);
  });

  it('does not depend on the order of the files', () => {
    const files = filesOf({ 'b/z/1': 'x', 'scripts/a': 'y', c: 'z' });
    expect(layOut(files.toReversed())).toEqual(layOut(files));
  });

  it('names a path that is wanted twice', () => {
    expect(layOut(named('a/b', 'a/b')).problems).toEqual([{ kind: 'duplicate-path', severity: 'error', path: 'a/b' }]);
  });

  it('names two files that differ by case only', () => {
    expect(layOut(named('a/Orders.py', 'a/orders.py')).problems).toEqual([
      { kind: 'case-collision', severity: 'error', path: 'a/orders.py', other: 'a/Orders.py' },
    ]);
  });

  it('names two folders that differ by case only', () => {
    expect(layOut(named('Gold/a', 'gold/b', 'gold/c')).problems).toEqual([
      { kind: 'case-collision', severity: 'error', path: 'gold', other: 'Gold' },
      { kind: 'case-collision', severity: 'error', path: 'gold', other: 'Gold' },
    ]);
  });

  it('names a path that is both a file and a folder', () => {
    expect(layOut(named('a/b', 'a')).problems).toEqual([{ kind: 'file-and-folder', severity: 'error', path: 'a' }]);
    expect(layOut(named('a/b/c', 'a-b', 'a/b')).problems).toEqual([{ kind: 'file-and-folder', severity: 'error', path: 'a/b' }]);
  });

  it('names every illegal path, not the first only', () => {
    const { problems, files } = layOut(named('../a', '/b', 'ok', 'x/../../y'));
    expect(problems.map((problem) => problem.path)).toEqual(['../a', '/b', 'x/../../y']);
    expect(files.map((file) => file.path)).toEqual(['ok']);
  });

  it('takes time in proportion to the number of files', () => {
    const time = (count: number): number => {
      const files = Array.from({ length: count }, (_, n) => ({ path: `a/b${n % 500}/c${n}`, content: '' }));
      const start = performance.now();
      expect(layOut(files).files).toHaveLength(count);
      return performance.now() - start;
    };
    const best = (count: number): number => Math.min(time(count), time(count), time(count));
    // 16 times the files; a quadratic step would take 256 times as long.
    expect(best(64_000) / best(4_000)).toBeLessThan(80);
  }, 60_000);
});
