import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type CommandResult, runCommand } from '../../src/run/environment/process.ts';
import { temporaryFolder, writeFiles } from './support.ts';

const SCRIPTS = resolve(import.meta.dirname, '../../scripts');

/** Notes how npm was called, and does what `npm.json` says. */
const NPM = `
const { appendFileSync, mkdirSync, readFileSync, copyFileSync, chmodSync } = require('node:fs');
const args = process.argv.slice(2);
appendFileSync('npm.log', args.join(' ') + '\\n');
const { output = '', code = 0 } = JSON.parse(readFileSync('npm.json', 'utf8'));
console.error(output);
if (code === 0 && args[0] === 'ci') {
  mkdirSync('node_modules/node', { recursive: true });
  require('node:fs').writeFileSync('node_modules/node/package.json', '{"version": "24.0.0"}');
}
if (args[0] === 'rebuild') {
  mkdirSync('node_modules/node/bin', { recursive: true });
  require('node:fs').symlinkSync(process.execPath, 'node_modules/node/bin/node');
}
process.exit(code);
`;

describe('making a checkout ready', () => {
  let root = '';
  beforeEach(() => {
    root = temporaryFolder(onTestFinished);
    for (const name of ['bootstrap', 'bootstrap.mjs']) cpSync(join(SCRIPTS, name), join(root, 'scripts', name), { recursive: true });
    writeFiles(root, {
      'package-lock.json': '{"packages": {"": {}, "node_modules/node": {"version": "24.0.0", "integrity": "x"}}}',
      'npm.js': NPM,
      'npm.json': '{}',
      'scripts/check.mjs': 'console.log("checked", process.argv.slice(2).join(" "), process.env.PATH.split(":")[0]); process.exit(3);',
    });
  });
  const run = (...args: string[]): Promise<CommandResult> =>
    runCommand(process.execPath, ['scripts/bootstrap.mjs', ...args], { cwd: root, env: { ...process.env, npm_execpath: join(root, 'npm.js') } });
  const npmCalls = (): readonly string[] => (existsSync(join(root, 'npm.log')) ? readFileSync(join(root, 'npm.log'), 'utf8').trimEnd().split('\n') : []);

  it('installs the packages and Node, then runs the script with its arguments and hands on its exit status', async () => {
    const { code, stdout } = await run('check', '--fix', 'a b');
    expect(stdout).toBe(`checked --fix a b ${join(root, 'node_modules/node/bin')}`);
    expect(code).toBe(3);
    expect(npmCalls()).toEqual(['ci --no-audit --no-fund', 'rebuild node']);
  });
  it('does nothing again while the lock file is the same', async () => {
    await run('check');
    await run('check');
    expect(npmCalls()).toHaveLength(2);
    writeFileSync(join(root, 'package-lock.json'), '{"packages": {}}');
    await run('check');
    expect(npmCalls()).toHaveLength(3);
  });
  it('takes what a person installed', async () => {
    writeFiles(root, {
      'node_modules/.package-lock.json': '{"packages": {"node_modules/node": {"version": "24.0.0", "integrity": "x"}}}',
      'node_modules/node/package.json': '{"version": "24.0.0"}',
    });
    await run('check');
    expect(npmCalls()).toEqual(['rebuild node']);
  });
  const failures: readonly (readonly [output: string, sentence: string])[] = [
    [
      'npm error code ENOTFOUND\nnpm error network request to https://registry.example.com failed',
      'the npm registry cannot be reached: check the network, the proxy (HTTPS_PROXY) and npm config get registry',
    ],
    ['npm error code ENOSPC', 'the disk is full: free about 1 GB and run again'],
    [
      'npm error code EUSAGE\nnpm error `npm ci` can only install packages when in sync',
      'package.json and package-lock.json do not fit together: run npm install',
    ],
    ['npm error code E404\nnpm error 404 Not Found - GET x', '404 Not Found - GET x'],
  ];
  for (const [output, sentence] of failures) {
    it(`says in one sentence what npm says in many: ${sentence}`, async () => {
      writeFileSync(join(root, 'npm.json'), JSON.stringify({ output, code: 1 }));
      const { code, output: said } = await run('check');
      expect(said).toBe(`Installing packages (npm ci)\nerror: packages were not installed: ${sentence}`);
      expect(code).toBe(1);
    });
  }
  it('goes on with this Node, if it is recent enough, where Node 24 is not to be had', async () => {
    const { output, code } = await (async () => {
      writeFileSync(join(root, 'npm.js'), NPM.replace("args[0] === 'rebuild'", 'false'));
      return run('check');
    })();
    expect(output).toContain(`Node 24 could not be installed; going on with Node ${process.versions.node}`);
    expect(code).toBe(3);
  });
  it('says so in a folder that is no whole checkout, and for a command that there is not', async () => {
    expect((await run('chekc')).output).toBe('error: there is no "chekc"; there is build, check, docs, test, demo, bench');
    mkdirSync(join(root, 'elsewhere'));
    cpSync(join(root, 'scripts'), join(root, 'elsewhere/scripts'), { recursive: true });
    const { output, code } = await runCommand(process.execPath, ['elsewhere/scripts/bootstrap.mjs', 'check'], { cwd: root });
    expect(output).toBe('error: package-lock.json is missing: this is no whole checkout');
    expect(code).toBe(1);
  });
  it('waits for another one at work in the same checkout', async () => {
    const both = await Promise.all([run('check'), run('check')]);
    expect(both.map(({ code }) => code)).toEqual([3, 3]);
    expect(npmCalls()).toHaveLength(2);
  });
});
