/** The hidden rows of every task as a test of it: prints, as JSON, whether right solutions pass it and wrong ones fail. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { answerKey, inputKey } from '../../../src/agents/eval/definition.ts';
import { isTestable, type PreparedTask, readTasks, writeProject } from '../../../src/agents/eval/index.ts';
import { judgeTests } from '../../../src/agents/eval/judge-tests.ts';
import { dataFile, expectedFile, type Task } from '../../../src/agents/eval/task.ts';
import { testingInput } from '../../../src/agents/eval/testing-task.ts';
import { readTests } from '../../../src/agents/testing/read-tests.ts';
import { startEngine } from '../../../src/agents/trial/index.ts';
import { loadDefinition } from '../../../src/cli/definition.ts';
import { prepared } from '../trial/support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lakewright-hidden-'));
const tasksFolder = process.argv[2] ?? 'bench/eval';
const all: PreparedTask[] = [];
for (const task of (await readTasks(tasksFolder)).filter(isTestable)) {
  const root = join(folder, task.name);
  const definition = writeProject(task, root);
  await setImmediate();
  const [project] = await loadDefinition(definition, root);
  const model = project?.build().model;
  if (!model) throw new Error(task.name);
  all.push({ task, root, definition, model });
}
const engine = startEngine({ root: folder, prepared: prepared(), show: [tasksFolder], shown: 10_000 });
/** The rows of a file of a table, as an answer writes them. */
const rowsOf = async ({ model, task }: PreparedTask, table: string, path: string): Promise<string> => {
  const body = { model, sql: 'SELECT * FROM rows', reads: [table], names: { rows: table } };
  const found = await engine.run(body, { [table]: { path, format: 'parquet', limit: 10_000 } });
  if (!found.ok) throw new Error(`${task.name}: ${found.problems[0]?.message}`);
  return JSON.stringify(found.rows);
};
const judge = async (one: PreparedTask, task: Task): Promise<object> => {
  const given = [];
  for (const { name } of task.inputs) given.push({ table: inputKey(name), rows: await rowsOf(one, inputKey(name), dataFile(task, 'b', name)) });
  const gives = await rowsOf(one, answerKey(task), expectedFile(task, 'b'));
  const written = readTests({ outcome: 'tests', reason: null, examples: [{ shows: 'hidden rows', given, gives }], properties: [] }, testingInput(one));
  if (written.wrong.length > 0) return { task: task.name, wrong: written.wrong };
  return { task: task.name, wrong: [], ...(await judgeTests(engine, one, written)) };
};
const found: object[] = [];
for (const one of all) found.push(await judge(one, one.task));
await engine.close();
process.chdir('/');
rmSync(folder, { recursive: true, force: true });
// A pipe takes its time; and a definition may have left something open.
process.stdout.write(`${JSON.stringify(found)}\n`, () => process.exit(0));
