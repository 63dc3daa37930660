/** What the testing agent is given, and what it answers. */
import { z } from 'zod';
import type { Model, TableModel } from '../../model/model.ts';
import { describable } from '../coding/answer.ts';

/** The body is not part of it: whoever knows it tests what it does, not what was meant. */
export interface TestingInput {
  readonly model: Model;
  readonly table: TableModel;
  /** Tables that examples may have rows of. */
  readonly reads: readonly TableModel[];
}
export const TESTING_INPUT = z.custom<TestingInput>().superRefine(({ table, reads }, context) => {
  for (const message of describable(table)) context.addIssue({ code: 'custom', message });
  if (table.body.kind === 'unwritten') context.addIssue({ code: 'custom', message: `${table.key} has no body yet, so nothing says what it reads` });
  else if (reads.length === 0) context.addIssue({ code: 'custom', message: `${table.key} reads no table, so no rows go in` });
});

/** Rows are text: a schema of an answer cannot say "any columns". */
const ROWS = z.string().max(20_000).describe('JSON: a list of objects, each from column to value; NULL is null, days and moments and decimals are text');
export const TESTING_ANSWER = z.object({
  outcome: z.enum(['tests', 'refuse']),
  reason: z.string().nullable().describe('why nothing can be tested; null where there are tests'),
  examples: z
    .array(
      z.object({
        shows: z.string().min(1).max(200).describe('the rule of the intent that this shows, in one sentence'),
        given: z.array(z.object({ table: z.string(), rows: ROWS })).max(20),
        gives: ROWS.describe('JSON: the rows that must come out; only the columns that the intent decides, the same in all rows'),
      }),
    )
    .max(20),
  properties: z
    .array(
      z.object({
        kind: z.enum(['unique', 'never_null', 'no_more_rows_than']),
        columns: z.array(z.string()).describe('of unique and never_null; else empty'),
        table: z.string().nullable().describe('of no_more_rows_than; else null'),
      }),
    )
    .max(10)
    .describe('what holds of the rows whatever comes in, as far as the intent says so'),
});
export type TestingAnswer = z.infer<typeof TESTING_ANSWER>;
