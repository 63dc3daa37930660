/** Relations as generated functions, on the real Spark: columns as the model says, rows as a person or the SQL of the same relation says. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
/** Over a window Spark adds in another order: the last digits of a fraction may differ. */
const near = (rows: unknown): string => (JSON.stringify(rows) ?? '').replaceAll(/-?\d+\.\d{6,}/g, (text) => String(Number(Number(text).toPrecision(10))));

import { beforeAll, describe, expect, it } from 'vitest';
import { planToSql } from '../../../src/emit/sql/plan.ts';
import type { PlanNode } from '../../../src/query/plan.ts';
import { python, schemaJson } from '../../query/spark.ts';
import { planCases, planOfCase } from '../plan-cases.ts';
import { PLANS, RUNS, SEED, randomPlans } from '../random-plans.ts';
import { testTables, viewName } from '../sources.ts';
import { streamCases } from '../stream-cases.ts';
import { filterCases, missing } from './filters.ts';
import { type ModuleOf, bare, moduleOf } from './module-of.ts';
import { moduleOfSql, sqlBodies } from './sql-bodies.ts';

interface Found {
  readonly schema: unknown;
  readonly rows?: readonly (readonly unknown[])[];
  readonly sql?: readonly (readonly unknown[])[];
}
type Answer = Found | { readonly error: string };
interface Request extends ModuleOf {
  readonly id: string;
  readonly run: boolean;
  readonly sql?: string;
  readonly streams?: readonly string[];
}
const ask = (functions: readonly Request[]): Readonly<Record<string, Answer>> => {
  const tables = testTables().map(({ key, seed }) => ({ name: bare(key), schema: schemaJson(seed.schema), sql: planToSql(seed, viewName) }));
  const script = fileURLToPath(new URL('./plans.spark.py', import.meta.url));
  const path = [fileURLToPath(new URL('../../../python/src', import.meta.url))];
  const run = spawnSync(python ?? '', [script], { input: JSON.stringify({ path, tables, functions }), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`Spark did not answer:\n${run.stderr.slice(-3000)}`);
  return JSON.parse(run.stdout) as Readonly<Record<string, Answer>>;
};
const sorted = (rows: readonly (readonly unknown[])[]): readonly string[] => rows.map((row) => JSON.stringify(row)).toSorted();
const text = (schema: unknown): string =>
  JSON.stringify(schema, (key, value: unknown) =>
    key === 'metadata'
      ? undefined
      : typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toSorted())
        : value,
  );

describe.skipIf(!python)('relations as PySpark (needs LAKEWRIGHT_TEST_PYTHON: a Python with PySpark)', () => {
  const plans = randomPlans();
  let answers: Readonly<Record<string, Answer>>;
  beforeAll(() => {
    answers = ask([
      ...planCases.map((one) => ({ id: one.name, ...moduleOf(planOfCase(one)), run: one.rows !== undefined || one.fails !== undefined })),
      ...filterCases.flatMap(({ name, plan, same }) => [
        { id: `filtered ${name}`, ...moduleOf(plan), run: true },
        { id: `where ${name}`, ...moduleOf(same), run: true },
      ]),
      ...streamCases.map(({ name, plan, streams }) => ({ id: `stream ${name}`, ...moduleOf(plan), streams, run: false })),
      ...sqlBodies.map((one) => ({ id: one.name, ...moduleOfSql(one), run: true })),
      ...plans.map((plan, i) => {
        const query = { id: `random ${i}`, ...moduleOf(plan) };
        return i < RUNS ? { ...query, run: true, sql: planToSql(plan, viewName) } : { ...query, run: false };
      }),
    ]);
  }, 3_600_000);
  const found = (id: string, plan: PlanNode): Found => {
    const answer = answers[id];
    if (!answer || 'error' in answer) throw new Error(`${id}: ${answer?.error ?? 'no answer'}\n${moduleOf(plan).text}`);
    return answer;
  };

  it.each(planCases.filter((one) => one.fails !== undefined))('fail the run: $name', ({ name, fails }) => {
    expect(answers[name]).toEqual({ error: expect.stringContaining(`[${fails}]`) });
  });
  it.each(planCases.filter((one) => one.rows !== undefined))('give the rows: $name', (one) => {
    const given = found(one.name, planOfCase(one)).rows ?? [];
    const wanted = one.rows ?? [];
    expect(one.ordered ? given.map((row) => JSON.stringify(row)) : sorted(given)).toEqual(
      one.ordered ? wanted.map((row) => JSON.stringify(row)) : sorted(wanted),
    );
  });
  it.each(planCases.filter((one) => one.fails === undefined))('have the columns that the model says: $name', (one) => {
    expect(text(found(one.name, planOfCase(one)).schema)).toBe(text(schemaJson(planOfCase(one).schema)));
  });
  it.each(streamCases)('have the columns that the model says: a stream with $name', ({ name, plan }) => {
    expect(text(found(`stream ${name}`, plan).schema)).toBe(text(schemaJson(plan.schema)));
  });
  it.each(filterCases)('aggregate the rows that a filter keeps: $name', ({ name, plan, same }) => {
    expect(near(found(`filtered ${name}`, plan).rows)).toBe(near(found(`where ${name}`, same).rows));
  });
  it("leave no aggregate's filter out", () => expect(missing()).toEqual([]));
  it.each(sqlBodies)('give the rows of SQL with $name', (one) => {
    expect(answers[one.name]).toMatchObject({ rows: one.rows });
  });
  it(`have the columns that the model says: ${PLANS} random plans (seed ${SEED})`, () => {
    const wrong = plans.flatMap((plan, i) => {
      const [theirs, ours] = [text(found(`random ${i}`, plan).schema), text(schemaJson(plan.schema))];
      return theirs === ours ? [] : [`${moduleOf(plan).text}\nSpark ${theirs}\nmodel ${ours}`];
    });
    expect(wrong).toEqual([]);
  });
  it(`give the same rows as their SQL: ${RUNS} random plans (seed ${SEED})`, () => {
    const wrong = plans.slice(0, RUNS).flatMap((plan, i) => {
      const { rows = [], sql = [] } = found(`random ${i}`, plan);
      const [ours, theirs] = [sorted(rows), sorted(sql)];
      return JSON.stringify(ours) === JSON.stringify(theirs)
        ? []
        : [`${moduleOf(plan).text}\n${ours.join('\n')}\nSQL\n${planToSql(plan, viewName)}\n${theirs.join('\n')}`];
    });
    expect(wrong).toEqual([]);
  });
});
