import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BootstrapError, npm, ROOT, run, say, step } from './tools.mjs';

const FOLDER = join(ROOT, 'node_modules', 'node');
const PROGRAM = join(FOLDER, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
/** From here on Node runs TypeScript as it is. */
const OLDEST = [22, 18];

/**
 * The Node 24 that comes as the package `node`, so that all machines run the same. Its install script fetches the program; where
 * npm was told to run no scripts it is run now.
 */
export async function ensureNode() {
  if (isThere()) return PROGRAM;
  await step('Installing Node 24', async (detail) => {
    await npm(['rebuild', 'node'], { onLine: detail });
    if (!isThere()) await run(process.execPath, ['installArchSpecificPackage.js'], { cwd: FOLDER, onLine: detail });
  });
  if (isThere()) return PROGRAM;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) {
    say(`Node 24 could not be installed; going on with Node ${process.versions.node}`);
    return process.execPath;
  }
  throw new BootstrapError(
    `Node 24 could not be installed, and this is Node ${process.versions.node}: install Node 24, or run npm rebuild node with a connection`,
  );
}

/** Without the program, the package holds at most a small script in its place. */
function isThere() {
  try {
    return statSync(PROGRAM).size > 1_000_000 && /"version": "\d/.test(readFileSync(join(FOLDER, 'package.json'), 'utf8'));
  } catch {
    return false;
  }
}
