import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A place in the user's source: absolute file, line and column from 1. */
export interface Place {
  /** Absolute; relative to the project in a model. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** An unread stack. Reading it costs many times what taking it does, so it is read only when somebody needs the place. */
export interface Trace {
  readonly stack?: string;
}

const OWN = fileURLToPath(new URL('..', import.meta.url));
const DEPTH = 16;

/** Takes the stack as it is now. */
export const trace = (): Trace => {
  const holder: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  Error.captureStackTrace(holder, trace);
  Error.stackTraceLimit = limit;
  return holder;
};

const asFile = (name: string): string => (name.startsWith('file:') ? fileURLToPath(name.replace(/[?#].*$/, '')) : name);
/** Which files are the user's own; there are few, and each is asked for thousands of times. */
const files = new Map<string, string | undefined>();
const userFile = (name: string): string | undefined => {
  if (files.has(name)) return files.get(name);
  const file = /^(file:|\/|[A-Za-z]:[\\/])/.test(name) ? asFile(name) : undefined;
  const users = file !== undefined && !file.startsWith(OWN) && !/[\\/]node_modules[\\/]/.test(file) ? file : undefined;
  files.set(name, users);
  return users;
};

/** Where the lines of a file begin. V8 counts lines from the start of the file for every frame: slow in long definitions. */
const lineStarts = new Map<string, readonly number[]>();
const startsOf = (file: string): readonly number[] => {
  const known = lineStarts.get(file);
  if (known) return known;
  const starts = [0];
  try {
    // V8 counts from after a byte order mark.
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  } catch {
    starts.length = 0;
  }
  lineStarts.set(file, starts);
  return starts;
};
const placeIn = (file: string, site: NodeJS.CallSite): Place =>
  startsOf(file).length === 0 ? { file, line: site.getLineNumber() ?? 0, column: site.getColumnNumber() ?? 0 } : placeAtOffset(file, site.getPosition());
/** The place of a character of a file. */
export const placeAtOffset = (file: string, position: number): Place => {
  const starts = startsOf(file);
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return { file, line: low + 1, column: position - (starts[low] ?? 0) + 1 };
};

const fromSites = (sites: readonly NodeJS.CallSite[]): Place | undefined => {
  for (const site of sites) {
    const file = userFile(site.getFileName() ?? '');
    if (file !== undefined) return Object.freeze(placeIn(file, site));
  }
  return undefined;
};

const FRAME = /^at (?:.*\()?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*):(\d+):(\d+)\)?$/;
const fromText = (stack: string): Place | undefined => {
  for (const text of stack.split('\n')) {
    const [, name = '', line, column] = FRAME.exec(text.trim()) ?? [];
    const file = userFile(name);
    if (file !== undefined) return Object.freeze({ file, line: Number(line), column: Number(column) });
  }
  return undefined;
};

/** Newer versions of Node set a default of this name. */
const NODES_OWN = 'ErrorPrepareStackTrace';

/** The first frame of the user's own code: not ours, not a dependency's, not Node's. */
export const placeOf = (taken: Trace | undefined): Place | undefined => {
  if (!taken) return undefined;
  const prepare = Error.prepareStackTrace;
  // A tool maps places of transformed code to its source, and only the text knows them.
  if ((prepare !== undefined && prepare.name !== NODES_OWN) || process.sourceMapsEnabled)
    return typeof taken.stack === 'string' ? fromText(taken.stack) : undefined;
  Error.prepareStackTrace = (_, sites) => sites;
  let stack: unknown;
  try {
    stack = taken.stack;
  } finally {
    Error.prepareStackTrace = prepare;
  }
  // A stack that somebody read before is text already.
  return Array.isArray(stack) ? fromSites(stack as readonly NodeJS.CallSite[]) : typeof stack === 'string' ? fromText(stack) : undefined;
};

export const capturePlace = (): Place | undefined => placeOf(trace());
