import type { Placement } from './compare.ts';
import { makeFolder } from './disk.ts';
import { contentHash } from './file-index.ts';
import { INDEX_PATH } from './paths.ts';
import type { WritePlan } from './plan.ts';
import { at, attempt, FileFailure, problemOf, type WriteProblem } from './problems.ts';
import { removeStaging, stage, type Staging } from './staging.ts';

type Undo = (() => void)[];

/**
 * Carries out a plan while the lock is held. Everything is written to a temporary folder first; what follows only renames,
 * and is taken back when a step fails.
 *
 * Before the first file changes, the index is replaced by one that knows old and new content as ours. So a process killed at
 * any point leaves nothing that the next run takes for the user's. This holds for processes, not for power cuts: syncing
 * every file would make a synthesis many times slower.
 */
export function commit(plan: WritePlan): WriteProblem | undefined {
  const { disk, root } = plan.request;
  const undo: Undo = [];
  removeStaging(disk, root);
  try {
    const staging = stage(plan);
    placeIndex(plan, staging, undo);
    removeOrphans(plan, staging, undo);
    makeFolders(plan, undo);
    placeFiles(plan, staging, undo);
    at(INDEX_PATH, 'writing', () => disk.rename(staging.finalIndex, `${root}/${INDEX_PATH}`));
    return undefined;
  } catch (error) {
    takeBack(undo);
    return problemOf(error, INDEX_PATH, 'writing');
  } finally {
    removeStaging(disk, root);
  }
}

function placeIndex(plan: WritePlan, staging: Staging, undo: Undo): void {
  const { disk, root } = plan.request;
  const path = `${root}/${INDEX_PATH}`;
  const existed = plan.work.index.version !== undefined;
  at(INDEX_PATH, 'writing', () => disk.rename(staging.unitedIndex, path));
  undo.push(() => (existed ? disk.rename(staging.oldIndex, path) : disk.removeFile(path)));
}

function removeOrphans(plan: WritePlan, staging: Staging, undo: Undo): void {
  const { disk, root } = plan.request;
  for (const [n, { path, hash }] of plan.work.removals.entries()) {
    const absolute = `${root}/${path}`;
    expectContent(plan, path, hash);
    at(path, 'writing', () => disk.rename(absolute, staging.removed(n)));
    undo.push(() => disk.rename(staging.removed(n), absolute));
  }
  for (const path of plan.work.staleFolders) {
    const absolute = `${root}/${path}`;
    // What is not empty holds something of the user's.
    if (attempt(() => disk.removeFolder(absolute))) undo.push(() => disk.makeFolder(absolute));
  }
}

function makeFolders(plan: WritePlan, undo: Undo): void {
  const { disk, root } = plan.request;
  for (const path of plan.work.missingFolders) {
    const absolute = `${root}/${path}`;
    at(path, 'writing', () => makeFolder(disk, absolute));
    undo.push(() => disk.removeFolder(absolute));
  }
}

function placeFiles(plan: WritePlan, staging: Staging, undo: Undo): void {
  const { disk, root } = plan.request;
  for (const [n, placement] of plan.work.placements.entries()) {
    const { path } = placement.file;
    const absolute = `${root}/${path}`;
    if (placement.replaces === undefined) {
      expectNothing(plan, path);
      at(path, 'writing', () => disk.rename(staging.content(n), absolute));
      undo.push(() => disk.removeFile(absolute));
    } else {
      expectReplaceable(plan, placement, placement.replaces);
      at(path, 'writing', () => keepReplaced(plan, placement, staging.replaced(n)));
      undo.push(() => disk.rename(staging.replaced(n), absolute));
      at(path, 'writing', () => disk.rename(staging.content(n), absolute));
    }
  }
}

function keepReplaced({ request }: WritePlan, { file, link }: Placement, kept: string): void {
  const absolute = `${request.root}/${file.path}`;
  // A file gets a second name, so that there is no moment without it; a second name for a link would lead past it.
  if (link) request.disk.rename(absolute, kept);
  else request.disk.duplicate(absolute, kept);
}

function expectReplaceable(plan: WritePlan, { file, link }: Placement, hash: string): void {
  if (!link) expectContent(plan, file.path, hash);
  else if (plan.request.disk.look(`${plan.request.root}/${file.path}`)?.kind !== 'link') throw userChanged(plan, file.path);
}

/** The user may have saved the file since it was compared. */
function expectContent(plan: WritePlan, path: string, hash: string): void {
  const { disk, root } = plan.request;
  if (at(path, 'reading', () => contentHash(disk.readBytes(`${root}/${path}`))) !== hash) throw userChanged(plan, path);
}

/** Renaming would replace what the user has created since. */
function expectNothing(plan: WritePlan, path: string): void {
  const { disk, root } = plan.request;
  const present = at(path, 'reading', () => disk.look(`${root}/${path}`));
  if (present?.kind === 'folder') throw new FileFailure({ kind: 'not-writable', severity: 'error', path, code: 'EISDIR' });
  if (present !== undefined) throw userChanged(plan, path);
}

function userChanged(plan: WritePlan, path: string): FileFailure {
  const kind = plan.work.index.records.has(path) ? 'edited-file' : 'foreign-file';
  return new FileFailure({ kind, severity: 'error', path });
}

/** Last step first. The index comes last of all: where something could not be taken back, it must go on knowing both. */
function takeBack(undo: Undo): void {
  const [index, ...steps] = undo;
  const worked = steps.reverse().map((step) => attempt(step));
  if (index !== undefined && worked.every((success) => success)) attempt(index);
}
