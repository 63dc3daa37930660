/** The real Databricks CLI and a workspace for it. No registry has them ready to run, so that Go builds them, once per machine. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cacheFolder } from '../../src/run/environment/cache.ts';
import { findProgram } from '../../src/run/environment/process.ts';

const SOURCES = join(import.meta.dirname, 'databricks-cli');
/** The newest of which Go's module proxy has all parts. */
export const CLI_VERSION = /databricks\/cli v(\S+)/.exec(readFileSync(join(SOURCES, 'go.mod'), 'utf8'))?.[1] ?? '';
const BUILD_VERSION = 'github.com/databricks/cli/internal/build.buildVersion';

const cacheOf = (): string => join(cacheFolder(process.env), 'databricks-cli', `${CLI_VERSION}-${process.platform}-${process.arch}`);
const goBuild = (cwd: string, args: readonly string[]): void => {
  const { status, stderr, error } = spawnSync('go', ['build', '-p', '2', ...args], { cwd, encoding: 'utf8', env: { ...process.env, GOFLAGS: '-mod=mod' } });
  if (status !== 0) throw new Error(error?.message ?? stderr);
};

/** Why it cannot be had, or undefined. */
export const cliProblem = (): string | undefined =>
  existsSync(cacheOf()) || findProgram('go', process.env) !== undefined ? undefined : 'Go is not installed, and nothing is built yet';

/** The folder with `databricks` and `workspace`: four minutes of two cores the first time. */
export const ensureCli = (): string => {
  const folder = cacheOf();
  if (existsSync(folder)) return folder;
  mkdirSync(join(folder, '..'), { recursive: true });
  const building = mkdtempSync(`${folder}.building-`);
  cpSync(SOURCES, building, { recursive: true });
  goBuild(building, ['-o', 'workspace', '.']);
  goBuild(building, ['-ldflags', `-s -w -X ${BUILD_VERSION}=${CLI_VERSION}`, '-o', 'databricks', 'github.com/databricks/cli']);
  // Another process may have been faster: its result is as good.
  if (existsSync(folder)) rmSync(building, { recursive: true });
  else renameSync(building, folder);
  return folder;
};

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
  /** Without what is said beside it. */
  readonly answer: string;
}
export interface Workspace {
  readonly url: string;
  /** Runs the CLI in a folder. */
  readonly run: (cwd: string, ...args: readonly string[]) => Outcome;
  /** Calls the API of the workspace. */
  readonly call: (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<unknown>;
  readonly stop: () => void;
}

/** A workspace of its own; `path`: folders with the programs that the CLI calls. */
export const startWorkspace = async (folder: string, path: readonly string[]): Promise<Workspace> => {
  const home = mkdtempSync(join(tmpdir(), 'lakewright-cli-'));
  const server: ChildProcess = spawn(join(folder, 'workspace'), { stdio: ['pipe', 'pipe', 'ignore'] });
  const url = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`the workspace ended with ${code}`)));
    server.stdout?.once('data', (data: Buffer) => resolve(data.toString().trim()));
  });
  const token = `dapi${'0'.repeat(31)}1`;
  // The settings of the machine's network stay, those of somebody's own workspace do not.
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:DATABRICKS|BUNDLE)_/.test(name))),
    PATH: [folder, ...path, process.env['PATH'] ?? ''].join(delimiter),
    HOME: home,
    DATABRICKS_HOST: url,
    DATABRICKS_TOKEN: token,
    DATABRICKS_CLI_DISABLE_TELEMETRY: '1',
    DATABRICKS_CLI_DISABLE_UPDATE_CHECK: '1',
    DATABRICKS_BUNDLE_RETRY_INTERVAL_MS: '10',
  };
  return {
    url,
    run: (cwd, ...args) => {
      const { status, stdout, stderr } = spawnSync(join(folder, 'databricks'), args, { cwd, env, encoding: 'utf8' });
      return { code: status, output: `${stdout}${stderr}`, answer: stdout };
    },
    call: async (method, at, body) => {
      const headers = { Authorization: `Bearer ${token}` };
      const answer = await fetch(`${url}${at}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    stop: () => {
      server.stdin?.end();
      rmSync(home, { recursive: true, force: true });
    },
  };
};
