import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from '../utils/system-error.ts';

/** A process that holds a lock. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process began, by its system's count; empty where the system does not tell. */
  readonly started: string;
  /** When it took the lock, in milliseconds since 1970. */
  readonly since: number;
}

/** A process on another machine cannot be asked whether it lives; no synthesis takes this long. */
const FOREIGN_LIFETIME = 60_000;

export function thisProcess(): Owner {
  return { pid: process.pid, host: hostname(), started: processStatus(process.pid).started, since: Date.now() };
}

export function parseOwner(text: string): Owner | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { pid, host, started, since }: Partial<Record<keyof Owner, unknown>> = parsed;
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 1) return undefined;
  if (typeof host !== 'string' || typeof started !== 'string' || typeof since !== 'number') return undefined;
  return { pid, host, started, since };
}

export function isAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return Date.now() - owner.since < FOREIGN_LIFETIME;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    if (errorCode(error) === 'ESRCH') return false;
  }
  const { started, ended } = processStatus(owner.pid);
  // Process ids are reused, in containers all the time: the same id with another start is another process.
  return !ended && (started === '' || owner.started === '' || started === owner.started);
}

/** From `/proc/<pid>/stat`, see proc_pid_stat(5); empty on systems without it. */
function processStatus(pid: number): { readonly started: string; readonly ended: boolean } {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return { started: '', ended: false };
  }
  // The second field is the program's name in parentheses and may hold anything; field 3 is the state, field 22 the start.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { started: fields[19] ?? '', ended: fields[0] === 'Z' || fields[0] === 'X' };
}
