import type { PathFault } from './problems.ts';

/** Where the writer keeps its own files, relative to the project root. */
export const STATE_FOLDER = '.lakewright';
export const INDEX_PATH = `${STATE_FOLDER}/files.json`;
export const LOCK_PATH = `${STATE_FOLDER}/lock`;
export const LOCK_GUARD_PATH = `${STATE_FOLDER}/lock.guard`;
export const TEMPORARY_FOLDER = `${STATE_FOLDER}/tmp`;

/** The longest name common file systems take, in bytes. */
const LONGEST_NAME = 255;
const LONGEST_PATH = 1024;

// What Windows refuses is refused everywhere: a project written on Linux must be one that can be cloned there.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const FORBIDDEN = /[\u0000-\u001f\u007f<>:"|?*\\]/;
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:[. ]|$)/i;
const DRIVE = /^[a-z]:/i;
const OWN = [INDEX_PATH, LOCK_PATH, LOCK_GUARD_PATH, TEMPORARY_FOLDER];

/** What is wrong with a relative POSIX path, or undefined. */
export function pathFault(path: string): PathFault | undefined {
  if (path === '') return 'empty';
  if (path.startsWith('/') || path.startsWith('\\') || DRIVE.test(path)) return 'absolute';
  if (path.length > LONGEST_PATH) return 'too-long';
  for (const segment of path.split('/')) {
    const fault = segmentFault(segment);
    if (fault !== undefined) return fault;
  }
  return isOwn(path) ? 'reserved-name' : undefined;
}

/** The same for a path whose folder is known to be valid: cheaper by the depth of the folder. */
export function nameFault(path: string): PathFault | undefined {
  if (path.length > LONGEST_PATH) return 'too-long';
  return segmentFault(nameOf(path)) ?? (isOwn(path) ? 'reserved-name' : undefined);
}

function segmentFault(segment: string): PathFault | undefined {
  if (segment === '') return 'empty';
  if (FORBIDDEN.test(segment)) return 'character';
  if (segment === '.' || segment === '..') return 'leaves-root';
  // Windows drops a trailing dot or space, so two paths would become one.
  if (segment.endsWith('.') || segment.endsWith(' ')) return 'character';
  if (DEVICE.test(segment)) return 'reserved-name';
  // A file in `.git` could become a hook, that is, run code.
  if (segment.length === 4 && segment.toLowerCase() === '.git') return 'reserved-name';
  // A name of n UTF-16 units takes at most 3n bytes.
  if (segment.length > LONGEST_NAME / 3 && Buffer.byteLength(segment) > LONGEST_NAME) return 'too-long';
  return undefined;
}

function isOwn(path: string): boolean {
  // Saves folding nearly all paths.
  if (!path.startsWith('.')) return false;
  const folded = foldPath(path);
  return folded === STATE_FOLDER || OWN.some((own) => folded === own || folded.startsWith(`${own}/`));
}

/** Equal for paths that are one file on a file system that ignores case or Unicode composition. */
export function foldPath(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** The folder of a relative path; the root is the empty string. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Order by UTF-16 code units: the same on every machine, and a folder comes before what is in it. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
