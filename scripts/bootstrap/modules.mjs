import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BootstrapError, hashOf, npm, readStamp, ROOT, step, writeStamp } from './tools.mjs';

const LOCK_FILE = join(ROOT, 'package-lock.json');

/** Installs the packages of package-lock.json unless exactly these are there. */
export async function ensureModules() {
  if (!existsSync(LOCK_FILE)) throw new BootstrapError('package-lock.json is missing: this is no whole checkout');
  const hash = hashOf([LOCK_FILE]);
  // Installed by us, or by a person with npm.
  if (readStamp('modules') === hash || areCurrent()) return;
  const { code, output } = await step('Installing packages (npm ci)', (detail) => npm(['ci', '--no-audit', '--no-fund'], { onLine: detail }));
  if (code !== 0) throw new BootstrapError(reasonOf(output));
  writeStamp('modules', hash);
}

/** npm writes down what it installed, in the form of the lock file. */
function areCurrent() {
  const wanted = readJson(LOCK_FILE);
  const installed = readJson(join(ROOT, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted.packages).every(([path, entry]) => {
    const there = installed.packages[path];
    // Optional packages are those for other systems.
    return (
      path === '' ||
      (there === undefined ? entry.optional === true || entry.devOptional === true : there.version === entry.version && there.integrity === entry.integrity)
    );
  });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

const REASONS = [
  [/ENOSPC|no space left/i, 'the disk is full: free about 1 GB and run again'],
  [/EACCES|EROFS|EPERM/, 'node_modules cannot be written: check the permissions of this folder'],
  [/EUSAGE|can only install packages when/, 'package.json and package-lock.json do not fit together: run npm install'],
  [/EINTEGRITY/, 'a package came with other content than package-lock.json says: run npm cache verify, then again'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|UNABLE_TO_GET_ISSUER|SELF_SIGNED|CERT_/,
    'the npm registry cannot be reached: check the network, the proxy (HTTPS_PROXY) and npm config get registry',
  ],
  [/ENOENT.*npm|spawn npm|not recognized/, 'npm was not found: it comes with Node'],
];

export function reasonOf(output) {
  const known = REASONS.find(([pattern]) => pattern.test(output));
  if (known !== undefined) return `packages were not installed: ${known[1]}`;
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const said = lines.find((line) => /^npm (error|ERR!) (?!code|A complete log)/.test(line)) ?? lines.at(-1) ?? 'npm said nothing';
  return `packages were not installed: ${said.replace(/^npm (error|ERR!) /, '')}`;
}
