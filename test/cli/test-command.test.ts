/** Which tests `lakewright test` runs: pytest itself says, without starting Spark. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { lakewright, makeProject, ORDERS, SYNTH } from './support.ts';
import { turn } from '../suite.ts';

const OWN = 'tests/gold/test_totals.py';

describe.runIf(turn(2))('lakewright test (turn 2 of 3)', { timeout: 240_000 }, () => {
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
  it('gives one JSON document with what came of each test, the tables they belong to, and messages', async () => {
    writeFileSync(join(root, OWN), 'def test_mine() -> None:\n    print("noise")\n\n\ndef test_other() -> None:\n    assert False, "it is not so"\n');
    const json = async (...args: readonly string[]) => {
      const { status, stdout } = await lakewright(['test', '--json', ...args], { cwd: root });
      return { status, ...(JSON.parse(stdout) as object) };
    };
    const mine = { project: 'shop', table: 'gold.totals', seconds: expect.any(Number) };
    expect(await json(OWN)).toEqual({
      status: 1,
      ok: false,
      totals: { passed: 1, failed: 1, error: 0, skipped: 0 },
      tests: [
        { ...mine, test: `${OWN}::test_mine`, outcome: 'passed' },
        { ...mine, test: `${OWN}::test_other`, outcome: 'failed', message: expect.stringContaining('it is not so') },
      ],
      diagnostics: [],
    });
    expect(await json(`${OWN}::test_mine`)).toMatchObject({ status: 0, ok: true });
    expect(await json(OWN, '--', '-k', 'nothing')).toMatchObject({ status: 1, ok: false, tests: [], diagnostics: [{ message: 'there is no such test' }] });
    expect(await json('totls')).toMatchObject({ status: 1, ok: false, tests: [], diagnostics: [{ hint: expect.stringContaining('did you mean "totals"?') }] });
  });
  it('refuses a table that is not there before it writes anything', async () => {
    const { status, stderr } = await lakewright(['test', 'totls'], { cwd: makeProject({ '.projenrc.ts': ORDERS + SYNTH }) });
    expect([status, stderr]).toEqual([1, expect.stringContaining('did you mean "totals"?')]);
  });
});
