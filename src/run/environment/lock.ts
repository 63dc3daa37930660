import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../utils/system-error.ts';
import { onDisk, RunFailure } from '../problem.ts';

export interface LockOptions {
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
  /** Hears once that another process has the lock. */
  readonly onWait?: (pid: number) => void;
  /** Whether to wait, or to fail with the owner. @default true */
  readonly wait?: boolean;
}
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
}

/** Milliseconds between signs of life of the owner. */
const BEAT = 2_000;
/** A lock without a sign of life for this long is abandoned, whoever has it: its process was killed, or is on another machine. */
const SILENCE = 20_000;
const PAUSE = 150;

/** Thrown where `wait` is false and another process has the lock. */
export class LockTaken extends Error {
  readonly owner: LockOwner;

  constructor(owner: LockOwner) {
    super('lock taken');
    this.owner = owner;
  }
}

/** Does `work` while no other process that asks for the same lock does. */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const token = `${JSON.stringify({ pid: process.pid, host: hostname(), token: randomBytes(8).toString('hex') })}\n`;
  await acquire(path, token, options);
  const beat = setInterval(() => quietly(() => utimesSync(path, new Date(), new Date())), BEAT);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if (read(path) === token) quietly(() => rmSync(path));
  }
}

async function acquire(path: string, token: string, { signal, onWait, wait = true }: LockOptions): Promise<void> {
  let told = false;
  while (!create(path, token)) {
    const text = read(path);
    if (text === undefined) continue;
    if (!isLive(path, text)) {
      takeAway(path, text);
      continue;
    }
    const owner = ownerOf(text);
    if (!wait) throw new LockTaken(owner);
    if (!told) onWait?.(owner.pid);
    told = true;
    if (signal?.aborted) throw new RunFailure({ kind: 'cancelled', what: 'waiting for another process' });
    await sleep(PAUSE);
  }
}

/** Whether a living process has the lock. */
export function isHeld(path: string): boolean {
  const text = read(path);
  return text !== undefined && isLive(path, text);
}

function create(path: string, token: string): boolean {
  try {
    onDisk(dirname(path), () => writeFileSync(path, token, { flag: 'wx' }));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    // A full disk may create the file and then refuse its content.
    if (read(path) === '') quietly(() => rmSync(path));
    throw error;
  }
}

function isLive(path: string, text: string): boolean {
  const state = statSync(path, { throwIfNoEntry: false });
  if (state === undefined || Date.now() - state.mtimeMs > SILENCE) return false;
  const { pid, host } = ownerOf(text);
  if (pid === 0 || host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/** Removes an abandoned lock, unless another process has just replaced it. */
function takeAway(path: string, text: string): void {
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  if (!quietly(() => renameSync(path, aside))) return;
  if (read(aside) !== text) quietly(() => linkSync(aside, path));
  quietly(() => rmSync(aside));
}

function ownerOf(text: string): LockOwner {
  try {
    const { pid, host }: Partial<Record<keyof LockOwner, unknown>> = JSON.parse(text);
    if (typeof pid === 'number' && typeof host === 'string') return { pid, host };
  } catch {
    // Being written at this moment.
  }
  return { pid: 0, host: '' };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function quietly(operation: () => void): boolean {
  try {
    operation();
    return true;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}
