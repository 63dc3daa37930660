/** Relations as SQL and as generated functions, on one real Spark: columns as the model says, rows as a person or the other way of writing says. */
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
import { filterCases, missing } from './python/filters.ts';
import { bare, type ModuleOf, moduleOf } from './python/module-of.ts';
import { moduleOfSql, sqlBodies } from './python/sql-bodies.ts';
import { PLANS, RUNS, randomPlans } from './random-plans.ts';
import { planOfRelation, testTables, viewName } from './sources.ts';
import { streamCases } from './stream-cases.ts';
import { computedRows, differenceToSpark } from './without-spark.ts';
import { SEED, share, turn } from '../suite.ts';

interface Found {
  readonly schema: unknown;
  readonly rows?: readonly (readonly unknown[])[];
}
type Answer = (Found & { readonly steps?: Found }) | { readonly error: string };
type Answers = Readonly<Record<string, Answer>>;
interface Query {
  readonly id: string;
  readonly sql: string;
  readonly run: boolean;
  readonly steps?: readonly { readonly name: string; readonly sql: string }[];
}
interface GeneratedFunction extends ModuleOf {
  readonly id: string;
  readonly run: boolean;
  readonly streams?: readonly string[];
}

const ask = (queries: readonly Query[], functions: readonly GeneratedFunction[]): { readonly queries: Answers; readonly functions: Answers } => {
  const tables = testTables().map(({ key, seed }) => ({ name: bare(key), schema: schemaJson(seed.schema), sql: planToSql(seed, viewName) }));
  const script = fileURLToPath(new URL('./plans.spark.py', import.meta.url));
  const path = [fileURLToPath(new URL('../../python/src', import.meta.url))];
  const run = spawnSync(python ?? '', [script], { input: JSON.stringify({ path, tables, queries, functions }), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`Spark did not answer:\n${run.stderr.slice(-3000)}`);
  return JSON.parse(run.stdout) as { readonly queries: Answers; readonly functions: Answers };
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

/** Over a window Spark adds in another order: the last digits of a fraction may differ. */
const near = (rows: unknown): string => (JSON.stringify(rows) ?? '').replaceAll(/-?\d+\.\d{6,}/g, (text) => String(Number(Number(text).toPrecision(10))));
const sameRows = (one: Found | undefined, other: Found | undefined): boolean =>
  JSON.stringify(sorted(one?.rows ?? [])) === JSON.stringify(sorted(other?.rows ?? []));
const shown = (found: Found | undefined): string => sorted(found?.rows ?? []).join('\n');

/** The short suite tests a quarter of them as generated functions and another one as SQL; the seed says which. */
const inPython = share(planCases, 4);
const inSql = share(planCases, 4, 2);
const failing = (cases: typeof planCases) => cases.filter((one) => one.fails !== undefined);
const withRows = (cases: typeof planCases) => cases.filter((one) => one.rows !== undefined);
const working = (cases: typeof planCases) => cases.filter((one) => one.fails === undefined);
const isRun = ({ fails, rows }: (typeof planCases)[number]): boolean => fails !== undefined || rows !== undefined;

const aggregates = share(filterCases, 6);

describe.runIf(python && turn(0))('relations on Spark (needs LAKEWRIGHT_TEST_PYTHON: a Python with PySpark; turn 0 of 3)', () => {
  const plans = randomPlans();
  let answers: { readonly queries: Answers; readonly functions: Answers };
  beforeAll(() => {
    answers = ask(
      [
        ...maskQueries(),
        ...inSql.map((one) => ({ id: one.name, sql: planToSql(planOfCase(one), viewName), run: isRun(one) })),
        ...plans.map((plan, i) => {
          const query = { id: `random ${i}`, sql: planToSql(plan, viewName) };
          return i < RUNS ? { ...query, run: true, steps: oneByOne(plan, `random_${i}`) } : { ...query, run: false };
        }),
      ],
      [
        ...inPython.map((one) => ({ id: one.name, ...moduleOf(planOfCase(one)), run: isRun(one) })),
        ...aggregates.flatMap(({ name, plan, same }) => [
          { id: `filtered ${name}`, ...moduleOf(plan), run: true },
          { id: `where ${name}`, ...moduleOf(same), run: true },
        ]),
        ...streamCases.map(({ name, plan, streams }) => ({ id: `stream ${name}`, ...moduleOf(plan), streams, run: false })),
        ...sqlBodies.map((one) => ({ id: one.name, ...moduleOfSql(one), run: true })),
        ...plans.map((plan, i) => ({ id: `random ${i}`, ...moduleOf(plan), run: i < RUNS })),
      ],
    );
  }, 3_600_000);
  const query = (id: string): Found & { readonly steps?: Found } => {
    const answer = answers.queries[id];
    if (!answer || 'error' in answer) throw new Error(`${id}: ${answer?.error ?? 'no answer'}`);
    return answer;
  };
  const made = (id: string, plan: PlanNode): Found => {
    const answer = answers.functions[id];
    if (!answer || 'error' in answer) throw new Error(`${id}: ${answer?.error ?? 'no answer'}\n${moduleOf(plan).text}`);
    return answer;
  };
  const expectRows = (found: Found, { rows = [], ordered }: (typeof planCases)[number]): void =>
    expect(ordered ? (found.rows ?? []).map((row) => JSON.stringify(row)) : sorted(found.rows ?? [])).toEqual(
      ordered ? rows.map((row) => JSON.stringify(row)) : sorted(rows),
    );

  describe('as SQL', () => {
    it('have beside them the functions of masks and row filters, which Spark makes and calls', () => {
      for (const { id } of maskQueries()) expect(answers.queries[id], id).not.toHaveProperty('error');
      expect(query(MASKS).rows).toEqual([['a@example.com', 4, true, false, null, false]]);
    });
    it.each(failing(inSql))('fail the run: $name', ({ name, fails }) => {
      expect(answers.queries[name]).toEqual({ error: expect.stringContaining(`[${fails}]`) });
    });
    it.each(withRows(inSql))('give the rows: $name', (one) => expectRows(query(one.name), one));
    // A seed's rows tell Spark more about NULL than its declaration does.
    it.each(working(inSql).filter((one) => planOfCase(one).kind !== 'seed'))('have the columns that the model says: $name', (one) => {
      expect(text(query(one.name).schema)).toBe(text(schemaJson(planOfCase(one).schema)));
    });
    it(`have the columns that the model says: ${PLANS} random plans (seed ${SEED})`, () => {
      const wrong = plans.flatMap((plan, i) => {
        const [theirs, ours] = [text(query(`random ${i}`).schema), text(schemaJson(plan.schema))];
        return theirs === ours ? [] : [`${planToSql(plan, viewName)}\nSpark ${theirs}\nmodel ${ours}`];
      });
      expect(wrong).toEqual([]);
    });
    it(`have the rows that are computed without Spark, where they are known: ${RUNS} random plans (seed ${SEED})`, () => {
      const wrong = plans.slice(0, RUNS).flatMap((plan, i) => {
        const found = computedRows(plan);
        const difference = found.kind === 'rows' ? differenceToSpark(plan, found.rows, query(`random ${i}`).rows ?? []) : undefined;
        return difference === undefined ? [] : [`${planToSql(plan, viewName)}\n${difference}`];
      });
      expect(wrong).toEqual([]);
    });
    it(`give the same rows as their steps one by one: ${RUNS} random plans (seed ${SEED})`, () => {
      const wrong = plans.slice(0, RUNS).flatMap((plan, i) => {
        const whole = query(`random ${i}`);
        // Of a table alone there are no steps.
        return plan.kind === 'read' || sameRows(whole, whole.steps) ? [] : [`${planToSql(plan, viewName)}\n${shown(whole)}\none by one\n${shown(whole.steps)}`];
      });
      expect(wrong).toEqual([]);
    });
  });

  describe('as PySpark', () => {
    it.each(failing(inPython))('fail the run: $name', ({ name, fails }) => {
      expect(answers.functions[name]).toEqual({ error: expect.stringContaining(`[${fails}]`) });
    });
    it.each(withRows(inPython))('give the rows: $name', (one) => expectRows(made(one.name, planOfCase(one)), one));
    it.each(working(inPython))('have the columns that the model says: $name', (one) => {
      expect(text(made(one.name, planOfCase(one)).schema)).toBe(text(schemaJson(planOfCase(one).schema)));
    });
    it.each(streamCases)('have the columns that the model says: a stream with $name', ({ name, plan }) => {
      expect(text(made(`stream ${name}`, plan).schema)).toBe(text(schemaJson(plan.schema)));
    });
    it.each(aggregates)('aggregate the rows that a filter keeps: $name', ({ name, plan, same }) => {
      expect(near(made(`filtered ${name}`, plan).rows)).toBe(near(made(`where ${name}`, same).rows));
    });
    it("leave no aggregate's filter out", () => expect(missing()).toEqual([]));
    it.each(sqlBodies)('give the rows of SQL with $name', (one) => {
      expect(answers.functions[one.name]).toMatchObject({ rows: one.rows });
    });
    it(`have the columns that the model says: ${PLANS} random plans (seed ${SEED})`, () => {
      const wrong = plans.flatMap((plan, i) => {
        const [theirs, ours] = [text(made(`random ${i}`, plan).schema), text(schemaJson(plan.schema))];
        return theirs === ours ? [] : [`${moduleOf(plan).text}\nSpark ${theirs}\nmodel ${ours}`];
      });
      expect(wrong).toEqual([]);
    });
    it(`give the same rows as their SQL: ${RUNS} random plans (seed ${SEED})`, () => {
      const wrong = plans.slice(0, RUNS).flatMap((plan, i) => {
        const [ours, theirs] = [made(`random ${i}`, plan), query(`random ${i}`)];
        return sameRows(ours, theirs) ? [] : [`${moduleOf(plan).text}\n${shown(ours)}\nSQL\n${planToSql(plan, viewName)}\n${shown(theirs)}`];
      });
      expect(wrong).toEqual([]);
    });
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
