// node wheel.mjs SOURCE TARGET: builds a wheel with the Python environment of local runs. Runs after src was compiled.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePython, RunFailure, runDiagnostic } from '../../lib/run/index.js';

/** The environment of local runs has no pip. */
const PIP = 'pip==25.3';
/** Midnight of 1 January 1980, where zip archives begin: the same source gives the same bytes whenever it is built. */
const EPOCH = '315532800';
const [source, target] = process.argv.slice(2);

try {
  const { python, env } = await ensurePython({ extras: [PIP], report: (event) => event.kind === 'setup-progress' && console.error(event.detail) });
  mkdirSync(target, { recursive: true });
  const building = mkdtempSync(join(target, '.building-'));
  const args = ['-m', 'pip', 'wheel', '--no-deps', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off', '--wheel-dir', building, source];
  const child = spawn(python, args, { env: { ...env, SOURCE_DATE_EPOCH: EPOCH }, stdio: 'inherit' });
  child.once('close', (code) => {
    if (code === 0) {
      const [wheel] = readdirSync(building);
      for (const old of readdirSync(target).filter((name) => name.endsWith('.whl') && name !== wheel)) rmSync(join(target, old));
      renameSync(join(building, wheel), join(target, wheel));
    }
    rmSync(building, { recursive: true, force: true });
    process.exitCode = code ?? 1;
  });
} catch (error) {
  if (!(error instanceof RunFailure)) throw error;
  for (const problem of error.problems) {
    const { code, message, hint } = runDiagnostic(problem, 'python');
    console.error(`${code}  ${message}${hint ? `\n${hint}` : ''}`);
  }
  process.exitCode = 1;
}
