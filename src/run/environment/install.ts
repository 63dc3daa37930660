import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onDisk, RunFailure, type RunProblem } from '../problem.ts';
import { ensureEntry } from './cache.ts';
import { type CommandResult, findProgram, isProgram, runCommand } from './process.ts';
import { UV_VERSION } from './requirements.ts';
import type { SetupContext, SetupStep } from './setup.ts';

export interface Installation {
  /** The Python to install for: of a virtual environment, with pip where `python -m venv` made it. */
  readonly python: string;
  /** Pinned, and complete: nothing else is installed. */
  readonly requirements: readonly string[];
  /** Installs into this folder and not into the Python's own. */
  readonly target?: string;
  /** What is being installed, in words. */
  readonly what: string;
  readonly step: SetupStep;
  /** A folder for our own files. */
  readonly scratch: string;
}

/** Installs packages with uv where it is to be had, which takes a third of the time, else with pip. */
export async function install(installation: Installation, context: SetupContext): Promise<void> {
  const list = join(installation.scratch, 'requirements.txt');
  onDisk(context.cache, () => writeFileSync(list, `${installation.requirements.join('\n')}\n`));
  const { python, target } = installation;
  const where = target === undefined ? [] : ['--target', target];
  const what = ['--no-deps', '--requirement', list, ...where];
  const tell = (line: string): void => {
    if (/^(Collecting|Downloading|Resolved|Prepared|Installed|Building|Installing) /.test(line.trim())) {
      context.report({ kind: 'setup-progress', step: installation.step, detail: line.trim() });
    }
  };
  const uv = await findUv(python, context);
  if (uv !== undefined) {
    const env = { ...context.env, ...(await mirrorsOf(python, context)), UV_PYTHON_DOWNLOADS: 'never', NO_COLOR: '1' };
    const result = await runCommand(uv, ['pip', 'install', '--no-progress', '--python', python, ...what], { env, signal: context.signal, onLine: tell });
    if (result.code === 0) return;
    const problem = failureOf(result, installation.what, context);
    // pip knows mirrors and certificates that uv does not, so it may find what uv cannot; it finds no more room on the disk.
    if (problem.kind === 'no-space' || problem.kind === 'cancelled' || !(await hasPip(python, context))) throw new RunFailure(problem);
  }
  const result = await runCommand(python, ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off', '--retries', '2', ...what], {
    env: context.env, signal: context.signal, onLine: tell,
  });
  if (result.code !== 0) throw new RunFailure(failureOf(result, installation.what, context));
}

/** uv from the PATH, or installed into the cache with pip; undefined where neither works. */
async function findUv(python: string, context: SetupContext): Promise<string | undefined> {
  const own = findProgram('uv', context.env);
  if (own !== undefined) return own;
  const program = (folder: string): string => join(folder, 'bin', process.platform === 'win32' ? 'uv.exe' : 'uv');
  try {
    const folder = await ensureEntry(
      {
        path: `uv/${UV_VERSION}-${process.platform}-${process.arch}`, step: 'python', what: 'the installer uv',
        isUsable: (at) => isProgram(program(at)),
        build: async (building) => {
          const args = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--quiet', '--retries', '2', '--no-deps', '--target', building, `uv==${UV_VERSION}`];
          const result = await runCommand(python, args, { env: context.env, signal: context.signal });
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

async function hasPip(python: string, context: SetupContext): Promise<boolean> {
  return (await runCommand(python, ['-m', 'pip', '--version'], { env: context.env, signal: context.signal })).code === 0;
}

/** uv does not read pip's settings; companies put their mirrors there. */
async function mirrorsOf(python: string, context: SetupContext): Promise<NodeJS.ProcessEnv> {
  const { stdout, code } = await runCommand(python, ['-m', 'pip', 'config', 'list'], { env: context.env, signal: context.signal });
  if (code !== 0) return {};
  const settings = new Map(stdout.split('\n').flatMap((line) => {
    const match = /^[^.]*(?:\.[^.=]*)*\.([\w-]+)='(.*)'$/.exec(line.trim());
    return match ? [[match[1] ?? '', match[2] ?? '']] : [];
  }));
  const given = (variable: string, key: string): NodeJS.ProcessEnv => {
    const value = settings.get(key);
    return value === undefined || context.env[variable] !== undefined ? {} : { [variable]: value.replaceAll('\\n', ' ').trim() };
  };
  return {
    ...given('UV_DEFAULT_INDEX', 'index-url'), ...given('UV_INDEX', 'extra-index-url'), ...given('UV_FIND_LINKS', 'find-links'), ...given('SSL_CERT_FILE', 'cert'),
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
  const lines = output.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const network = lines.findLast((line) => NETWORK.test(line));
  if (network !== undefined) return { kind: 'no-network', what, reason: shortened(network) };
  if (REFUSED.test(output)) return { kind: 'not-writable', folder: context.cache, code: 'EACCES' };
  const said = lines.findLast((line) => /^(ERROR|error|fatal|×)\b/i.test(line)) ?? lines.at(-1) ?? `exit status ${code ?? 'unknown'}`;
  return { kind: 'install-failed', what, reason: shortened(said) };
}

const shortened = (line: string): string => {
  const text = line.replace(/^(ERROR|error|WARNING|warning|cause|fatal):\s*/i, '').replace(/https?:\/\/[^\s@/]+@/g, 'https://');
  return text.length > 240 ? `${text.slice(0, 239)}…` : text;
};
