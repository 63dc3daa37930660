/** Which tests `lakewright test` runs: pytest itself says, without starting Spark. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { lakewright, makeProject, ORDERS, SYNTH } from './support.ts';

const OWN = 'tests/gold/test_totals.py';

describe('lakewright test', { timeout: 240_000 }, () => {
  let root: string;
  beforeAll(() => {
    root = makeProject({ '.projenrc.ts': ORDERS + SYNTH });
    mkdirSync(dirname(join(root, OWN)), { recursive: true });
    writeFileSync(join(root, OWN), 'def test_mine() -> None:\n    pass\n\n\ndef test_other() -> None:\n    pass\n');
  });
  const collected = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { status, stdout, stderr } = await lakewright(['test', ...args, ...(args.includes('--') ? [] : ['--']), '--collect-only', '-q'], { cwd: root });
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
    return stdout.split('\n').filter((line) => line.includes('::'));
  };
  const filesOf = (tests: readonly string[]): readonly string[] => [...new Set(tests.map((test) => test.split('::')[0] ?? ''))].toSorted();

  it('runs all tests, those of tables that are named, and files', async () => {
    const all = filesOf(await collected());
    expect(all).toEqual(expect.arrayContaining([OWN, 'tests/generated/test_gold_totals.py', 'tests/generated/test_bronze_orders.py']));
    expect(filesOf(await collected('gold.totals'))).toEqual(['tests/generated/test_gold_totals.py', OWN]);
    expect(filesOf(await collected('--select', 'totals', 'bronze.orders'))).toEqual([
      'tests/generated/test_bronze_orders.py',
      'tests/generated/test_gold_totals.py',
      OWN,
    ]);
    expect(await collected(`${OWN}::test_mine`)).toEqual([`${OWN}::test_mine`]);
  });
  it('hands what follows -- to pytest', async () => {
    expect(await collected('totals', '--', '-k', 'mine')).toEqual([`${OWN}::test_mine`]);
    expect(await collected('--', '-k', 'mine')).toEqual([`${OWN}::test_mine`]);
  });
  it('refuses a table that is not there before it writes anything', async () => {
    const { status, stderr } = await lakewright(['test', 'totls'], { cwd: makeProject({ '.projenrc.ts': ORDERS + SYNTH }) });
    expect([status, stderr]).toEqual([1, expect.stringContaining('did you mean "totals"?')]);
  });
});
