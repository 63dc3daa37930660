/** What the coding agent is given, and what it answers. */
import { z } from 'zod';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { Model, TableModel } from '../../model/model.ts';
import type { Rows } from '../agent.ts';
import { BODY, SQL_BODY } from './body.ts';
import type { Found } from './find-inputs.ts';

/** Longer ones do not describe a table. */
export const MOST_INTENT = 8000;
/** The longest body that is sent to be mended, in characters: a part of one would be mended wrongly. */
export const MOST_BROKEN = 40_000;
export interface CodingInput {
  readonly model: Model;
  readonly table: TableModel;
  /** What the body can be made from. */
  readonly found: Found;
  /** Rows that may be sent, by table. @default none: schemas only */
  readonly rows?: Readonly<Record<string, Rows>>;
  /** A body that was right until something changed. @default there is none */
  readonly broken?: { readonly code: string; readonly problems: readonly Diagnostic[] };
}
/** Why agents cannot write a table from its intent. */
export const describable = ({ key, kind, intent = '' }: TableModel): readonly string[] => [
  ...(intent.trim() === '' ? [`${key} has no intent: say what one of its rows is`] : []),
  ...(intent.length > MOST_INTENT ? [`the intent has ${intent.length} characters; at most ${MOST_INTENT} describe a table`] : []),
  ...(kind === 'table' ? [] : [`${key} is not one of this project's own tables`]),
];
export const CODING_INPUT = z.custom<CodingInput>().superRefine(({ table, broken }, context) => {
  for (const message of describable(table)) context.addIssue({ code: 'custom', message });
  if (broken && broken.code.length > MOST_BROKEN)
    context.addIssue({ code: 'custom', message: `the body has ${broken.code.length} characters; at most ${MOST_BROKEN} can be mended` });
  if (table.columns.length === 0) context.addIssue({ code: 'custom', message: `${table.key} declares no columns` });
});

const SAYS = z.string().min(1).max(400);
export const CODING_ANSWER = z.object({
  outcome: z.enum(['body', 'refuse']).describe('refuse where the tables do not hold what the intent asks for'),
  reason: z.string().nullable().describe('what is missing; null where a body is given'),
  says: z.string().max(400).describe('how the intent was read, in one sentence that somebody can agree or disagree with'),
  body: BODY.nullable().describe('the body for the usual reading; null where it is refused'),
  question: z.string().nullable().describe('where `others` are given: the one question that decides between them'),
  others: z
    .array(z.object({ says: SAYS, body: BODY }))
    .max(3)
    .describe('other readings that a sensible person may have meant and that give other rows, each with its body; empty where the intent is clear'),
});
export type CodingAnswer = z.infer<typeof CODING_ANSWER>;

export const SECOND_ANSWER = z.object({
  outcome: z.enum(['sql', 'refuse']),
  reason: z.string().nullable().describe('what is missing; null where SQL is given'),
  says: z.string().max(400).describe('how the intent was read, in one sentence'),
  solution: SQL_BODY.nullable().describe('null where it is refused'),
});
export type SecondAnswer = z.infer<typeof SECOND_ANSWER>;
