import { beforeAll, describe, expect, it } from 'vitest';
import type { Expr, Row } from '../../src/query/expr.ts';
import { nodeOf } from '../../src/query/expression.ts';
import { functionRecords } from '../../src/query/functions/catalogue.ts';
import { F, type Relation, Window, from, seed, t } from '../../src/query/index.ts';
import type { ExprNode } from '../../src/query/node.ts';
import { relationPlan } from '../../src/query/source.ts';
import { ALL_RECORDS, FUNCTIONS, SCHEMA, castCases, column, misuses, typeCases, uncovered } from './functions.cases.ts';
import { edgeCases, edgeRows } from './functions.edges.ts';
import { ALIASES, NOT_BUILT } from '../../src/query/functions/not-built.ts';
import { TIME_WINDOWS } from '../../src/query/functions/time-window.ts';
import { TREES, randomTrees } from './functions.random.ts';
import { type Answer, type Asked, askSpark, python, sparkJson, textOf } from './spark.ts';
import { FULL, SEED, SPARK, share, turn } from '../suite.ts';

const rowsOf = (relation: object): NonNullable<Asked['rows']> => {
  const plan = relationPlan(relation);
  return plan?.kind === 'seed' ? { schema: plan.schema, values: plan.rows } : { schema: [], values: [] };
};
const exprOf = <S>(relation: Relation<S>, of: (row: Row<S>) => Expr): ExprNode => {
  const plan = relationPlan(from(relation).select((r) => ({ x: of(r) })));
  return plan?.kind === 'select' ? (plan.columns[0]?.expr as ExprNode) : (undefined as never);
};
const examples = (): readonly Asked[] =>
  FUNCTIONS.map((record) => ({
    id: record.name, node: nodeOf(record.example.of()) as ExprNode, ...(record.example.rows ? { rows: record.example.rows } : {}),
  }));

const types = typeCases();
const any = (value: unknown): never => value as never;
const texts = seed({ v: t.string() }, [{ v: ' NA ' }, { v: '' }, { v: 'x ' }, {}]);
const days = seed({ v: t.string() }, [{ v: '2013-01-31' }, { v: '31.1.2013' }, { v: '31.2.2013' }, {}]);
/** Functions that are built of others have no record of their own. */
const COMPOSED: readonly (Asked & { readonly gives: readonly unknown[] })[] = [
  { id: 'composed nullIfIn', rows: rowsOf(texts), node: exprOf(texts, (r) => F.nullIfIn(r.v, ['NA', ''])), gives: [null, null, 'x ', null] },
  { id: 'composed tryToDate', rows: rowsOf(days), node: exprOf(days, (r) => F.tryToDate(r.v)), gives: ['2013-01-31', null, null, null] },
  { id: 'composed tryToDate, format', rows: rowsOf(days), node: exprOf(days, (r) => F.tryToDate(r.v, 'd.M.yyyy')), gives: [null, '2013-01-31', null, null] },
  { id: 'composed first', rows: rowsOf(texts), node: exprOf(texts, (r) => F.first(F.nullIfIn(r.v, ['NA', '']), { ignoreNulls: true }).over(Window.orderBy(r.v))), gives: [null, null, null, 'x '] },
];

/** What Spark says about an expression and what the model says, where they differ. */
const difference = (answer: Answer, asked: Asked): string | undefined => {
  const { id, node } = asked;
  const spark = answer.types[id];
  const ours = { type: sparkJson(node.type), nullable: node.nullable };
  const text = textOf(asked).replaceAll(/\s+/g, ' ');
  if (!spark) return `${text}: no answer`;
  if ('error' in spark) return `${text}: Spark refuses it: ${spark.error.slice(0, 200)}`;
  const [theirs, mine] = [JSON.stringify([spark.type, spark.nullable], sorted), JSON.stringify([ours.type, ours.nullable], sorted)];
  return theirs === mine ? undefined : `${text}: Spark ${theirs}, model ${mine}`;
};
const sorted = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).filter(([k]) => k !== 'metadata').toSorted(([a], [b]) => (a < b ? -1 : 1))) : value;

const inPython = (asked: readonly Asked[]): readonly Asked[] => asked.map((one) => ({ ...one, id: `${one.id} in Python`, language: 'python' }));
/** A few calls of each function, in the short suite one, are enough to see that PySpark knows it and takes its arguments so. */
const FEW = FULL ? 3 : 1;
/** Of the calls over columns of all types, those that the short suite takes of each record, spread over its list; the long one takes all. */
const SPREAD = FULL ? Number.POSITIVE_INFINITY : 3;
const spread = <T>(all: readonly T[]): readonly T[] => all.filter((_, i) => i % Math.max(1, Math.ceil(all.length / SPREAD)) === 0);

describe.runIf(python && turn(1))('every record against Spark (needs LAKEWRIGHT_TEST_PYTHON: a Python with PySpark; turn 1 of 3)', () => {
  const casts = share(castCases(), 4);
  const trees = randomTrees();
  const values = share(examples(), 6);
  const calls = inPython(types.flatMap(({ asked }) => asked.filter((_, i) => i % Math.ceil(asked.length / FEW) === 0)));
  const pythonTrees = inPython(trees);
  const edges = edgeCases(types);
  let answer: Answer;
  beforeAll(() => {
    answer = askSpark(SCHEMA, [...types.flatMap((c) => spread(c.asked)), ...casts, ...trees, ...calls, ...pythonTrees], [...values, ...COMPOSED, ...inPython([...values, ...COMPOSED])], { rows: edgeRows(), cases: edges });
  }, 1_200_000);

  it('has the type and nullability that Spark\'s analyzer gives, over columns of all types', () => {
    const found = types.flatMap(({ record, asked }) => spread(asked).flatMap((one) => difference(answer, one) ?? []).map((text) => `${record}: ${text}`));
    expect(found).toEqual([]);
  });
  it('leaves no function or operator without a call that Spark knows', () => {
    expect(types.filter((c) => c.asked.length === 0).map((c) => c.record)).toEqual([]);
    expect(types.map((c) => c.record)).toEqual(ALL_RECORDS.map((r) => r.name));
  });
  it('shows every kind that an argument accepts in a call', () => {
    expect(uncovered(types)).toEqual([]);
  });
  it(`gives the same value, or the same error, in SQL and PySpark over values at the edges of their types (seed ${SEED})`, () => {
    const found = edges.flatMap((one) => {
      const { sql, python: inPySpark } = answer.edges[one.id] ?? { sql: undefined, python: undefined };
      return sql && JSON.stringify(sql) === JSON.stringify(inPySpark) ? [] : [`${textOf(one)}: SQL ${JSON.stringify(sql)}, PySpark ${JSON.stringify(inPySpark)}`];
    });
    expect(found).toEqual([]);
    // Most give values: a comparison of errors only would show little.
    const all = edges.flatMap((one) => answer.edges[one.id]?.sql ?? []);
    expect(all.filter((value) => !String(value).startsWith('error')).length).toBeGreaterThan(all.length / 2);
  });
  it('gives no NULL at the edges where the model says that there is none', () => {
    expect(edges.filter((one) => !one.node.nullable && answer.edges[one.id]?.sql.includes(null)).map(textOf)).toEqual([]);
  });
  it.runIf(SPARK < 4.2)('says of what this Spark does not have that it came later', () => {
    const later = functionRecords().filter((record) => !FUNCTIONS.includes(record)).map((record) => record.spark);
    expect(later.length).toBeGreaterThan(0);
    expect(later.filter((name) => answer.functions.includes(name))).toEqual([]);
  });
  it.runIf(SPARK === 4.2)('has or lists everything that Spark 4.2 has', () => {
    const ours = [...ALL_RECORDS, ...Object.values(TIME_WINDOWS)].map((r) => r.spark);
    const listed = [...Object.keys(ALIASES), ...NOT_BUILT.flatMap((n) => n.names)];
    expect(answer.functions.filter((name) => !ours.includes(name) && !listed.includes(name))).toEqual([]);
    expect(listed.filter((name) => ours.includes(name) || !answer.functions.includes(name))).toEqual([]);
  });
  it.each([['SQL', ''], ['PySpark', ' in Python']])('gives the value of the example in %s', (_, suffix) => {
    const found = share(FUNCTIONS, 6).flatMap(({ name, example }) => {
      const given = answer.values[name + suffix];
      const wanted = Array.isArray(example.gives) && example.rows && Array.isArray(given) && given.length > 1 ? example.gives : [example.gives];
      return JSON.stringify(given, sorted) === JSON.stringify(wanted, sorted) ? [] : [`${name}: Spark gives ${JSON.stringify(given)}, the record says ${JSON.stringify(example.gives)}`];
    });
    expect(found).toEqual([]);
    for (const { id, gives } of COMPOSED) expect(answer.values[id + suffix]).toEqual(gives);
  });
  it('has the same type and nullability in PySpark', () => {
    expect([...calls, ...pythonTrees].flatMap((one) => difference(answer, one) ?? [])).toEqual([]);
  });
  it('allows the casts that Spark allows, with its nullability', () => {
    const found = casts.flatMap((one) => {
      const refused = 'error' in (answer.types[one.id] ?? {});
      if (refused === one.allowed) return [`${one.id}: Spark ${refused ? 'refuses' : 'allows'} it`];
      return refused ? [] : (difference(answer, one) ?? []);
    });
    expect(found).toEqual([]);
  });
  it(`types ${TREES} random expressions as Spark does (seed ${SEED})`, () => {
    expect(trees.flatMap((one) => difference(answer, one) ?? [])).toEqual([]);
  });
});

describe('records', () => {
  it('say which argument is wrong and what it must be', () => {
    const wrong = misuses(types);
    expect(wrong.length).toBeGreaterThan(400);
    const found = wrong.flatMap(({ text, expected, node }) => {
      const [problem] = node.kind === 'error' ? node.problems : [];
      return problem?.kind === 'argument-type' && problem.expected === expected ? [] : [`${text}: ${JSON.stringify(problem)}`];
    });
    expect(found).toEqual([]);
  });
  it('refuse a column where Spark wants a plain value', () => {
    const text = column('s');
    const node = nodeOf((F.lpad as unknown as (...args: readonly unknown[]) => unknown)(text, column('i'), '0')) as ExprNode;
    expect(node.kind === 'error' && node.problems).toMatchObject([{ kind: 'argument-type', argument: 'length', expected: 'a whole number that is a plain value', actual: 'a column' }]);
  });
  it.each([
    ['countDistinct', () => F.countDistinct(any(column('i'))).over(Window.partitionBy(any(column('s'))))],
    ['median', () => F.median(any(column('i'))).over(Window.partitionBy(any(column('s'))).orderBy(any(column('i'))))],
  ])('refuse windows over which Spark has no %s', (_, of) => {
    expect(nodeOf(of())?.kind).toBe('error');
  });
  it.each([
    ['a whole number', () => F.lit(1, t.tinyint()), 'tinyint'],
    ['a decimal', () => F.lit(9.9, t.decimal(10, 2)), 'decimal'],
    ['a decimal with too many digits', () => F.lit(9.999, t.decimal(10, 2)), 'error'],
    ['a number that is too large', () => F.lit(300, t.tinyint()), 'error'],
    ['text for a day', () => F.lit('2024-02-29', t.date()), 'date'],
    ['a day that the calendar lacks', () => F.lit('2023-02-29', t.date()), 'error'],
  ])('take a literal of a named type: %s', (_, of, kind) => {
    expect(nodeOf(of())?.type.kind).toBe(kind);
  });
  it('have an example that the model accepts', () => {
    expect(examples().flatMap(({ id, node }) => (node.kind === 'error' ? [`${id}: ${JSON.stringify(node.problems)}`] : []))).toEqual([]);
  });
});
