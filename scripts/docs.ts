/**
 * Regenerates what is written from the code: API.md and docs/reference/. With `--check` it only names what is out of date.
 * Each page has a script of its own, `scripts/<page>-reference.ts`; a new one needs no entry here.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** The exit status of a script, which says itself what is wrong. */
const run = (script: string, args: readonly string[]): Promise<number> => {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(process.execPath, [join(ROOT, 'scripts', script), ...args], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  child.once('error', reject);
  child.once('close', (code) => resolve(code ?? 1));
  return promise;
};

const pages = readdirSync(join(ROOT, 'scripts')).filter((file) => file.endsWith('-reference.ts'));
const statuses = await Promise.all(pages.toSorted().map((page) => run(page, process.argv.slice(2))));
process.exitCode = statuses.some((status) => status !== 0) ? 1 : 0;
