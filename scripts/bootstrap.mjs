// Makes a checkout ready and then does what was asked: node scripts/bootstrap.mjs build|check|docs|test|demo|bench [arguments]
// Runs on any Node from 18 on and on nothing but Node, so that `npm run demo` works in a fresh clone.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildLibrary } from './bootstrap/build-library.mjs';
import { buildWheel } from './bootstrap/build-wheel.mjs';
import { ensureModules } from './bootstrap/modules.mjs';
import { ensureNode } from './bootstrap/node.mjs';
import { BootstrapError, ROOT, runInherited, say, withLock } from './bootstrap/tools.mjs';

/** What each command needs before its script runs. */
const NEEDS = {
  build: ['library', 'wheel'],
  check: [],
  docs: [],
  test: ['library', 'wheel'],
  demo: ['library', 'wheel'],
  bench: ['library', 'wheel'],
};

async function main([command, ...args]) {
  const needs = NEEDS[command];
  if (needs === undefined) throw new BootstrapError(`there is no "${command}"; there is ${Object.keys(NEEDS).join(', ')}`);
  if (Number(process.versions.node.split('.')[0]) < 18)
    throw new BootstrapError(`this is Node ${process.versions.node}; install Node 18 or later, the rest comes by itself`);
  const node = await withLock(async () => {
    await ensureModules();
    const found = await ensureNode();
    if (needs.includes('library')) await buildLibrary(found);
    if (needs.includes('wheel')) await buildWheel(found);
    return found;
  });
  if (command === 'build') return 0;
  const script = ['mjs', 'ts'].map((suffix) => join(ROOT, 'scripts', `${command}.${suffix}`)).find(existsSync);
  if (script === undefined) throw new BootstrapError(`scripts/${command}.mjs is missing`);
  return runInherited(node, [script, ...args]);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  say(`error: ${error.message}`);
  process.exitCode = 1;
}
