import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WINDOWS = process.platform === 'win32';

/** Something that a person can mend; its message says how. */
export class BootstrapError extends Error {}

export const say = (text) => void process.stderr.write(`${text}\n`);

/** The environment of a child that is to find our tools and this Node first. */
export const envWith = (node) => ({ ...process.env, PATH: [dirname(node), join(ROOT, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter) });

/** Runs a program to its end: `{ code, output }`. */
export function run(program, args, { cwd = ROOT, env = process.env, onLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let output = '';
    const hear = (data) => {
      output += data;
      onLine?.(String(data).trimEnd().split('\n').at(-1));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', (error) => resolve({ code: null, output: `${output}${error.message}` }));
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** Runs a script in the terminal of this process and gives its exit status; a Ctrl-C is the script's own business. */
export function runInherited(node, args) {
  return new Promise((resolve, reject) => {
    const ignore = () => {};
    process.on('SIGINT', ignore);
    const child = spawn(node, args, { cwd: ROOT, env: envWith(node), stdio: 'inherit' });
    const forward = () => void child.kill('SIGTERM');
    process.on('SIGTERM', forward);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/** npm of the installation that called us, else that of the PATH. */
export function npm(args, options) {
  const own = process.env.npm_execpath;
  if (own !== undefined && /\.c?js$/.test(own)) return run(process.execPath, [own, ...args], options);
  return WINDOWS ? run(process.env.ComSpec ?? 'cmd.exe', ['/d', '/s', '/c', 'npm.cmd', ...args], options) : run('npm', args, options);
}

/** A step that takes a while, with the time it has taken so far where a person watches. */
export async function step(title, work) {
  const start = Date.now();
  const seconds = () => `${((Date.now() - start) / 1000).toFixed(0)} s`;
  const isLive = process.stderr.isTTY === true;
  let detail = '';
  const draw = () => process.stderr.write(`\r\x1b[2K${title}  ${seconds()}${detail === '' ? '' : `  ${detail}`}`);
  const timer = isLive ? setInterval(draw, 500) : undefined;
  if (isLive) draw();
  else say(title);
  try {
    return await work((line) => {
      detail = (line ?? '').trim().slice(0, Math.max(0, (process.stderr.columns ?? 80) - title.length - 12));
    });
  } finally {
    clearInterval(timer);
    if (isLive) process.stderr.write(`\r\x1b[2K${title}  ${seconds()}\n`);
  }
}

/** All files below a folder, sorted. */
export function filesBelow(folder, isWanted = () => true) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter(isWanted)
    .sort();
}

/** Changes with the name or the content of any of the files. */
export function hashOf(files, ...more) {
  const hash = createHash('sha256').update(JSON.stringify(more));
  for (const file of files) hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Notes what was built from what; beside the packages, because it is worth nothing without them. */
export const CACHE = join(ROOT, 'node_modules', '.cache', 'lakewright');
const stampFile = (name) => join(CACHE, `${name}.hash`);
export function readStamp(name) {
  try {
    return readFileSync(stampFile(name), 'utf8');
  } catch {
    return undefined;
  }
}
export function writeStamp(name, hash) {
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(stampFile(name), hash);
}

/** One bootstrap of this checkout at a time; a second one waits. */
export async function withLock(work) {
  const key = createHash('sha256').update(ROOT).digest('hex').slice(0, 12);
  const lock = join(tmpdir(), `lakewright-bootstrap-${key}.lock`);
  let isTold = false;
  while (!take(lock)) {
    if (!isTold) say('waiting for another build of this checkout');
    isTold = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const beat = setInterval(() => writeFileSync(lock, String(process.pid)), 2000);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    rmSync(lock, { force: true });
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw new BootstrapError(`cannot write to ${dirname(lock)} (${error.code})`);
  }
  const state = statSync(lock, { throwIfNoEntry: false });
  // Its owner shows every two seconds that it lives.
  if (state !== undefined && (Date.now() - state.mtimeMs > 15_000 || !isAlive(lock))) rmSync(lock, { force: true });
  return false;
}

function isAlive(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
