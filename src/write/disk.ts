import * as fs from 'node:fs';
import { errorCode } from '../utils/system-error.ts';

export type EntryKind = 'file' | 'folder' | 'link' | 'other';

export interface EntryState {
  readonly kind: EntryKind;
  readonly executable: boolean;
  /** Differs whenever the file was replaced or written to. */
  readonly version: string;
  /** When the content was last written, in milliseconds since 1970. */
  readonly modified: number;
}

/** Every file operation of the writer; tests pass their own to make single operations fail. */
export interface Disk {
  /** The names in a folder. */
  readonly list: (folder: string) => ReadonlyMap<string, EntryKind>;
  /** The entry itself, links not followed; undefined when there is none. */
  readonly look: (path: string) => EntryState | undefined;
  readonly readText: (path: string) => string;
  readonly readBytes: (path: string) => Uint8Array;
  /** Writes a new file and fails with EEXIST when there is one. */
  readonly create: (path: string, content: string | Uint8Array, executable: boolean) => void;
  readonly rename: (from: string, to: string) => void;
  /** A second name for the same file, or a copy if the file system has no hard links. */
  readonly duplicate: (from: string, to: string) => void;
  readonly removeFile: (path: string) => void;
  readonly removeFolder: (path: string) => void;
  readonly removeTree: (path: string) => void;
  readonly makeFolder: (path: string) => void;
}

const CAN_EXECUTE = process.platform !== 'win32';

function kindOf(entry: fs.Dirent | fs.BigIntStats): EntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

function look(path: string): EntryState | undefined {
  let stat: fs.BigIntStats | undefined;
  try {
    stat = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    // Nothing is below a file either.
    if (errorCode(error) !== 'ENOTDIR') throw error;
  }
  if (stat === undefined) return undefined;
  return {
    kind: kindOf(stat),
    executable: !CAN_EXECUTE || (stat.mode & 0o100n) !== 0n,
    version: `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`,
    modified: Number(stat.mtimeMs),
  };
}

export const nodeDisk: Disk = {
  list: (folder) => {
    const entries = new Map<string, EntryKind>();
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) entries.set(entry.name, kindOf(entry));
    return entries;
  },
  look,
  readText: (path) => fs.readFileSync(path, 'utf8'),
  readBytes: (path) => fs.readFileSync(path),
  create: (path, content, executable) => fs.writeFileSync(path, content, { flag: 'wx', mode: executable ? 0o777 : 0o666 }),
  rename: (from, to) => fs.renameSync(from, to),
  duplicate: (from, to) => {
    try {
      fs.linkSync(from, to);
    } catch {
      fs.copyFileSync(from, to, fs.constants.COPYFILE_EXCL);
    }
  },
  removeFile: (path) => fs.unlinkSync(path),
  removeFolder: (path) => fs.rmdirSync(path),
  removeTree: (path) => fs.rmSync(path, { recursive: true, force: true }),
  makeFolder: (path) => fs.mkdirSync(path),
};

/** Makes a folder unless another process just did. */
export function makeFolder(disk: Disk, path: string): void {
  try {
    disk.makeFolder(path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST' || disk.look(path)?.kind !== 'folder') throw error;
  }
}
