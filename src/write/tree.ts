import type { Disk, EntryKind } from './disk.ts';
import { folderOf, foldPath, nameOf } from './paths.ts';
import { at } from './problems.ts';

/** A folder of the project as it is on disk. */
export type FolderState =
  | { readonly kind: 'missing' }
  | { readonly kind: 'present'; readonly entries: ReadonlyMap<string, EntryKind> }
  /** Something that is no folder has its name, or the name of a folder above it. */
  | { readonly kind: 'blocked'; readonly path: string; readonly by: Exclude<EntryKind, 'folder'> };

/** The tree on disk, each folder listed once and only when asked for. */
export interface Tree {
  readonly folder: (path: string) => FolderState;
  /** What has this path; links are not followed. */
  readonly entry: (path: string) => EntryKind | undefined;
  /** The entry whose name differs from this path's by case or Unicode composition only. */
  readonly lookalike: (path: string) => string | undefined;
}

const MISSING: FolderState = { kind: 'missing' };

export function readTree(disk: Disk, root: string): Tree {
  const folders = new Map<string, FolderState>();
  const folded = new Map<string, ReadonlyMap<string, string>>();

  const list = (path: string): FolderState => {
    const name = path === '' ? '.' : path;
    return { kind: 'present', entries: at(name, 'reading', () => disk.list(`${root}/${name}`)) };
  };
  const read = (path: string): FolderState => {
    if (path === '') return disk.look(root) === undefined ? MISSING : list(path);
    const parent = folder(folderOf(path));
    if (parent.kind !== 'present') return parent;
    const kind = parent.entries.get(nameOf(path));
    if (kind === undefined) return MISSING;
    return kind === 'folder' ? list(path) : { kind: 'blocked', path, by: kind };
  };
  const folder = (path: string): FolderState => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const state = read(path);
    folders.set(path, state);
    return state;
  };
  const foldedNames = (path: string, entries: ReadonlyMap<string, EntryKind>): ReadonlyMap<string, string> => {
    const known = folded.get(path);
    if (known !== undefined) return known;
    const names = new Map([...entries.keys()].map((name) => [foldPath(name), name]));
    folded.set(path, names);
    return names;
  };

  return {
    folder,
    entry: (path) => {
      const parent = folder(folderOf(path));
      return parent.kind === 'present' ? parent.entries.get(nameOf(path)) : undefined;
    },
    lookalike: (path) => {
      const above = folderOf(path);
      const parent = folder(above);
      if (parent.kind !== 'present') return undefined;
      const name = foldedNames(above, parent.entries).get(foldPath(nameOf(path)));
      if (name === undefined || name === nameOf(path)) return undefined;
      return above === '' ? name : `${above}/${name}`;
    },
  };
}
