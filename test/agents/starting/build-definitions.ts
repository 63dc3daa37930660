/** Definitions, all in one process: evaluates each, makes all files of its project, and prints what is wrong, as JSON. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { loadDefinition } from '../../../src/cli/definition.ts';

const folder = process.argv[2] ?? '';
const found: { readonly file: string; readonly says: readonly string[]; readonly files: number }[] = [];
for (const file of readdirSync(folder)
  .filter((each) => each.endsWith('.ts'))
  .toSorted()) {
  await setImmediate();
  try {
    const [project] = await loadDefinition(join(folder, file), folder);
    const { model, diagnostics = [] } = project?.build() ?? {};
    const files = model && project ? project.files(model).length : 0;
    found.push({ file, says: diagnostics.map(({ code, severity, message }) => `${severity} ${code} ${message}`), files });
  } catch (error) {
    const says = error instanceof Error && 'diagnostics' in error ? JSON.stringify(error.diagnostics) : String(error);
    found.push({ file, says: [`error ${says}`], files: 0 });
  }
}
// A pipe takes its time; and a definition may have left something open.
process.stdout.write(`${JSON.stringify(found)}\n`, () => process.exit(0));
