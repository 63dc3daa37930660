import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { planToSql } from '../../src/emit/sql/plan.ts';
import { seed, t } from '../../src/query/index.ts';
import type { PlanNode } from '../../src/query/plan.ts';
import { inputsOf, stepsOf } from '../../src/query/plan.ts';
import { python, schemaJson } from '../query/spark.ts';
import { MASKS, maskQueries } from './mask-queries.ts';
import { planCases, planOfCase } from './plan-cases.ts';
import { PLANS, RUNS, SEED, randomPlans } from './random-plans.ts';
import { planOfRelation, testTables, viewName } from './sources.ts';

interface Found {
  readonly schema: unknown;
  readonly rows?: readonly (readonly unknown[])[];
}
type Answer = (Found & { readonly steps?: Found }) | { readonly error: string };
interface Query {
  readonly id: string;
  readonly sql: string;
  readonly run: boolean;
  readonly steps?: readonly { readonly name: string; readonly sql: string }[];
}

const ask = (queries: readonly Query[]): Readonly<Record<string, Answer>> => {
  const tables = testTables().map(({ key, seed }) => ({ name: viewName(key).slice(1, -1), schema: schemaJson(seed.schema), sql: planToSql(seed, viewName) }));
  const script = fileURLToPath(new URL('./plans.spark.py', import.meta.url));
  const run = spawnSync(python ?? '', [script], { input: JSON.stringify({ tables, queries }), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`Spark did not answer:\n${run.stderr.slice(-3000)}`);
  return JSON.parse(run.stdout) as Readonly<Record<string, Answer>>;
};

/** The plan as one view a step, each reading the views of its inputs: what folding steps into few SELECTs must not change. */
const oneByOne = (plan: PlanNode, prefix: string): readonly { readonly name: string; readonly sql: string }[] => {
  const steps = stepsOf(plan);
  const names = new Map(steps.map((step, i) => [step, step.kind === 'read' ? step.table : `${prefix}_${i}`]));
  return steps.flatMap((step, i) => {
    if (step.kind === 'read') return [];
    const read = (input: PlanNode): PlanNode => ({ kind: 'read', table: names.get(input) ?? '', schema: input.schema });
    const inputs = inputsOf(step).map(read);
    const alone = ('left' in step ? { ...step, left: inputs[0], right: inputs[1] } : { ...step, input: inputs[0] }) as PlanNode;
    return [{ name: `${prefix}_${i}`, sql: planToSql(alone, viewName) }];
  });
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

describe.skipIf(!python)('plans as SQL, on Spark (needs LAKEWRIGHT_TEST_PYTHON: a Python with PySpark)', () => {
  const plans = randomPlans();
  let answers: Readonly<Record<string, Answer>>;
  beforeAll(() => {
    answers = ask([
      ...maskQueries(),
      ...planCases.map((one) => ({ id: one.name, sql: planToSql(planOfCase(one), viewName), run: one.rows !== undefined || one.fails !== undefined })),
      ...plans.map((plan, i) => {
        const query = { id: `random ${i}`, sql: planToSql(plan, viewName) };
        return i < RUNS ? { ...query, run: true, steps: oneByOne(plan, `random_${i}`) } : { ...query, run: false };
      }),
    ]);
  }, 3_600_000);
  const found = (id: string): Found & { readonly steps?: Found } => {
    const answer = answers[id];
    if (!answer || 'error' in answer) throw new Error(`${id}: ${answer?.error ?? 'no answer'}`);
    return answer;
  };

  it('have beside them the functions of masks and row filters, which Spark makes and calls', () => {
    for (const { id } of maskQueries()) expect(answers[id], id).not.toHaveProperty('error');
    expect(found(MASKS).rows).toEqual([['a@example.com', 4, true, false, null, false]]);
  });
  it.each(planCases.filter((one) => one.fails !== undefined))('fail the run: $name', ({ name, fails }) => {
    expect(answers[name]).toEqual({ error: expect.stringContaining(`[${fails}]`) });
  });
  it.each(planCases.filter((one) => one.rows !== undefined))('give the rows: $name', ({ name, rows = [], ordered }) => {
    const given = found(name).rows ?? [];
    expect(ordered ? given.map((row) => JSON.stringify(row)) : sorted(given)).toEqual(ordered ? rows.map((row) => JSON.stringify(row)) : sorted(rows));
  });
  // A seed's rows tell Spark more about NULL than its declaration does.
  it.each(planCases.filter((one) => one.fails === undefined && planOfCase(one).kind !== 'seed'))('have the columns that the model says: $name', (one) => {
    expect(text(found(one.name).schema)).toBe(text(schemaJson(planOfCase(one).schema)));
  });
  it(`have the columns that the model says: ${PLANS} random plans (seed ${SEED})`, () => {
    const wrong = plans.flatMap((plan, i) => {
      const [theirs, ours] = [text(found(`random ${i}`).schema), text(schemaJson(plan.schema))];
      return theirs === ours ? [] : [`${planToSql(plan, viewName)}\nSpark ${theirs}\nmodel ${ours}`];
    });
    expect(wrong).toEqual([]);
  });
  it(`give the same rows as their steps one by one: ${RUNS} random plans (seed ${SEED})`, () => {
    const wrong = plans.slice(0, RUNS).flatMap((plan, i) => {
      const { rows = [], steps } = found(`random ${i}`);
      const [whole, single] = [sorted(rows), sorted(steps?.rows ?? [])];
      return JSON.stringify(whole) === JSON.stringify(single) ? [] : [`${planToSql(plan, viewName)}\n${whole.join('\n')}\none by one\n${single.join('\n')}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe('plans as SQL', () => {
  it('have no line longer than the page, and no step for a plain table', () => {
    const first = planCases[0];
    if (!first) throw new Error('there are no cases');
    expect(planToSql(planOfCase(first), viewName)).toBe(
      'SELECT l.carrier, l.flight, r.name\nFROM `t_flights` AS l\nJOIN `t_airlines` AS r ON l.carrier = r.carrier',
    );
  });
  it('are written for chains of any depth', () => {
    let chain = seed({ n: t.int() }, [{ n: 1 }]);
    for (let i = 0; i < 10_000; i++) chain = i % 2 === 0 ? chain.distinct() : chain.where((r) => r.n.gt(i));
    const text = planToSql(planOfRelation(chain), viewName);
    expect(text.match(/SELECT DISTINCT/g)).toHaveLength(5000);
    expect(text).toContain('n > 9999');
  });
  it('never take the name of a table for a subquery', () => {
    const plan = planOfCase(planCases.find(({ name }) => name.startsWith('groups, then')) ?? (planCases[0] as never));
    expect(planToSql(plan, () => 'grouped')).toContain('WITH grouped_2 AS (');
  });
});
