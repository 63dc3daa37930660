import { fileURLToPath } from 'node:url';

/** A place in the user's source: absolute file, line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An unread stack. Reading it costs 50 times what taking it does, so it is read only when a diagnostic needs it. */
export interface Trace {
  readonly stack?: string;
}

const OWN = fileURLToPath(new URL('..', import.meta.url));
const FRAME = /\(?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*):(\d+):(\d+)\)?$/;

/** Takes the stack as it is now: a few microseconds, so only where a diagnostic may need a place. */
export const trace = (): Trace => {
  const holder: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 16;
  Error.captureStackTrace(holder, trace);
  Error.stackTraceLimit = limit;
  return holder;
};

/** The first frame of the user's own code: not ours, not a dependency's, not Node's. */
export const placeOf = (taken: Trace | undefined): Place | undefined => {
  for (const text of taken?.stack?.split('\n') ?? []) {
    const match = FRAME.exec(text.trim());
    if (!match) continue;
    const [, raw = '', line, column] = match;
    const file = raw.startsWith('file:') ? fileURLToPath(raw.replace(/[?#].*$/, '')) : raw;
    if (file.startsWith(OWN) || /[\\/]node_modules[\\/]/.test(file)) continue;
    return Object.freeze({ file, line: Number(line), column: Number(column) });
  }
  return undefined;
};

export const capturePlace = (): Place | undefined => placeOf(trace());
