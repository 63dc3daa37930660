import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onDisk, RunFailure, type RunProblem } from '../problem.ts';
import { ensureEntry } from './cache.ts';
import { type CommandResult, findProgram, isProgram, runCommand } from './process.ts';
import { UV_VERSION } from './requirements.ts';
import type { SetupContext, SetupStep } from './setup.ts';

/** A Python to install for, and one that may have pip. */
export interface Target {
  /** The program of a virtual environment, which has no pip of its own. */
  readonly python: string;
  /** The Python that the environment was made with. */
  readonly base: string;
}
export interface Installation extends Target {
  /** Pinned, and complete: nothing else is installed. */
  readonly requirements: readonly string[];
  /** Installs into this folder and not into the environment. */
  readonly folder?: string;
  /** What is being installed, in words. */
  readonly what: string;
  readonly step: SetupStep;
  /** A folder for our own files. */
  readonly scratch: string;
}

const PIP = ['-m', 'pip', '--no-input', '--disable-pip-version-check', 'install', '--progress-bar', 'off', '--retries', '2', '--no-deps'];

/** Installs packages with uv if it is available, which takes a third of the time, else with pip. */
export async function install(installation: Installation, context: SetupContext): Promise<void> {
  const { python, folder, scratch, requirements, what, step } = installation;
  const list = join(scratch, 'requirements.txt');
  onDisk(context.cache, () => writeFileSync(list, `${requirements.join('\n')}\n`));
  const wanted = ['--requirement', list, ...(folder === undefined ? [] : ['--target', folder])];
  const onLine = (line: string): void => {
    if (/^\s*(Collecting|Downloading|Resolved|Prepared|Installed|Building|Installing) /.test(line))
      context.report({ kind: 'setup-progress', step, detail: line.trim() });
  };
  const uv = await findUv(installation, context);
  if (uv !== undefined) {
    const env = { ...context.env, ...(await mirrorsOf(installation.base, context)), UV_PYTHON_DOWNLOADS: 'never', NO_COLOR: '1' };
    const result = await runCommand(uv, ['pip', 'install', '--no-progress', '--no-deps', '--python', python, ...wanted], {
      env,
      signal: context.signal,
      onLine,
    });
    if (result.code === 0) return;
    const problem = failureOf(result, what, context);
    // pip knows ways through networks that uv does not; it finds no more space on the disk.
    if (problem.kind === 'no-space' || problem.kind === 'cancelled') throw new RunFailure(problem);
  }
  if (!(await ensurePip(python, context))) throw new RunFailure({ kind: 'install-failed', what, reason: 'neither uv nor pip works' });
  const result = await runCommand(python, [...PIP, ...wanted], { env: context.env, signal: context.signal, onLine });
  if (result.code !== 0) throw new RunFailure(failureOf(result, what, context));
}

/** uv from the PATH, or installed into the cache with pip; undefined where neither works. */
async function findUv({ python, base }: Target, context: SetupContext): Promise<string | undefined> {
  const own = findProgram('uv', context.env);
  if (own !== undefined) return own;
  const program = (folder: string): string => join(folder, 'bin', process.platform === 'win32' ? 'uv.exe' : 'uv');
  try {
    const folder = await ensureEntry(
      {
        path: `uv/${UV_VERSION}-${process.platform}-${process.arch}`,
        step: 'python',
        what: 'the installer uv',
        isUsable: (at) => isProgram(program(at)),
        build: async (building) => {
          // An environment of its own gets pip only if it must: that takes five seconds.
          const pip = (await hasPip(base, context)) || !(await ensurePip(python, context)) ? base : python;
          const result = await runCommand(pip, [...PIP, '--quiet', '--target', building, `uv==${UV_VERSION}`], { env: context.env, signal: context.signal });
          if (result.code !== 0) throw new RunFailure(failureOf(result, 'uv', context));
        },
      },
      context,
    );
    return program(folder);
  } catch (error) {
    // Without a connection pip would fail as well, only later; everything else pip may still manage.
    if (error instanceof RunFailure && error.problems.every((p) => p.kind === 'install-failed')) return undefined;
    throw error;
  }
}

const hasPip = async (python: string, context: SetupContext): Promise<boolean> =>
  (await runCommand(python, ['-m', 'pip', '--version'], { env: context.env, signal: context.signal })).code === 0;

async function ensurePip(python: string, context: SetupContext): Promise<boolean> {
  if (await hasPip(python, context)) return true;
  return (await runCommand(python, ['-m', 'ensurepip', '--default-pip'], { env: context.env, signal: context.signal })).code === 0;
}

/** uv does not read pip's settings; companies put their mirrors there. */
async function mirrorsOf(python: string, context: SetupContext): Promise<NodeJS.ProcessEnv> {
  const { stdout, code } = await runCommand(python, ['-m', 'pip', 'config', 'list'], { env: context.env, signal: context.signal });
  if (code !== 0) return {};
  const settings = new Map(
    stdout.split('\n').flatMap((line) => {
      const match = /^[^.]*(?:\.[^.=]*)*\.([\w-]+)='(.*)'$/.exec(line.trim());
      return match ? [[match[1] ?? '', match[2] ?? '']] : [];
    }),
  );
  const given = (variable: string, key: string): NodeJS.ProcessEnv => {
    const value = settings.get(key);
    return value === undefined || context.env[variable] !== undefined ? {} : { [variable]: value.replaceAll('\\n', ' ').trim() };
  };
  return {
    ...given('UV_DEFAULT_INDEX', 'index-url'),
    ...given('UV_INDEX', 'extra-index-url'),
    ...given('UV_FIND_LINKS', 'find-links'),
    ...given('SSL_CERT_FILE', 'cert'),
  };
}

const NETWORK =
  /NewConnectionError|Name or service not known|nodename nor servname|getaddrinfo|name resolution|Connection (refused|reset|timed out|aborted)|ConnectTimeout|Network is unreachable|No route to host|dns error|error sending request|Max retries exceeded|ProxyError|CERTIFICATE_VERIFY_FAILED|certificate verify failed|UnknownIssuer|Unknown ?Host|unknown host|timed out|Could not fetch URL|Tunnel connection failed/i;
const FULL = /No space left on device|Disk quota exceeded|os error 28|Errno 28\b/i;
const REFUSED = /Permission denied|Read-only file system|os error (13|30)\b/i;

/** What an installer's output says went wrong. */
export function failureOf({ code, output }: CommandResult, what: string, context: SetupContext): RunProblem {
  if (context.signal?.aborted) return { kind: 'cancelled', what: `installing ${what}` };
  if (FULL.test(output)) return { kind: 'no-space', folder: context.cache };
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const network = lines.findLast((line) => NETWORK.test(line));
  if (network !== undefined) return { kind: 'no-network', what, reason: shortened(network) };
  if (REFUSED.test(output)) return { kind: 'not-writable', folder: context.cache, code: 'EACCES' };
  const said = lines.findLast((line) => /^(ERROR|error|fatal|×)\b/i.test(line)) ?? lines.at(-1) ?? `exit status ${code ?? 'unknown'}`;
  return { kind: 'install-failed', what, reason: shortened(said) };
}

const LONGEST_REASON = 240;

/** The part of a line that says what happened, without passwords. */
function shortened(line: string): string {
  const text = line
    .replace(/^(ERROR|error|WARNING|warning|cause|fatal):\s*/i, '')
    .replace(/(https?:\/\/)[^\s@/]+@/g, '$1')
    .replace(/^.*Failed to establish a new connection: (?:\[Errno -?\d+\] )?([^'")]+).*?(\/\S*)?$/, (_, what: string, path?: string) =>
      path ? `${what} (${path})` : what,
    )
    .replace(/^Server access error at url (\S+) \((?:[\w.]+: )?(.*?)\)?$/, '$2 ($1)');
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON - 1)}…` : text;
}
