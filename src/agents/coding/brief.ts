/** What a model is told about a table whose body is to be written. All of it is data. */
import { plainRows } from '../../model/examples.ts';
import type { DecisionModel, Model, TableModel } from '../../model/model.ts';
import type { Tool } from '../agent.ts';
import { z } from 'zod';
import { fenced } from '../fence.ts';
import { type CodingInput, MOST_BROKEN, MOST_INTENT } from './answer.ts';
import { columnText, tableBrief } from './table-brief.ts';

const schemaOf = (model: Model, key: string) => model.tables.find((table) => table.key === key)?.columns ?? [];
/** A decision with its rows by name. */
const decisionRows = (model: Model, table: TableModel, { given, gives }: Pick<DecisionModel, 'given' | 'gives'>) => ({
  given: Object.fromEntries(given.map((each) => [each.table, plainRows(each.rows, schemaOf(model, each.table))])),
  gives: plainRows(gives, table.columns),
});

/** What a table is for, what was decided about it, and what it has to give: nothing about how it does that. */
export const taskOf = (model: Model, table: TableModel) => ({
  table: table.key,
  intent: table.intent,
  ...(table.decisions?.length ? { decided: table.decisions.map((each) => ({ says: each.says, ...decisionRows(model, table, each) })) } : {}),
  columns: table.columns.map(columnText),
  ...(table.primaryKey.length === 0 ? {} : { key: table.primaryKey }),
});

/** The same as text, with the whole intent. */
export const taskText = (task: ReturnType<typeof taskOf>): string => fenced('task', task, { mostText: MOST_INTENT });

/** The same for a solution and for a second one: neither sees the other. */
export const codingBrief = ({ model, table, found, rows = {}, broken }: CodingInput): string => {
  const task = {
    ...taskOf(model, table),
    ...(table.write.strategy === 'overwrite' ? {} : { written: table.write.strategy }),
  };
  const tables = found.shown.map((each) => tableBrief(each, rows[each.key]));
  return [
    'Write the body of this table. What was decided stays decided.',
    taskText(task),
    found.others === 0 ? 'The tables that it can be made of:' : `The tables that it is probably made of; ${found.others} more can be looked up:`,
    fenced('tables', tables),
    ...(broken
      ? [
          'It had this body, which something upstream broke. Change as little as possible; where the body contradicts the intent, the intent holds.',
          fenced(
            'broken',
            { body: broken.code, problems: broken.problems.slice(0, 20).map(({ code, message, hint }) => ({ code, message, hint })) },
            { mostText: MOST_BROKEN, most: 2 * MOST_BROKEN },
          ),
        ]
      : []),
  ].join('\n\n');
};

const MOST_FOUND = 15;
/** Look-ups, for projects with more tables than are shown. */
export const CODING_TOOLS: readonly Tool<CodingInput>[] = [
  {
    name: 'find_tables',
    description: 'Searches all tables that the body may read, by words of their names, columns, comments and intents. Gives keys and columns, best first.',
    input: z.strictObject({ words: z.string().min(1).max(300) }),
    run: (args, { found }) =>
      found.search
        .find((args as { words: string }).words)
        .slice(0, MOST_FOUND)
        .map(({ key, columns, intent }) => `${key}: ${columns.map(({ name }) => name).join(', ')}${intent === undefined ? '' : ` -- ${intent}`}`)
        .join('\n') || 'nothing was found',
  },
  {
    name: 'describe_table',
    description: 'All that is known of one table: columns with types and comments, key, rules.',
    input: z.strictObject({ table: z.string().min(1).max(300) }),
    run: (args, { model, rows = {} }) => {
      const wanted = (args as { table: string }).table;
      const table = model.tables.find(({ key, name }) => key === wanted || name === wanted);
      return table ? JSON.stringify(tableBrief(table, rows[table.key]), undefined, 1) : `there is no table ${JSON.stringify(wanted)}`;
    },
  },
];
