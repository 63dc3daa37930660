/** Evaluates definitions, a folder a line on the standard input: for each a line of JSON with its model, or with what is wrong. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readFileSync } from 'node:fs';
import { withSession } from '../../../src/synth/session.ts';
import type { Synthesizable } from '../../../src/synth/synthesize.ts';

const folders = readFileSync(0, 'utf8').split('\n').filter(Boolean);
for (const folder of folders) {
  const projects: Synthesizable[] = [];
  let answer: unknown;
  try {
    process.chdir(folder);
    await withSession({ onSynth: (project) => void projects.push(project) }, () => import(pathToFileURL(join(folder, '.projenrc.ts')).href));
    const built = projects[0]?.build();
    answer = built?.model ? { model: built.model } : { error: (built?.diagnostics ?? []).map((d) => `${d.code} ${d.path} ${d.message}`).join('\n') };
  } catch (error) {
    answer = { error: String(error instanceof Error ? error.stack : error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
