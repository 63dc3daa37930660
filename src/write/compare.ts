import type { Disk, EntryKind } from './disk.ts';
import { contentHash, isRecorded, isRecordedExecutable, type Records } from './file-index.ts';
import type { Layout, WantedFile } from './layout.ts';
import type { Orphans } from './orphans.ts';
import { STATE_FOLDER, TEMPORARY_FOLDER } from './paths.ts';
import { errorCode } from '../utils/system-error.ts';
import { problemOf, type WriteProblem } from './problems.ts';
import type { Tree } from './tree.ts';

/** A file to be put in place. */
export interface Placement {
  readonly file: WantedFile;
  /** The hash of what is replaced; undefined where nothing may be. */
  readonly replaces: string | undefined;
  /** Whether a symbolic link is replaced. */
  readonly link: boolean;
}

export interface Comparison {
  readonly placements: readonly Placement[];
  readonly unchanged: number;
  readonly problems: readonly WriteProblem[];
}

export interface Surroundings {
  readonly disk: Disk;
  readonly root: string;
  readonly tree: Tree;
  readonly layout: Layout;
  readonly orphans: Orphans;
  /** What earlier runs wrote. */
  readonly recorded: Records;
  /** Paths the user lets us replace. */
  readonly adopt: ReadonlySet<string>;
}

type Verdict = 'unchanged' | Placement | WriteProblem;

/** Compares every wanted file with what is on disk. */
export function compareFiles(around: Surroundings): Comparison {
  const placements: Placement[] = [];
  const problems = blockedFolders(around);
  let unchanged = 0;

  for (const file of around.layout.files) {
    const verdict = compareFile(around, file);
    if (verdict === 'unchanged') unchanged += 1;
    else if ('kind' in verdict) problems.push(verdict);
    else placements.push(verdict);
  }
  return { placements, unchanged, problems };
}

function blockedFolders({ layout, tree, orphans }: Surroundings): WriteProblem[] {
  const problems: WriteProblem[] = [];
  for (const path of new Set([...layout.folders, STATE_FOLDER, TEMPORARY_FOLDER])) {
    const state = tree.folder(path);
    // What blocks a folder blocks those below it too, and is named once.
    if (state.kind !== 'blocked' || state.path !== path || orphans.removals.has(path)) continue;
    problems.push(
      state.by === 'link' ? { kind: 'linked-folder', severity: 'error', path } : { kind: 'not-writable', severity: 'error', path, code: 'ENOTDIR' },
    );
  }
  return problems;
}

function compareFile(around: Surroundings, file: WantedFile): Verdict {
  const { path } = file;
  try {
    const folder = around.tree.folder(file.folder);
    const kind = folder.kind === 'present' ? folder.entries.get(file.name) : undefined;
    switch (kind) {
      case undefined:
        return compareMissing(around, file);
      case 'folder':
        return willBeEmptied(around, path) ? { file, replaces: undefined, link: false } : { kind: 'not-writable', severity: 'error', path, code: 'EISDIR' };
      case 'other':
        return { kind: 'not-writable', severity: 'error', path, code: 'EEXIST' };
      case 'link':
      case 'file':
        return comparePresent(around, file, kind);
      default:
        return kind satisfies never;
    }
  } catch (error) {
    return problemOf(error, path, 'reading');
  }
}

/** On a file system that ignores case, a name missing from the listing may still be taken. */
function compareMissing({ disk, root, tree, orphans }: Surroundings, file: WantedFile): Verdict {
  const other = tree.lookalike(file.path);
  if (other !== undefined && !orphans.removals.has(other) && disk.look(`${root}/${file.path}`) !== undefined) {
    return { kind: 'case-collision', severity: 'error', path: file.path, other };
  }
  return { file, replaces: undefined, link: false };
}

function comparePresent(around: Surroundings, file: WantedFile, kind: EntryKind): Verdict {
  const { disk, recorded, adopt } = around;
  const absolute = `${around.root}/${file.path}`;
  const record = recorded.get(file.path);
  const link = kind === 'link';

  const present = presentHash(disk, absolute, file, link);
  // We write no links, so a link is the user's, whatever it leads to.
  if (present === file.hash && (link || hasRightMode(disk, absolute, file, record))) return 'unchanged';
  const ours = present === file.hash || (!link && isRecorded(record, present));
  if (ours || adopt.has(file.path)) return { file, replaces: present, link };
  return { kind: record === undefined ? 'foreign-file' : 'edited-file', severity: 'error', path: file.path };
}

/** The hash of what is on disk; empty for a link that leads nowhere. */
function presentHash(disk: Disk, absolute: string, { content, hash }: WantedFile, link: boolean): string {
  try {
    // Comparing strings is cheaper than hashing, but U+FFFD is also what invalid bytes are read as.
    if (typeof content === 'string' && disk.readText(absolute) === content && !content.includes('\uFFFD')) return hash;
    return contentHash(disk.readBytes(absolute));
  } catch (error) {
    if (link && errorCode(error) !== undefined) return '';
    throw error;
  }
}

function hasRightMode(disk: Disk, absolute: string, file: WantedFile, record: string | undefined): boolean {
  if (file.executable) return disk.look(absolute)?.executable === true;
  return record === undefined || !isRecordedExecutable(record);
}

/** Whether nothing but orphans is in a folder. */
function willBeEmptied({ tree, orphans }: Surroundings, path: string): boolean {
  const pending = [path];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const state = tree.folder(folder);
    if (state.kind !== 'present' || !orphans.folders.has(folder)) return false;
    for (const [name, kind] of state.entries) {
      const entry = `${folder}/${name}`;
      if (kind === 'folder') pending.push(entry);
      else if (!orphans.removals.has(entry)) return false;
    }
  }
  return true;
}
