/** Runs definitions and prints, as JSON, what a check of their projects finds and what they would write: node check-modules.ts FOLDER FILE … */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Project } from '../../src/index.ts';
import { withSession } from '../../src/synth/session.ts';

const [folder = '', ...files] = process.argv.slice(2);
const results: Record<string, unknown> = {};
for (const file of files) {
  // A definition may end with `synth()`; with somebody listening, it writes nothing.
  const { project } = await withSession(
    { onSynth: () => undefined },
    async () => (await import(pathToFileURL(join(folder, file)).href)) as { readonly project?: Project },
  );
  if (!project) continue;
  const { model, diagnostics } = project.check();
  results[file] = { diagnostics, files: model ? project.emit(model).map(({ path, content }) => ({ path, content: String(content) })) : [] };
}
process.stdout.write(JSON.stringify(results));
