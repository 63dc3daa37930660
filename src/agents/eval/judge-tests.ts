/** How good tests are: Spark runs them on right solutions, which must pass, and on wrong ones, which must not. */
import type { IntentExample, IntentProperty } from '../../emit/tests/intent.ts';
import { plainRows } from '../../model/examples.ts';
import type { Model, TableModel } from '../../model/model.ts';
import { typeText } from '../../query/datatype.ts';
import { sqlIdentifier } from '../../utils/sql-text.ts';
import type { Rows } from '../agent.ts';
import type { WrittenTests } from '../testing/read-tests.ts';
import type { Engine, Input, RunResult } from '../trial/trial.ts';
import { ANSWER, answerKey } from './definition.ts';
import type { PreparedTask } from './solver.ts';
import { comparable, referencesOf, type Solution, wrongOnesOf } from './testing-task.ts';
import { sqlOver } from './visible.ts';

export interface JudgedTest {
  /** What it shows, or which property. */
  readonly says: string;
  /** Whether the references pass it. */
  readonly right: boolean;
  /** What one of them gives instead. */
  readonly why?: string;
}
export interface JudgedTests {
  readonly tests: readonly JudgedTest[];
  /** Whether a test that is right fails on it. */
  readonly wrongOnes: readonly { readonly name: string; readonly found: boolean }[];
}
/** By test: why it fails; undefined if it passes. */
type Outcomes = readonly (string | undefined)[];

const holds = (property: IntentProperty, rows: Rows, given: Input): boolean => {
  switch (property.kind) {
    case 'unique': {
      const keys = rows.map((row) => JSON.stringify(property.columns.map((name) => row[name] ?? null)));
      return new Set(keys).size === keys.length;
    }
    case 'neverNull':
      return rows.every((row) => property.columns.every((name) => row[name] !== null && row[name] !== undefined));
    case 'noMoreThan': {
      const input = given[property.table];
      return rows.length <= (Array.isArray(input) ? input.length : 0);
    }
    default:
      return property satisfies never;
  }
};
export const propertyText = (property: IntentProperty): string =>
  property.kind === 'noMoreThan'
    ? `no more rows than ${property.table}`
    : `${property.kind === 'unique' ? 'unique' : 'never NULL'}: ${property.columns.join(', ')}`;

/** What goes in, and what must come out, by table. */
const inputOf = ({ given, gives }: IntentExample, model: Model, key: string): Input => {
  const columnsOf = (of: string): TableModel['columns'] => model.tables.find((table) => table.key === of)?.columns ?? [];
  return {
    ...Object.fromEntries(given.map(({ table, rows }) => [table, plainRows(rows, columnsOf(table))])),
    [key]: plainRows(gives, columnsOf(key)),
  };
};

const failureOf = (result: RunResult): string | undefined => (result.ok ? undefined : (result.problems[0]?.message ?? 'it failed'));
const outcomesOf = async (engine: Engine, prepared: PreparedTask, { sql }: Solution, { examples, properties }: WrittenTests): Promise<Outcomes> => {
  const key = answerKey(prepared.task);
  const model = comparable(prepared);
  const columns = model.tables.find((table) => table.key === key)?.columns ?? [];
  const body = sqlOver({ ...prepared, model }, sql);
  const inputs = examples.map((example) => inputOf(example, model, key));
  const outcomes: (string | undefined)[] = [];
  for (const [i, { gives }] of examples.entries()) {
    // As in the file of tests: columns that an example does not name are not compared, and where it names none, the first one counts the rows.
    const names = gives.columns.length > 0 ? gives.columns : columns.slice(0, 1).map(({ name }) => name);
    const selected = names
      .map((name) => ({ name: sqlIdentifier(name), type: columns.find((column) => column.name === name)?.type }))
      .map(({ name, type }) => (type ? `CAST(${name} AS ${typeText(type)}) AS ${name}` : name))
      .join(', ');
    const left = { ...body, sql: `SELECT ${selected} FROM (\n${sql}\n)` };
    const right = { model, sql: `SELECT ${selected} FROM ${ANSWER}`, reads: [key], names: { [ANSWER]: key } };
    const [found] = await engine.compare(left, right, [inputs[i] ?? {}]);
    if (!found) throw new Error('nothing was compared');
    const { difference } = found;
    if (difference.kind === 'same') outcomes.push(undefined);
    else if (difference.kind === 'rows')
      outcomes.push(`gives ${JSON.stringify(difference.left.slice(0, 3))}, expected ${JSON.stringify(difference.right.slice(0, 3))}`);
    else outcomes.push(difference.kind === 'columns' ? difference.says : (failureOf(found.left) ?? failureOf(found.right) ?? 'could not be compared'));
  }
  const results = properties.length === 0 ? [] : await engine.runAll(body, inputs);
  for (const property of properties) {
    const broken = results.findIndex((result, i) => !(result.ok && holds(property, result.rows, inputs[i] ?? {})));
    const result = results[broken];
    outcomes.push(broken < 0 || !result ? undefined : (failureOf(result) ?? `does not hold on the rows of "${examples[broken]?.says ?? ''}"`));
  }
  return outcomes;
};

export const judgeTests = async (engine: Engine, prepared: PreparedTask, tests: WrittenTests): Promise<JudgedTests> => {
  const { task } = prepared;
  const right: Outcomes[] = [];
  for (const reference of referencesOf(task)) right.push(await outcomesOf(engine, prepared, reference, tests));
  const judged = [...tests.examples.map(({ says }) => says), ...tests.properties.map(propertyText)].map((says, i): JudgedTest => {
    const why = right.map((outcomes) => outcomes[i]).find((each) => each !== undefined);
    return { says, right: why === undefined, ...(why === undefined ? {} : { why: why.slice(0, 500) }) };
  });
  const wrongOnes: { name: string; found: boolean }[] = [];
  for (const wrong of wrongOnesOf(task)) {
    const outcomes = await outcomesOf(engine, prepared, wrong, tests);
    // A test that refuses a right solution says nothing about wrong ones.
    wrongOnes.push({ name: wrong.name, found: outcomes.some((why, i) => why !== undefined && judged[i]?.right === true) });
  }
  return { tests: judged, wrongOnes };
};
