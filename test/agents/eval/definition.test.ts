import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { declaredType } from '../../../src/agents/eval/definition.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');

describe('the project of a task', () => {
  it('has all tables of the task, and nothing wrong but the body that is missing', () => {
    const output = execFileSync(process.execPath, [join(import.meta.dirname, 'build-all.ts')], { cwd: REPOSITORY, encoding: 'utf8', maxBuffer: 1 << 26 });
    const built = JSON.parse(output) as readonly {
      readonly task: string;
      readonly says: readonly string[];
      readonly tables: number;
      readonly intact: boolean;
    }[];
    expect(built.flatMap(({ task, says }) => says.filter((each) => !each.includes('LW3002')).map((each) => `${task}: ${each}`))).toEqual([]);
    expect(built.filter(({ intact }) => !intact)).toEqual([]);
    expect(built.filter(({ task, tables }) => task.startsWith('large/') && tables >= 200)).toHaveLength(10);
    expect(built.filter(({ task, says }) => task.startsWith('repair/') && says.length === 0)).toHaveLength(10);
  }, 120_000);
  it('declares types as the user would have', () => {
    expect(declaredType('decimal(10,2)')).toBe('t.decimal(10, 2)');
    expect(declaredType('array<struct<sku:string,price:decimal(10,2)>>')).toBe('t.array(t.struct({ sku: t.string(), price: t.decimal(10, 2) }))');
  });
});
