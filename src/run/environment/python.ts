import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder, onDisk, RunFailure } from '../problem.ts';
import { contextOf, ensureEntry } from './cache.ts';
import { findPython, type Interpreter } from './find-python.ts';
import { failureOf, install } from './install.ts';
import { findProgram, isProgram, runCommand } from './process.ts';
import { PROBED_MODULES, requirementsOf } from './requirements.ts';
import type { SetupContext, SetupOptions } from './setup.ts';
import { sparkRelease } from './spark-release.ts';

export interface PythonOptions extends SetupOptions {
  /** The project, whose `.venv` is looked at for a Python. */
  readonly root?: string;
  /** More packages, pinned, for tests and samples; exactly these are added, so the list names what they need in turn. @default none */
  readonly extras?: readonly string[];
  /** The runtime: a wheel, or a folder that holds the package `databricks_utils`. @default the wheel that ships with lakewright */
  readonly runtime?: string;
}

export interface PythonEnvironment {
  /** The program to run. */
  readonly python: string;
  /** The Python that it was made with. */
  readonly base: string;
  /** E.g. `3.11`. */
  readonly version: string;
  /** The virtual environment, shared by all projects that need the same packages. */
  readonly folder: string;
  /** Folders that go to the front of the Python path: the runtime, and `extras`. */
  readonly path: readonly string[];
  /** All variables for a process that uses it. */
  readonly env: NodeJS.ProcessEnv;
}

/** Increased when what is written into an entry changes. */
const LAYOUT = 1;
const WINDOWS = process.platform === 'win32';
const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

/** The Python environment of local runs: made once per machine, some 30 ms when it is there. */
export async function ensurePython(options: PythonOptions = {}): Promise<PythonEnvironment> {
  const context = contextOf(options);
  const runtime = options.runtime ?? shippedRuntime();
  const interpreter = await findPython(context, options.root);
  const folder = await ensurePackages(interpreter, context);
  const python = pythonIn(folder);
  const path = [await ensureRuntime(runtime, context), ...(await ensureExtras(options.extras ?? [], python, interpreter, context))];
  return { python, base: interpreter.executable, version: interpreter.version, folder, path, env: variables(context.env, python, path) };
}

const pythonIn = (folder: string): string => (WINDOWS ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python'));

function variables(env: NodeJS.ProcessEnv, python: string, path: readonly string[]): NodeJS.ProcessEnv {
  const { PYTHONHOME: _, SPARK_HOME: __, ...kept } = env;
  const before = kept['PYTHONPATH'] ? [kept['PYTHONPATH']] : [];
  return {
    ...kept,
    PYTHONPATH: [...path, ...before].join(delimiter),
    PYSPARK_PYTHON: python,
    PYSPARK_DRIVER_PYTHON: python,
    PYTHONUTF8: '1',
    PYTHONUNBUFFERED: '1',
  };
}

/** The wheel that ships with lakewright; while lakewright itself is developed, the source. */
function shippedRuntime(): string {
  const source = join(PACKAGE, 'python', 'src');
  if (existsSync(join(source, 'databricks_utils'))) return source;
  const folder = join(PACKAGE, 'lib', 'wheels');
  const wheel = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^databricks_utils-.*\.whl$/.test(name))
        .sort()
        .at(-1)
    : undefined;
  if (wheel === undefined) throw new RunFailure({ kind: 'no-runtime', folder });
  return join(folder, wheel);
}

const hashOf = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 16);
};
const platformOf = ({ version, machine }: Interpreter): string => `${version}-${process.platform}-${machine}`;

function ensurePackages(interpreter: Interpreter, context: SetupContext): Promise<string> {
  const release = sparkRelease(context.env);
  const requirements = requirementsOf(release);
  const what = `PySpark ${release.pyspark} and Delta Lake for Python`;
  return ensureEntry(
    {
      path: `python/${interpreter.version}-${hashOf(String(LAYOUT), platformOf(interpreter), ...requirements)}`,
      step: 'python',
      what,
      // The program is a link to a Python that may have been uninstalled.
      isUsable: (folder) => isProgram(pythonIn(folder)),
      build: async (building, folder) => {
        await makeEnvironment(interpreter, building, context);
        const python = pythonIn(building);
        await install({ python, base: interpreter.executable, requirements, what, step: 'python', scratch: building }, context);
        const imports = PROBED_MODULES.map((name) => `import ${name}`).join('; ');
        const probe = await runCommand(python, ['-c', imports], { env: cleanPython(context.env), signal: context.signal });
        if (probe.code !== 0) throw new RunFailure(failureOf(probe, what, context));
        onDisk(context.cache, () => moveScripts(building, folder));
      },
    },
    context,
  );
}

async function makeEnvironment(interpreter: Interpreter, building: string, context: SetupContext): Promise<void> {
  const uv = findProgram('uv', context.env);
  const lacking = new RunFailure({ kind: 'no-venv-module', python: interpreter.executable, version: interpreter.version });
  if (!interpreter.canInstall && uv === undefined) throw lacking;
  context.report({ kind: 'setup-progress', step: 'python', detail: `Making an environment for Python ${interpreter.version}` });
  const run = { env: cleanPython(context.env), signal: context.signal };
  const result =
    interpreter.canInstall || uv === undefined
      ? await runCommand(interpreter.executable, ['-m', 'venv', '--without-pip', building], run)
      : await runCommand(uv, ['venv', '--allow-existing', '--quiet', '--python', interpreter.executable, building], run);
  if (result.code === 0 && isProgram(pythonIn(building))) return;
  throw /No module named venv/i.test(result.output) ? lacking : new RunFailure(failureOf(result, 'a virtual environment', context));
}

const cleanPython = ({ PYTHONHOME: _, PYTHONPATH: __, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv => env;

/** Scripts name the Python they run on by its path, which will be another once the folder is renamed. */
function moveScripts(building: string, folder: string): void {
  if (WINDOWS) return;
  for (const name of readdirSync(join(building, 'bin'))) {
    const path = join(building, 'bin', name);
    const state = statSync(path, { throwIfNoEntry: false });
    if (!state?.isFile() || state.size > 100_000) continue;
    const text = readFileSync(path, 'utf8');
    if (!text.includes(building)) continue;
    // Removed first: the file may be a link into the installer's cache.
    rmSync(path);
    writeFileSync(path, text.replaceAll(building, folder), { mode: state.mode });
  }
}

/** A wheel unpacked; not installed into the environment, so that a new runtime does not need a new environment. */
async function ensureRuntime(runtime: string, context: SetupContext): Promise<string> {
  if (!runtime.endsWith('.whl')) {
    if (!existsSync(join(runtime, 'databricks_utils'))) throw new RunFailure({ kind: 'no-runtime', folder: runtime });
    return runtime;
  }
  if (!existsSync(runtime)) throw new RunFailure({ kind: 'no-runtime', folder: runtime });
  const interpreter = await findPython(context);
  return ensureEntry(
    {
      path: `runtime/${hashOf(String(LAYOUT), readFileSync(runtime))}`,
      step: 'python',
      what: 'the runtime',
      isUsable: (folder) => existsSync(join(folder, 'databricks_utils', '__init__.py')),
      build: async (building) => {
        const result = await runCommand(interpreter.executable, ['-m', 'zipfile', '-e', runtime, building], { env: context.env, signal: context.signal });
        if (result.code !== 0) throw new RunFailure(failureOf(result, 'the runtime', context));
      },
    },
    context,
  );
}

async function ensureExtras(extras: readonly string[], python: string, interpreter: Interpreter, context: SetupContext): Promise<readonly string[]> {
  if (extras.length === 0) return [];
  const wanted = [...extras].sort();
  const what = wanted.length > 4 ? `${wanted.length} packages` : wanted.join(', ');
  const folder = await ensureEntry(
    {
      path: `extras/${hashOf(String(LAYOUT), platformOf(interpreter), ...wanted)}`,
      step: 'python',
      what,
      isUsable: existsSync,
      build: async (building) => {
        const site = join(building, 'site');
        makeFolder(site);
        await install({ python, base: interpreter.executable, requirements: wanted, folder: site, what, step: 'python', scratch: building }, context);
      },
    },
    context,
  );
  return [join(folder, 'site')];
}
