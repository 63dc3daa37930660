/** A task for the testing agent: its project with a body that nobody sees, solutions that tests must accept, and others that they must not. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Model, TableModel } from '../../model/model.ts';
import type { TestingInput } from '../testing/answer.ts';
import { answerKey, inputKey } from './definition.ts';
import type { PreparedTask } from './solver.ts';
import type { Task } from './task.ts';

export interface Solution {
  readonly name: string;
  readonly sql: string;
}
const solutionsIn = (folder: string): readonly Solution[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.sql'))
        .toSorted()
        .map((file) => ({ name: file.slice(0, -'.sql'.length), sql: readFileSync(join(folder, file), 'utf8').trim().replace(/;$/, '') }))
    : [];
/** What tests must accept. */
export const referencesOf = ({ folder }: Task): readonly Solution[] => solutionsIn(join(folder, 'reference'));
/** What they must not: right on visible rows, wrong on hidden ones. */
export const wrongOnesOf = ({ folder }: Task): readonly Solution[] => solutionsIn(join(folder, 'wrong'));
/** Tasks whose tests can be judged; those among 200 tables are the same as others. */
export const isTestable = (task: Task): boolean =>
  task.expected === 'solve' && task.around.length === 0 && referencesOf(task).length > 0 && wrongOnesOf(task).length > 0;

const withAnswer = (model: Model, key: string, change: (table: TableModel) => TableModel): Model => ({
  ...model,
  tables: model.tables.map((table) => (table.key === key ? change(table) : table)),
});
/** What the agent is given: intent, columns and tables. The body says only what is read, and is empty. */
export const testingInput = ({ task, model }: PreparedTask): TestingInput => {
  const key = answerKey(task);
  const keys = task.inputs.map(({ name }) => inputKey(name));
  const written = withAnswer(model, key, (table) => ({ ...table, reads: keys, body: { kind: 'sql', parts: keys.map((each) => ({ table: each })) } }));
  const tableOf = (each: string): TableModel => {
    const found = written.tables.find((table) => table.key === each);
    if (!found) throw new Error(`${task.name} has no table ${each}`);
    return found;
  };
  return { model: written, table: tableOf(key), reads: keys.map(tableOf) };
};
/** For running tests: the output is compared as it is, so the table of expected rows puts no demands on it. */
export const comparable = ({ task, model }: PreparedTask): Model =>
  withAnswer(model, answerKey(task), (table) => ({ ...table, primaryKey: [], columns: table.columns.map((column) => ({ ...column, nullable: true })) }));
