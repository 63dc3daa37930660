/** Rows that an assistant gives: values of the columns' types, a few of them, and nothing else. They are data to run on, and are sent nowhere. */
import { type ExampleRows, exampleRows, plainRows } from '../model/examples.ts';
import type { DecisionModel, TableModel } from '../model/model.ts';
import type { Rows } from '../agents/agent.ts';
import { z } from 'zod';
import { ToolFailure } from './diagnostics.ts';
import { type Checked, tableOf } from './workspace.ts';

const MOST_TABLES = 20;
/** In one call. */
export const MOST_ROWS = 200;
const MOST_CHARACTERS = 100_000;
const ROW = z.record(z.string().max(200), z.unknown());
const ROWS = z.array(ROW).max(MOST_ROWS);
const TABLE_ROWS = z.array(z.strictObject({ table: z.string().min(1).max(300), rows: ROWS })).max(MOST_TABLES);

export const GIVEN_ROWS = TABLE_ROWS.optional().describe(
  `Rows of the tables that the body reads, to run it on as well, e.g. [{ "table": "silver.orders", "rows": [{ "id": 1, "at": "2026-01-31T08:00:00Z" }] }]; columns that are left out are NULL; at most ${MOST_ROWS} in all`,
);
export const GIVEN_DECISIONS = z
  .array(
    z.strictObject({
      says: z.string().min(1).max(400).describe('What the intent means, in one sentence'),
      question: z.string().max(400).optional().describe('What was asked'),
      given: TABLE_ROWS.describe('The fewest rows that tell this reading from others'),
      gives: ROWS.describe('What the body must return for them'),
    }),
  )
  .max(10)
  .optional()
  .describe('What the user decided about the intent. The body must keep to it; it is written next to the intent, and becomes a test');
export type GivenRows = z.infer<typeof TABLE_ROWS>;
export type GivenDecisions = NonNullable<z.infer<typeof GIVEN_DECISIONS>>;

const fail = (table: string, why: string): never => {
  throw new ToolFailure({ kind: 'bad-rows', table, why }, table);
};
/** `isResult`: what a table enforces of its own columns need not hold, and columns that are left out are not looked at. */
const typed = ({ key, columns }: TableModel, rows: Rows, isResult = false): ExampleRows => {
  const schema = isResult ? columns.map((column) => ({ ...column, nullable: true })) : columns;
  const { rows: found, problems, unknown } = exampleRows(rows, schema, !isResult);
  if (unknown.length > 0)
    fail(
      key,
      `it has no column ${unknown
        .slice(0, 5)
        .map((name) => JSON.stringify(name.slice(0, 100)))
        .join(', ')}`,
    );
  const [problem] = problems;
  if (problem) fail(key, `row ${problem.row}, ${problem.column}: ${problem.expected} is needed, not ${problem.actual}`);
  return found;
};
const byTable = (checked: Checked, given: GivenRows): readonly { readonly table: TableModel; readonly rows: ExampleRows }[] => {
  const seen = new Set<string>();
  return given.map(({ table: wanted, rows }) => {
    const table = tableOf(checked, wanted);
    if (seen.has(table.key)) fail(table.key, 'it is named twice');
    seen.add(table.key);
    return { table, rows: typed(table, rows) };
  });
};
const withinLimits = (table: TableModel, all: readonly Rows[]): void => {
  const count = all.reduce((sum, rows) => sum + rows.length, 0);
  if (count > MOST_ROWS) fail(table.key, `there are ${count}; at most ${MOST_ROWS} are taken in one call`);
  const length = JSON.stringify(all).length;
  if (length > MOST_CHARACTERS) fail(table.key, `they have ${length} characters; at most ${MOST_CHARACTERS} are taken in one call`);
};

/** By key, as plain values. Throws a `ToolFailure` where a value is not of its column's type. */
export const givenRows = (checked: Checked, table: TableModel, given: GivenRows): Readonly<Record<string, Rows>> => {
  withinLimits(
    table,
    given.map(({ rows }) => rows),
  );
  return Object.fromEntries(byTable(checked, given).map(({ table: { key, columns }, rows }) => [key, plainRows(rows, columns)]));
};
/** As the definition would have them. Throws a `ToolFailure` likewise. */
export const givenDecisions = (checked: Checked, table: TableModel, decisions: GivenDecisions): readonly DecisionModel[] => {
  withinLimits(
    table,
    decisions.flatMap(({ given, gives }) => [...given.map(({ rows }) => rows), gives]),
  );
  return decisions.map(({ says, question, given, gives }) => ({
    says,
    ...(question === undefined ? {} : { question }),
    given: byTable(checked, given).map(({ table: { key }, rows }) => ({ table: key, rows })),
    gives: typed(table, gives, true),
  }));
};
