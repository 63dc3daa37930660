// All test suites, and their totals as the last line: node scripts/bootstrap.mjs test [--full] [suite …]
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureLocal, progressReporter, RunFailure, runDiagnostic } from '../lib/run/index.js';
import { EXTRAS } from './requirements.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
// Many more random cases of the same tests, and proofs that take minutes.
const FULL = process.argv.includes('--full');
if (FULL) process.env.LAKEWRIGHT_TEST_FULL = '1';
else process.env.LAKEWRIGHT_TEST_TURN ||= String(Math.floor(Math.random() * 3));
const reports = mkdtempSync(join(tmpdir(), 'lakewright-test-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));
// For what tests leave behind: a file whose tests are all skipped does not clean up. Caged bodies are other users, and pass through.
chmodSync(reports, 0o755);
const temporary = join(reports, 'tmp');
mkdirSync(temporary);

/** The oldest Spark that generated code is for. Short: what the long suites add is not about versions. */
const { LAKEWRIGHT_TEST_FULL: _, ...SHORT } = process.env;
const OLDEST = { ...SHORT, LAKEWRIGHT_SPARK: '4.0' };
/** Functions, steps and a whole project, as they are generated. */
const GENERATED = ['query/functions', 'emit/plans', 'samples/flights'].map((name) => `test/${name}.test.ts`);

/** Each suite, called with its name, gives `{ passed, failed, skipped }`. */
const SUITES = {
  vitest: (name) => vitest(name, process.env),
  pytest: (name) => pytest(name, process.env),
  ...(FULL ? { 'vitest-4.0': (name) => vitest(name, OLDEST, GENERATED), 'pytest-4.0': (name) => pytest(name, OLDEST) } : {}),
};

async function vitest(name, env, files = []) {
  const report = join(reports, `${name}.json`);
  const program = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [program, 'run', ...files, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await run(process.execPath, args, { env: { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...env, TMPDIR: temporary } });
  const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests = 0, numTodoTests = 0 } = readJson(report);
  return judged(code, { passed, failed, skipped: numPendingTests + numTodoTests });
}

async function pytest(name, variables) {
  const report = join(reports, `${name}.xml`);
  const { python, env } = await ensureLocal({ env: variables, extras: EXTRAS, classes: true, report: progressReporter({ stream: process.stderr }) });
  // Two processes with a Spark each.
  const args = ['-m', 'pytest', '-n', '2', '--dist', 'worksteal', `--junitxml=${report}`];
  const code = await run(python.python, args, { cwd: join(ROOT, 'python'), env });
  const suite = /<testsuite [^>]*>/.exec(readText(report))?.[0] ?? '';
  const number = (key) => Number(new RegExp(` ${key}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = number('failures') + number('errors');
  return judged(code, { passed: number('tests') - failed - number('skipped'), failed, skipped: number('skipped') });
}

/** A suite that failed without a failing test (a file that does not load, say) is a failure too. */
const judged = (code, totals) => (code === 0 || totals.failed > 0 ? totals : { ...totals, failed: 1 });

function run(program, programArgs, { cwd = ROOT, env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArgs, { cwd, env, stdio: 'inherit' });
    const forward = () => void child.kill('SIGTERM');
    process.on('SIGTERM', forward);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
const readJson = (path) => JSON.parse(readText(path) || '{}');

if (!FULL) {
  const turn = process.env.LAKEWRIGHT_TEST_TURN;
  console.log(`A third of the costly tests, and all others: LAKEWRIGHT_TEST_TURN=${turn} (0, 1, 2 or all; npm run test:full has everything)`);
}
const totals = { passed: 0, failed: 0, skipped: 0 };
for (const [name, suite] of Object.entries(SUITES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  try {
    const result = await suite(name);
    for (const key of Object.keys(totals)) totals[key] += result[key];
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    for (const problem of error.problems) {
      const { code, message, hint = '' } = runDiagnostic(problem, name);
      console.log(`error ${code}  ${message}\n  ${hint}`);
    }
    totals.failed += 1;
  }
}
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
