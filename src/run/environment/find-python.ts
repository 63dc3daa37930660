import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../utils/system-error.ts';
import { RunFailure } from '../problem.ts';
import { findProgram, isProgram, runCommand } from './process.ts';
import { OLDEST_PYTHON } from './requirements.ts';
import type { SetupContext } from './setup.ts';

export interface Interpreter {
  /** Its own path, behind links and version managers. */
  readonly executable: string;
  /** E.g. `3.11`. */
  readonly version: string;
  /** E.g. `x86_64`. */
  readonly machine: string;
  /** Whether it can make virtual environments and install into them, without other tools. */
  readonly canInstall: boolean;
}

/** A program that may be a Python, with the arguments before the script. */
interface Candidate {
  readonly program: string;
  readonly args: readonly string[];
}
type Probed = { readonly kind: 'none' } | { readonly kind: 'old'; readonly version: string } | { readonly kind: 'good'; readonly interpreter: Interpreter };

// The first line must run on Python 2 as well.
const SCRIPT = `
import sys
print("%d.%d.%d" % sys.version_info[:3])
import importlib.util, json, platform
is_venv = sys.prefix != sys.base_prefix
has = lambda module: importlib.util.find_spec(module) is not None
can_install = has("venv") and (has("pip") or has("ensurepip"))
executable = getattr(sys, "_base_executable", None) if is_venv else sys.executable
print(json.dumps([executable or sys.executable, platform.machine(), can_install]))
`;
const NAMES = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'];
const NEEDED = OLDEST_PYTHON.join('.');

/**
 * The Python to work with: LAKEWRIGHT_PYTHON, that of the project's `.venv`, or the first on the PATH that is recent enough.
 * What was found is noted in the cache: a version manager's stand-ins take a tenth of a second each.
 */
export async function findPython(context: SetupContext, root?: string): Promise<Interpreter> {
  const asked = context.env['LAKEWRIGHT_PYTHON'];
  const candidates = asked ? candidatesFor(asked, context.env) : candidatesOf(context.env, root);
  const signature = signatureOf(candidates);
  const noted = readNotes(context)[signature];
  if (noted && isProgram(noted.executable)) return noted;

  let old: RunFailure | undefined;
  let lacking: Interpreter | undefined;
  for (const candidate of candidates) {
    const probed = await probe(candidate, context);
    if (context.signal?.aborted) throw new RunFailure({ kind: 'cancelled', what: 'looking for Python' });
    if (probed.kind === 'good' && probed.interpreter.canInstall) return note(context, signature, probed.interpreter);
    if (probed.kind === 'good') lacking ??= probed.interpreter;
    if (probed.kind === 'old') old ??= new RunFailure({ kind: 'old-python', command: candidate.program, version: probed.version, needed: NEEDED });
  }
  if (lacking) return lacking;
  throw old ?? new RunFailure({ kind: 'no-python', ...(asked ? { asked } : {}) });
}

function candidatesFor(asked: string, env: NodeJS.ProcessEnv): readonly Candidate[] {
  const program = /[\\/]/.test(asked) ? asked : findProgram(asked, env);
  return program !== undefined && isProgram(program) ? [{ program, args: [] }] : [];
}

function candidatesOf(env: NodeJS.ProcessEnv, root: string | undefined): readonly Candidate[] {
  const own = root === undefined ? [] : [join(root, '.venv', 'bin', 'python'), join(root, '.venv', 'Scripts', 'python.exe')].filter(isProgram);
  const found = NAMES.flatMap((name) => findProgram(name, env) ?? []);
  const launcher = process.platform === 'win32' ? findProgram('py', env) : undefined;
  return [...[...own, ...found].map((program) => ({ program, args: [] })), ...(launcher ? [{ program: launcher, args: ['-3'] }] : [])];
}

async function probe({ program, args }: Candidate, context: SetupContext): Promise<Probed> {
  const { PYTHONHOME: _, PYTHONPATH: __, ...env } = context.env;
  const { stdout } = await runCommand(program, [...args, '-c', SCRIPT], { env, signal: context.signal, timeout: 15_000 });
  const [version = '', details] = stdout.split(/\r?\n/);
  const match = /^(\d+)\.(\d+)\.\d+$/.exec(version.trim());
  if (!match) return { kind: 'none' };
  const [major, minor] = [Number(match[1]), Number(match[2])];
  if (major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor < OLDEST_PYTHON[1])) return { kind: 'old', version };
  const [executable, machine, canInstall] = parseJson<readonly unknown[]>(details ?? '', []);
  if (typeof executable !== 'string' || typeof machine !== 'string') return { kind: 'none' };
  return { kind: 'good', interpreter: { executable, version: `${major}.${minor}`, machine, canInstall: canInstall === true } };
}

/** Changes with the programs on the PATH, and when one of them is replaced. */
function signatureOf(candidates: readonly Candidate[]): string {
  const parts = candidates.map(({ program, args }) => [program, ...args, statSync(program).mtimeMs]);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

type Notes = Readonly<Record<string, Interpreter>>;
const MOST_NOTES = 20;
const notesFile = (context: SetupContext): string => join(context.cache, 'pythons.json');

function readNotes(context: SetupContext): Notes {
  try {
    return parseJson<Notes>(readFileSync(notesFile(context), 'utf8'), {});
  } catch {
    return {};
  }
}

function note(context: SetupContext, signature: string, interpreter: Interpreter): Interpreter {
  const kept = Object.entries(readNotes(context)).slice(1 - MOST_NOTES);
  const beside = `${notesFile(context)}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(context.cache, { recursive: true });
    writeFileSync(beside, JSON.stringify(Object.fromEntries([...kept, [signature, interpreter]])));
    renameSync(beside, notesFile(context));
  } catch (error) {
    // Only a shortcut; whoever needs the cache will say what is wrong with it.
    if (errorCode(error) === undefined) throw error;
  }
  return interpreter;
}

function parseJson<T>(text: string, otherwise: T): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return otherwise;
  }
}
