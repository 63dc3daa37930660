/** From the decisions of a table to what the model needs. */
import { z } from 'zod';
import type { DefinitionProblem } from '../model/diagnostics/definition.ts';
import { exampleRows, type ExampleRows } from '../model/examples.ts';
import type { DecisionModel } from '../model/model.ts';
import type { Schema } from '../query/plan.ts';
import { rowsContent } from './decision.ts';
import { text } from './options.ts';

const row = z.record(z.string(), z.unknown());
/** Problems of one option, without the decisions' own checks. */
export const DECISIONS = z.array(
  z.strictObject({
    says: text.min(1, 'one sentence'),
    question: text.optional(),
    given: z.array(z.custom((value) => rowsContent(value) !== undefined, 'rows of a table: rowsOf(orders, [{ id: 1 }])')),
    gives: z.array(row),
  }),
);
interface Given {
  readonly says: string;
  readonly question?: string;
  readonly given: readonly unknown[];
  readonly gives: readonly Readonly<Record<string, unknown>>[];
}
/** A problem, and where in the option it is. */
export interface DecisionProblem {
  readonly key: readonly string[];
  readonly problem: DefinitionProblem;
}

/** What decisions say, by position in the option. `own`: the columns that the table's body gives. */
export const decisionModels = (
  decisions: readonly Given[],
  own: Schema,
): { readonly decisions: readonly DecisionModel[]; readonly problems: readonly DecisionProblem[] } => {
  const problems: DecisionProblem[] = [];
  const read = (rows: readonly Readonly<Record<string, unknown>>[], schema: Schema, path: readonly string[], whole: boolean): ExampleRows => {
    const option = path.join('.');
    const found = exampleRows(rows, schema, whole);
    for (const column of found.unknown) problems.push({ key: path, problem: { kind: 'unknown-key', option, column, available: schema.map((c) => c.name) } });
    for (const { row: at, column, expected, actual } of found.problems)
      problems.push({ key: path, problem: { kind: 'option-value', option: `${option}.${at}.${column}`, expected, actual } });
    return found.rows;
  };
  const models = decisions.map(({ says, question, given, gives }, i): DecisionModel => {
    const path = ['decisions', String(i)];
    if (decisions.findIndex((each) => each.says === says) !== i)
      problems.push({ key: path, problem: { kind: 'duplicate-name', what: 'decision', names: [says], why: '' } });
    const tables = given.map((value, j) => {
      const content = rowsContent(value);
      const at = [...path, 'given', String(j)];
      const checked = z.array(row).safeParse(content?.rows);
      const wrong = content?.table === undefined ? ['rows of a table', 'something else'] : checked.success ? undefined : ['a list of rows', 'something else'];
      if (wrong) problems.push({ key: at, problem: { kind: 'option-value', option: at.join('.'), expected: wrong[0] ?? '', actual: wrong[1] ?? '' } });
      return { table: content?.table ?? '', rows: read(checked.data ?? [], content?.schema ?? [], at, true) };
    });
    const twice = tables.find(({ table }, j) => tables.findIndex((each) => each.table === table) !== j);
    if (twice) problems.push({ key: path, problem: { kind: 'duplicate-name', what: 'table', names: [twice.table], why: 'give its rows in one list' } });
    return { says, ...(question === undefined ? {} : { question }), given: tables, gives: read(gives, own, [...path, 'gives'], false) };
  });
  return { decisions: models, problems };
};
