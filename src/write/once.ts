/** Files that are created if they are missing and belong to the user from then on: never compared, replaced or removed, and in no index. */
import type { OutputFile } from '../utils/output-file.ts';
import { type Disk, makeFolder, nodeDisk } from './disk.ts';
import { folderOf, STATE_FOLDER } from './paths.ts';
import { errorCode } from '../utils/system-error.ts';
import { attempt } from './problems.ts';

export interface OnceResult {
  /** Paths of what was not there. */
  readonly created: readonly string[];
  /** What could not be made, with the system's code. */
  readonly failed: readonly { readonly path: string; readonly code: string }[];
}

/** Every folder above a path, the outermost first. */
const foldersAbove = (path: string): readonly string[] => {
  const folders: string[] = [];
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) folders.unshift(folder);
  return folders;
};

/** Makes the folders; false where something of the user's has the name of one, a link among them: what lies behind it is not ours to fill. */
const openFolders = (disk: Disk, root: string, path: string): boolean => {
  for (const folder of foldersAbove(path)) {
    const kind = disk.look(`${root}/${folder}`)?.kind;
    if (kind === undefined) makeFolder(disk, `${root}/${folder}`);
    else if (kind !== 'folder') return false;
  }
  return true;
};

/** A file gets its name only when its content is complete, and never that of another: a second name fails where there is one. */
const place = (disk: Disk, root: string, { path, content, executable = false }: OutputFile): boolean => {
  const target = `${root}/${path}`;
  if (disk.look(target) !== undefined || !openFolders(disk, root, path)) return false;
  const half = `${root}/${STATE_FOLDER}/sample-${process.pid}.tmp`;
  attempt(() => disk.removeFile(half));
  if (!openFolders(disk, root, half.slice(root.length + 1))) return false;
  try {
    disk.create(half, content, executable);
    disk.duplicate(half, target);
    return true;
  } catch (error) {
    // Somebody was faster.
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    attempt(() => disk.removeFile(half));
  }
};

export const writeOnce = (root: string, files: readonly OutputFile[], disk: Disk = nodeDisk): OnceResult => {
  const created: string[] = [];
  const failed: { readonly path: string; readonly code: string }[] = [];
  for (const file of files) {
    try {
      if (place(disk, root, file)) created.push(file.path);
    } catch (error) {
      const code = errorCode(error);
      if (code === undefined) throw error;
      failed.push({ path: file.path, code });
    }
  }
  return { created, failed };
};
