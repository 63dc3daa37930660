import type { Disk } from './disk.ts';
import { contentHash, isRecorded, type Records } from './file-index.ts';
import type { Layout } from './layout.ts';
import { byCodeUnit, folderOf, pathFault } from './paths.ts';
import { problemOf, type WriteProblem } from './problems.ts';
import type { Tree } from './tree.ts';

export interface Orphan {
  readonly path: string;
  /** The hash of what is on disk. */
  readonly hash: string;
}

/** What earlier runs wrote and is no longer wanted. */
export interface Orphans {
  readonly removals: ReadonlyMap<string, Orphan>;
  /** Folders to remove if they are empty by then; children come first. */
  readonly folders: ReadonlySet<string>;
  readonly problems: readonly WriteProblem[];
}

const NO_ORPHANS: Orphans = { removals: new Map(), folders: new Set(), problems: [] };

/** Compares what earlier runs wrote with what is wanted now. */
export function findOrphans(disk: Disk, root: string, records: Records, layout: Layout, tree: Tree): Orphans {
  if (records === layout.index.records) return NO_ORPHANS;
  const removals = new Map<string, Orphan>();
  const folders = new Set<string>();
  const problems: WriteProblem[] = [];

  for (const [path, record] of records) {
    // The index is a file like any other: a path in it proves nothing, least of all that it stays in the root.
    if (layout.index.records.has(path) || pathFault(path) !== undefined) continue;
    // Also where the file itself is gone: a killed run may have left its folder.
    for (let folder = folderOf(path); folder !== '' && !layout.folders.has(folder); folder = folderOf(folder)) {
      if (folders.has(folder)) break;
      folders.add(folder);
    }
    try {
      const kind = tree.entry(path);
      // A folder is not an edit of a file: a killed run may have been about to replace it with the file.
      if (kind === undefined || kind === 'folder') continue;
      const hash = kind === 'file' ? contentHash(disk.readBytes(`${root}/${path}`)) : undefined;
      if (hash !== undefined && isRecorded(record, hash)) removals.set(path, { path, hash });
      else problems.push({ kind: 'edited-orphan', severity: 'warning', path });
    } catch (error) {
      problems.push(problemOf(error, path, 'reading'));
    }
  }
  return { removals, folders: new Set([...folders].sort((a, b) => byCodeUnit(b, a))), problems };
}
