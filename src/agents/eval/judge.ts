/** How good an attempt is: its body on the visible and on the hidden rows, its question against the known readings. */
import type { Question, Rows } from '../agent.ts';
import type { Difference, Engine, Input, Runnable } from '../trial/trial.ts';
import { ANSWER, answerKey, inputKey } from './definition.ts';
import { sameRows } from './rows.ts';
import type { Attempt, PreparedTask, TakenDecision } from './solver.ts';
import { sqlOver } from './visible.ts';
import { dataFile, type DataSet, expectedFile, type Reading, type Task } from './task.ts';

const ALL = 1_000_000;
const stored = (path: string): { readonly path: string; readonly format: 'parquet'; readonly limit: number } => ({ path, format: 'parquet', limit: ALL });
const inputOf = (task: Task, set: DataSet, expected: string): Input => ({
  ...Object.fromEntries(task.inputs.map(({ name }) => [inputKey(name), stored(dataFile(task, set, name))])),
  [answerKey(task)]: stored(expectedFile(task, expected)),
});
export interface JudgedBody {
  /** On the rows that could be seen. */
  readonly a: boolean;
  /** On hidden rows; of a vague task, where it gives what one of its readings gives. */
  readonly b: boolean;
  /** Which readings it follows on hidden rows. */
  readonly follows: readonly string[];
  /** What was wrong on `b`, else on `a`. */
  readonly says?: string;
}
const differs = (difference: Difference, problem: string | undefined): string => {
  switch (difference.kind) {
    case 'same':
      return '';
    case 'rows':
      return `gives ${JSON.stringify(difference.left.slice(0, 3))}, expected ${JSON.stringify(difference.right.slice(0, 3))}`;
    case 'columns':
      return difference.says;
    case 'unknown':
      return problem ?? 'could not be compared';
    default:
      return difference satisfies never;
  }
};

export const judgeBody = async (engine: Engine, { task }: PreparedTask, body: Runnable): Promise<JudgedBody> => {
  const key = answerKey(task);
  const readings = task.readings.map(({ id }) => id);
  const hidden = readings.length > 0 ? readings : ['b'];
  const expected: Runnable = { model: body.model, sql: `SELECT * FROM ${ANSWER}`, reads: [key], names: { [ANSWER]: key } };
  const found = await engine.compare(body, expected, [inputOf(task, 'a', 'a'), ...hidden.map((of) => inputOf(task, 'b', of))]);
  const [a, ...b] = found.map(({ difference, left }) => differs(difference, left.ok ? undefined : left.problems[0]?.message));
  const follows = readings.filter((_, i) => b[i] === '');
  const says = b.includes('') ? a : (b[Math.max(0, hidden.indexOf(task.usual ?? 'b'))] ?? a);
  return { a: a === '', b: b.includes(''), follows, ...(says ? { says: says.slice(0, 1_000) } : {}) };
};

/** What each reading of a task gives for some rows; undefined if it fails on them. */
const readingsOn = async (engine: Engine, prepared: PreparedTask, given: Input): Promise<ReadonlyMap<string, Rows | undefined>> => {
  const found = new Map<string, Rows | undefined>();
  for (const { id, sql } of prepared.task.readings) {
    const result = await engine.run(sqlOver(prepared, sql), given);
    found.set(id, result.ok ? result.rows : undefined);
  }
  return found;
};
/** The readings that give these rows. */
const matching = (readings: readonly Reading[], on: ReadonlyMap<string, Rows | undefined>, gives: Rows): readonly string[] =>
  readings.filter(({ id }) => sameRows(on.get(id), gives)).map(({ id }) => id);

export type JudgedQuestion =
  /** It tells known readings apart. */
  | { readonly kind: 'right'; readonly between: readonly (readonly string[])[] }
  /** Its rows do not. */
  | { readonly kind: 'wrong'; readonly says: string }
  /** It shows no rows, so only a person can say. */
  | { readonly kind: 'unjudged' };
export const judgeQuestion = async (engine: Engine, prepared: PreparedTask, { given, readings }: Question): Promise<JudgedQuestion> => {
  const shown = readings.flatMap(({ gives }) => (gives === undefined ? [] : [gives]));
  if (given === undefined || shown.length < 2) return { kind: 'unjudged' };
  if (prepared.task.readings.length < 2) return { kind: 'wrong', says: 'the task has one reading' };
  const on = await readingsOn(engine, prepared, given);
  const between = shown.map((gives) => matching(prepared.task.readings, on, gives)).filter((ids) => ids.length > 0);
  const isApart = between.some((one, i) => between.slice(i + 1).some((other) => !one.some((id) => other.includes(id))));
  return isApart ? { kind: 'right', between } : { kind: 'wrong', says: 'what it shows follows no two readings of the task' };
};

export type JudgedDecision =
  /** Its example holds for the reading that the body follows, and for no other. */
  | { readonly kind: 'decisive' }
  /** Other readings pass it too, or the body's own does not. */
  | { readonly kind: 'weak'; readonly passes: readonly string[] }
  | { readonly kind: 'no-example' };
export const judgeDecision = async (
  engine: Engine,
  prepared: PreparedTask,
  { example }: TakenDecision,
  follows: readonly string[],
): Promise<JudgedDecision> => {
  if (!example) return { kind: 'no-example' };
  const on = await readingsOn(engine, prepared, example.given);
  const passes = matching(prepared.task.readings, on, example.gives);
  return passes.length > 0 && passes.every((id) => follows.includes(id)) ? { kind: 'decisive' } : { kind: 'weak', passes };
};

export interface Judged {
  readonly body?: JudgedBody;
  readonly question?: JudgedQuestion;
  readonly decisions: readonly JudgedDecision[];
}
export const judgeAttempt = async (engine: Engine, prepared: PreparedTask, attempt: Attempt): Promise<Judged> => {
  const { task } = prepared;
  const body = attempt.body && task.expected !== 'refuse' ? await judgeBody(engine, prepared, attempt.body) : undefined;
  const question = attempt.question ? await judgeQuestion(engine, prepared, attempt.question) : undefined;
  const decisions: JudgedDecision[] = [];
  if (body && task.readings.length > 1) for (const decision of attempt.decisions) decisions.push(await judgeDecision(engine, prepared, decision, body.follows));
  return { decisions, ...(body ? { body } : {}), ...(question ? { question } : {}) };
};
