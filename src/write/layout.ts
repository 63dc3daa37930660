import type { OutputFile } from '../utils/output-file.ts';
import { contentHash, formatIndex, recordOf, type WantedIndex } from './file-index.ts';
import { byCodeUnit, folderOf, foldPath, nameFault, nameOf, pathFault } from './paths.ts';
import type { WriteProblem } from './problems.ts';

export interface WantedFile {
  readonly path: string;
  readonly folder: string;
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly executable: boolean;
  readonly hash: string;
}

/** The wanted tree. */
export interface Layout {
  /** Sorted by path, those with a problem left out. */
  readonly files: readonly WantedFile[];
  readonly index: WantedIndex;
  /** Every folder that holds a wanted file or folder, without the root; parents come first. */
  readonly folders: ReadonlySet<string>;
  readonly problems: readonly WriteProblem[];
}

/** Sorts the wanted files and names paths that are illegal or exclude each other. */
export function layOut(files: readonly OutputFile[]): Layout {
  const sorted = [...files].sort((a, b) => byCodeUnit(a.path, b.path));
  const taken: Taken = new Map();
  const problems: WriteProblem[] = [];
  const wanted: WantedFile[] = [];
  const records = new Map<string, string>();
  const folders: string[] = [];
  // The files of a folder follow each other: it is looked at once, and its name is one string for all of them.
  let folder = '';

  for (const { path, content, executable = false } of sorted) {
    const parent = folderOf(path);
    const problem = parent === folder && parent !== '' ? placeInKnown(path, taken) : placeFile(path, parent, taken, folders);
    if (problem !== undefined) {
      problems.push(problem);
      continue;
    }
    if (parent !== folder) folder = parent;
    const hash = contentHash(content);
    wanted.push({ path, folder, name: nameOf(path), content, executable, hash });
    records.set(path, recordOf(hash, executable));
  }
  return {
    files: wanted,
    index: { records, text: formatIndex(records) },
    folders: new Set(folders.sort(byCodeUnit)),
    problems,
  };
}

/** A folded path -> the path that has it; a folder is noted with a slash at its end. */
type Taken = Map<string, string>;

function placeFile(path: string, parent: string, taken: Taken, folders: string[]): WriteProblem | undefined {
  const fault = pathFault(path);
  if (fault !== undefined) return { kind: 'invalid-path', severity: 'error', path, fault };
  return placeFolder(parent, taken, folders) ?? placeName(path, taken);
}

/** The same for a file in a folder that holds another file already. */
function placeInKnown(path: string, taken: Taken): WriteProblem | undefined {
  const fault = nameFault(path);
  return fault === undefined ? placeName(path, taken) : { kind: 'invalid-path', severity: 'error', path, fault };
}

function placeName(path: string, taken: Taken): WriteProblem | undefined {
  const key = foldPath(path);
  const holder = taken.get(key);
  if (holder === path) return { kind: 'duplicate-path', severity: 'error', path };
  if (holder !== undefined) return clash(path, holder);
  taken.set(key, path);
  return undefined;
}

/** Notes a folder and those above it. */
function placeFolder(path: string, taken: Taken, folders: string[]): WriteProblem | undefined {
  for (let folder = path; folder !== ''; folder = folderOf(folder)) {
    const key = foldPath(folder);
    const holder = taken.get(key);
    if (holder === `${folder}/`) return undefined;
    if (holder !== undefined) return clash(folder, holder);
    taken.set(key, `${folder}/`);
    folders.push(folder);
  }
  return undefined;
}

function clash(path: string, holder: string): WriteProblem {
  const other = holder.endsWith('/') ? holder.slice(0, -1) : holder;
  return other === path ? { kind: 'file-and-folder', severity: 'error', path } : { kind: 'case-collision', severity: 'error', path, other };
}
