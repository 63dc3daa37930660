import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { split } from '../../src/emit/databricks/split.ts';
import type { YamlMap } from '../../src/utils/yaml-text.ts';
import { merged } from './merged.ts';

const scalar = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.boolean(), fc.constantFrom('a', 'b', ''));
const keys = fc.constantFrom('a', 'b', 'c', 'tags', 'constructor');
const leaf = fc.oneof(scalar, fc.array(scalar, { minLength: 1, maxLength: 2 }), fc.dictionary(keys, scalar, { minKeys: 1, maxKeys: 2 }));
const task = (key: string) => fc.dictionary(keys, leaf, { maxKeys: 2 }).map((rest): YamlMap => ({ task_key: key, ...rest }));
const job = fc.record({
  fields: fc.dictionary(keys, leaf, { maxKeys: 4 }),
  tasks: fc.tuple(task('one'), task('two')),
});
const bundles = fc.array(
  job.map(({ fields, tasks }): YamlMap => ({ jobs: { ...fields, tasks } })),
  { minLength: 1, maxLength: 3 },
);

/** In no order of keys, because a merge changes that. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, sorted(item)]);
};

describe('what targets have in common', () => {
  it('is, with what each has of its own, what each was', () => {
    fc.assert(
      fc.property(bundles, (maps) => {
        const { shared, own } = split(maps);
        for (const [i, map] of maps.entries()) expect(sorted(merged(shared, own[i] as YamlMap))).toEqual(sorted(map));
      }),
      { numRuns: 500 },
    );
  });
  it('is everything, where there is one target or all are the same', () => {
    fc.assert(
      fc.property(bundles, ([map = {}]) => {
        expect(split([map, map])).toEqual({ shared: map, own: [{}, {}] });
      }),
    );
  });
  it('holds no task twice', () => {
    const tasks = (n: number): YamlMap => ({ tasks: [{ task_key: 'a', retries: n }, { task_key: 'b' }] });
    expect(split([tasks(1), tasks(2)])).toEqual({
      shared: { tasks: [{ task_key: 'a' }, { task_key: 'b' }] },
      own: [{ tasks: [{ task_key: 'a', retries: 1 }] }, { tasks: [{ task_key: 'a', retries: 2 }] }],
    });
  });
});
