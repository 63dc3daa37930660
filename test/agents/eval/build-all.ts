/** All tasks as projects, in a process of its own: prints what is wrong with their definitions, as JSON. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { readTasks, writeProject } from '../../../src/agents/eval/index.ts';
import { loadDefinition } from '../../../src/cli/definition.ts';

const folder = mkdtempSync(join(tmpdir(), 'lakewright-tasks-'));
const found: { readonly task: string; readonly says: readonly string[]; readonly tables: number; readonly intact: boolean }[] = [];
for (const task of await readTasks(process.argv[2] ?? 'bench/eval')) {
  const root = join(folder, task.name);
  await setImmediate();
  let says: readonly string[] = [];
  let tables = 0;
  try {
    const [project] = await loadDefinition(writeProject(task, root), root);
    const { model, diagnostics = [] } = project?.build() ?? {};
    tables = model?.tables.length ?? 0;
    says = diagnostics.map(({ code, severity, message }) => `${severity} ${code} ${message}`);
  } catch (error) {
    says = [`error ${error instanceof Error ? error.message : String(error)}`];
  }
  found.push({ task: task.name, says, tables, intact: tables === task.inputs.length + task.around.length + 1 });
}
process.chdir('/');
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify(found)}\n`);
process.exit(0);
