import { type Disk, makeFolder } from './disk.ts';
import { formatIndex, type Records, uniteRecords } from './file-index.ts';
import { INDEX_PATH, TEMPORARY_FOLDER } from './paths.ts';
import type { WritePlan } from './plan.ts';
import { at, attempt } from './problems.ts';

/** A temporary folder, in the project so that its files can be renamed into place. */
export interface Staging {
  /** The new content of the nth placement. */
  readonly content: (n: number) => string;
  /** Where the file that the nth placement replaces is kept until all is well. */
  readonly replaced: (n: number) => string;
  /** Where the nth removed file is kept until all is well. */
  readonly removed: (n: number) => string;
  /** An index that knows old and new content as ours. */
  readonly unitedIndex: string;
  readonly finalIndex: string;
  readonly oldIndex: string;
}

/** A process id and a time. */
const STAGING_NAME = /^\d+-[0-9a-z]+$/;

/** Writes everything that the plan needs, the indexes included; this is where a full disk shows. */
export function stage(plan: WritePlan): Staging {
  const { disk, root } = plan.request;
  const { index, placements } = plan.work;
  const staging = openStaging(disk, root);

  for (const [n, { file }] of placements.entries()) {
    at(file.path, 'writing', () => disk.create(staging.content(n), file.content, file.executable));
  }
  at(INDEX_PATH, 'writing', () => {
    disk.create(staging.unitedIndex, formatIndex(unitedRecords(plan)), false);
    disk.create(staging.finalIndex, plan.work.wanted.text, false);
    if (index.version !== undefined) disk.duplicate(`${root}/${INDEX_PATH}`, staging.oldIndex);
  });
  return staging;
}

/** Removes the temporary folders of this run and of those that were killed; only the holder of the lock may have one. */
export function removeStaging(disk: Disk, root: string): void {
  const folder = `${root}/${TEMPORARY_FOLDER}`;
  attempt(() => {
    for (const name of disk.list(folder).keys()) {
      if (STAGING_NAME.test(name)) disk.removeTree(`${folder}/${name}`);
    }
    disk.removeFolder(folder);
  });
}

function openStaging(disk: Disk, root: string): Staging {
  const parent = `${root}/${TEMPORARY_FOLDER}`;
  const folder = `${parent}/${process.pid}-${Date.now().toString(36)}`;
  at(TEMPORARY_FOLDER, 'writing', () => {
    makeFolder(disk, parent);
    disk.makeFolder(folder);
  });
  return {
    content: (n) => `${folder}/${n}`,
    replaced: (n) => `${folder}/${n}.replaced`,
    removed: (n) => `${folder}/${n}.removed`,
    unitedIndex: `${folder}/index.united`,
    finalIndex: `${folder}/index.final`,
    oldIndex: `${folder}/index.old`,
  };
}

function unitedRecords({ work }: WritePlan): Records {
  const replaced = new Map<string, string>();
  for (const { file, replaces, link } of work.placements) {
    if (replaces !== undefined && !link) replaced.set(file.path, replaces);
  }
  return uniteRecords(work.index.records, replaced, work.wanted.records);
}
