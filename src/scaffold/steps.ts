/** What follows once the files of a new project are there. */
import { type SpawnSyncOptions, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Variables of the process that creates a project, which would make the new project think it is still being created. */
const CREATION = ['PROJEN_CREATE_PROJECT', 'PROJEN_DISABLE_POST'];
const cleanEnv = (): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(process.env).filter(([name]) => !CREATION.includes(name)));

/** Whether Node would find the packages that a definition imports. */
export const hasPackages = (root: string): boolean => {
  const require = createRequire(join(root, 'package.json'));
  try {
    for (const name of ['lakewright/package.json', 'projen', 'constructs']) require.resolve(name);
    return true;
  } catch {
    return false;
  }
};

/** The first synthesis, as `npx projen` does it; it says itself what is wrong. */
export const firstSynth = (root: string): boolean =>
  spawnSync(process.execPath, ['.projenrc.ts'], { cwd: root, env: cleanEnv(), stdio: ['ignore', 2, 2] }).status === 0;

export interface InstallResult {
  readonly ok: boolean;
  readonly lastLines: readonly string[];
}
const LAST_LINES = 8;

/** Where Node's installer puts npm on Windows, where the npm of the PATH is a script that only a shell could run. */
const BESIDE_NODE = join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js');
/** npm as it runs us, else the one next to Node, else the one on the PATH; never through a shell. */
const npm = (): readonly [string, readonly string[]] => {
  const given = process.env['npm_execpath'];
  const script = given !== undefined && /np[mx]-cli\.js$/.test(given) ? given.replace(/npx-cli\.js$/, 'npm-cli.js') : BESIDE_NODE;
  return existsSync(script) ? [process.execPath, [script]] : ['npm', []];
};

/** Installs the packages; npm shows its own progress on a terminal. */
export const installPackages = (root: string): Promise<InstallResult> => {
  const [command, before] = npm();
  const isTerminal = process.stderr.isTTY;
  const child = spawn(command, [...before, 'install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env: cleanEnv(),
    stdio: ['ignore', 'pipe', isTerminal ? 'inherit' : 'pipe'],
  });
  const { promise, resolve } = Promise.withResolvers<InstallResult>();
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = `${output}${chunk.toString()}`.slice(-20_000);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const finish = (ok: boolean): void =>
    resolve({
      ok,
      lastLines: ok
        ? []
        : output
            .split('\n')
            .map((l) => l.trimEnd())
            .filter((l) => l !== '')
            .slice(-LAST_LINES),
    });
  child.once('error', (error) => {
    output += `\n${error.message}`;
    finish(false);
  });
  child.once('close', (status) => finish(status === 0));
  return promise;
};

/** Creates a repository, unless there is one around it or git is missing. */
export const beginRepository = (root: string): boolean => {
  const quiet: SpawnSyncOptions = { cwd: root, stdio: 'ignore' };
  if (spawnSync('git', ['rev-parse', '--is-inside-work-tree'], quiet).status === 0) return false;
  return spawnSync('git', ['init', '--quiet'], quiet).status === 0;
};
