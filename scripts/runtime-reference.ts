/**
 * Writes docs/reference/runtime.md from the documentation of the Python runtime; `--check` only says whether it is current, and
 * nothing where its Python packages are not installed, since a check installs nothing.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ensurePython } from '../src/run/environment/index.ts';
import { RunFailure } from '../src/run/problem.ts';
import { EXTRAS } from './requirements.mjs';

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs/reference/runtime.md');
const isCheck = process.argv.includes('--check');

class NotPrepared extends Error {}

/** The page as it should be; undefined where a check finds no Python to ask. */
const runtimeReference = async (): Promise<string | undefined> => {
  const report = (): void => {
    if (isCheck) throw new NotPrepared();
  };
  try {
    const { python, env } = await ensurePython({ extras: EXTRAS, report });
    const child = spawn(python, ['tests/public_api.py'], { cwd: join(ROOT, 'python'), env, stdio: ['ignore', 'pipe', 'inherit'] });
    const { promise, resolve, reject } = Promise.withResolvers<number | null>();
    child.once('error', reject);
    child.once('close', resolve);
    const [page, code] = await Promise.all([text(child.stdout), promise]);
    if (code !== 0) throw new Error('python/tests/public_api.py failed');
    return page;
  } catch (error) {
    if (isCheck && (error instanceof NotPrepared || error instanceof RunFailure)) return undefined;
    throw error;
  }
};

const page = await runtimeReference();
if (!isCheck && page !== undefined) writeFileSync(PAGE, page);
else if (page !== undefined && (!existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== page)) {
  process.stderr.write('docs/reference/runtime.md is out of date: npm run docs\n');
  process.exitCode = 1;
}
