import { resolve } from 'node:path';
import type { OutputFile } from '../utils/output-file.ts';
import { type Comparison, compareFiles, type Placement } from './compare.ts';
import { type Disk, nodeDisk } from './disk.ts';
import { type FileIndex, NO_INDEX, readIndex, type WantedIndex } from './file-index.ts';
import { type Layout, layOut } from './layout.ts';
import { findOrphans, type Orphan, type Orphans } from './orphans.ts';
import { byCodeUnit, INDEX_PATH, LOCK_GUARD_PATH, LOCK_PATH, TEMPORARY_FOLDER } from './paths.ts';
import { at, FileFailure, isError, type WriteProblem } from './problems.ts';
import { readTree, type Tree } from './tree.ts';

export interface WriteOptions {
  /**
   * Paths that may be replaced although the user wrote or edited them.
   * @default none
   */
  readonly adopt?: readonly string[];
  /**
   * How long to wait for another synthesis of the same project, in milliseconds.
   * @default 10000
   */
  readonly lockTimeout?: number;
  /**
   * The file operations, for tests.
   * @default those of Node
   * @internal
   */
  readonly disk?: Disk;
}

/** What writing would do; nothing is written yet. Paths are sorted. */
export interface WritePlan {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: number;
  readonly removed: readonly string[];
  /** With an error among them, nothing can be written. */
  readonly problems: readonly WriteProblem[];
  /** @internal */
  readonly request: WriteRequest;
  /** @internal */
  readonly work: Work;
}

/** What was asked for. */
export interface WriteRequest {
  readonly disk: Disk;
  readonly root: string;
  readonly files: readonly OutputFile[];
  readonly options: WriteOptions;
}

/** What there is to do, in the order in which it is done. */
export interface Work {
  readonly index: FileIndex;
  readonly wanted: WantedIndex;
  readonly removals: readonly Orphan[];
  /** To remove when empty; children come first. */
  readonly staleFolders: readonly string[];
  /** To make; parents come first. */
  readonly missingFolders: readonly string[];
  readonly placements: readonly Placement[];
  /** Whether a run that was killed, or one that is under way, left a lock or temporary files. */
  readonly leftovers: boolean;
}

const NO_WORK: Work = {
  index: NO_INDEX,
  wanted: { records: new Map(), text: '' },
  removals: [],
  staleFolders: [],
  missingFolders: [],
  placements: [],
  leftovers: false,
};

/** Compares the wanted files with the project's tree; reads only. */
export function planWrite(root: string, files: readonly OutputFile[], options: WriteOptions = {}): WritePlan {
  const request: WriteRequest = { disk: options.disk ?? nodeDisk, root: resolve(root), files, options };
  const layout = layOut(files);
  try {
    return planFor(request, layout);
  } catch (error) {
    if (!(error instanceof FileFailure)) throw error;
    const problems = [...layout.problems, error.problem];
    return Object.freeze({ created: [], changed: [], unchanged: 0, removed: [], problems, request, work: NO_WORK });
  }
}

function planFor(request: WriteRequest, layout: Layout): WritePlan {
  const { disk, root, options } = request;
  const index = at(INDEX_PATH, 'reading', () => readIndex(disk, root, layout.index));
  const tree = readTree(disk, root);
  const orphans = findOrphans(disk, root, index.records, layout, tree);
  const adopt = new Set(options.adopt);
  const comparison = compareFiles({ disk, root, tree, layout, orphans, recorded: index.records, adopt });
  const pathsOf = (placements: readonly Placement[]): string[] => placements.map(({ file }) => file.path);
  return Object.freeze({
    created: pathsOf(comparison.placements.filter(({ replaces }) => replaces === undefined)),
    changed: pathsOf(comparison.placements.filter(({ replaces }) => replaces !== undefined)),
    unchanged: comparison.unchanged,
    removed: [...orphans.removals.keys()].sort(byCodeUnit),
    problems: [...layout.problems, ...damage(index), ...orphans.problems, ...comparison.problems],
    request,
    work: workFor(index, layout, tree, orphans, comparison),
  });
}

function workFor(index: FileIndex, layout: Layout, tree: Tree, orphans: Orphans, comparison: Comparison): Work {
  return {
    index,
    wanted: layout.index,
    removals: [...orphans.removals.values()],
    staleFolders: [...orphans.folders],
    missingFolders: [...layout.folders].filter((folder) => tree.folder(folder).kind !== 'present'),
    placements: comparison.placements,
    leftovers: [LOCK_PATH, LOCK_GUARD_PATH, TEMPORARY_FOLDER].some((path) => tree.entry(path) !== undefined),
  };
}

function damage(index: FileIndex): readonly WriteProblem[] {
  return index.damaged ? [{ kind: 'unreadable-index', severity: 'warning', path: INDEX_PATH }] : [];
}

export function hasErrors(plan: WritePlan): boolean {
  return plan.problems.some(isError);
}

/** Whether every wanted file is in place and no other is left. */
export function isUpToDate({ created, changed, removed }: WritePlan): boolean {
  return created.length + changed.length + removed.length === 0;
}
