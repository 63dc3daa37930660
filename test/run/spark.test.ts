import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ensureLocal } from '../../src/run/environment/index.ts';
import { type LocalRunOptions, runLocal } from '../../src/run/local-run.ts';
import type { RunResult } from '../../src/run/results.ts';
import { renderSummary } from '../../src/run/summary.ts';
import { scalar } from '../../src/query/datatype.ts';
import { Interruption } from '../../src/run/interruption.ts';
import { type FirstRows, firstRows, requestOf } from '../../src/run/first-rows.ts';
import { viewQuery } from '../../src/emit/sql/index.ts';
import { SPARK_MODEL, SPARK_PROJECT } from './spark-project.ts';
import { modelOf, temporaryFolder, writeFiles } from './support.ts';
import { FULL, turn } from '../suite.ts';

const MINUTES = 60_000;
const statuses = (result: RunResult): Record<string, string> => Object.fromEntries(result.tables.map((t) => [t.table, t.status]));

/** Each start of Spark takes seconds. */

describe.runIf(turn(2))('a local run on Spark and Delta (turn 2 of 3)', () => {
  it(`${FULL ? 'is interrupted in order, ' : ''}fails in one table, and is resumed until all is done`, { timeout: 10 * MINUTES }, async () => {
    const root = temporaryFolder(onTestFinished);
    writeFiles(root, { ...SPARK_PROJECT, 'landing/numbers/numbers.csv': 'n,name\n1,one\n5,five\n3,\n' });
    const prepared = await ensureLocal();
    const run = (options: Partial<LocalRunOptions> = {}): Promise<RunResult> => runLocal({ root, model: SPARK_MODEL, prepared, ...options });

    if (FULL) {
      const controller = new AbortController();
      const interrupted = await run({
        signal: controller.signal,
        reporter: (event) => {
          if (event.kind === 'table-started' && event.table === 'silver.doubled') controller.abort();
        },
      });
      expect(interrupted.status).toBe('interrupted');
      expect(statuses(interrupted)).toMatchObject({ 'bronze.numbers': 'succeeded', 'gold.total': 'not-started' });
    }

    const failed = await run();
    expect(failed.problems).toEqual([]);
    expect(statuses(failed)).toEqual({
      'bronze.numbers': FULL ? 'done-before' : 'succeeded',
      'silver.doubled': 'failed',
      'gold.total': 'skipped',
      'gold.names': 'succeeded',
    });
    expect(failed.tables[1]).toMatchObject({ step: 'write', error: { message: expect.stringContaining('five is not allowed') } });
    const text = renderSummary(failed, SPARK_MODEL);
    expect(text).toContain('failed  silver.doubled  while being written\n');
    expect(text).toContain('defined   .projenrc.ts:12:3\n');
    expect(text).not.toMatch(/\bat org\.apache|Traceback/);
    expect(readFileSync(join(root, failed.log), 'utf8')).toContain('user code may print to standard output');

    const body = readFileSync(join(root, 'src/shop/tables.py'), 'utf8').replace('F.col("n") == 5', 'F.col("n") == 50');
    writeFiles(root, { 'src/shop/tables.py': body });
    const done = await run();
    expect(statuses(done)).toEqual({ 'bronze.numbers': 'done-before', 'silver.doubled': 'succeeded', 'gold.total': 'succeeded', 'gold.names': 'done-before' });
    expect(done.tables[1]).toMatchObject({
      rows: { in: 3, kept: 2, quarantined: 1, dropped: 0 },
      rules: [{ name: 'has_name', violations: 1, onViolation: 'quarantine' }],
    });
    expect(done.status).toBe('succeeded');

    // Another start of Spark for each answer.
    if (!FULL) return;
    const interruption = new Interruption(undefined);
    onTestFinished(() => interruption.dispose());
    const columns = [{ name: 'name', type: scalar('string'), nullable: true }];
    const query = { kind: 'sql', parts: ['SELECT n, name FROM ', { table: 'silver.doubled' }, ' WHERE n < 5;'] } as const;
    const { tables } = modelOf([{ key: 'gold.small', kind: 'view', reads: ['silver.doubled'], columns, body: query }]);
    const model = { ...SPARK_MODEL, tables: [...SPARK_MODEL.tables, ...tables] };
    const shown = (key: string, quarantine: boolean): Promise<readonly FirstRows[]> =>
      firstRows({ root, request: requestOf({ root, model, tables: [key], quarantine, viewQuery }), rows: 1, prepared, interruption });
    expect(await shown('gold.small', false)).toMatchObject([{ count: 1, rows: [['one']] }]);
    const [aside] = await shown('silver.doubled', true);
    expect(aside).toMatchObject({ count: 1, rows: [[6, null, ['has_name'], done.run, expect.any(String)]] });
  });
});
