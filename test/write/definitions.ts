import type { OutputFile } from '../../src/utils/output-file.ts';

/** Files from `{ path: content }`; those below `scripts/` are executable. */
export function filesOf(contents: Readonly<Record<string, string | Uint8Array>>): OutputFile[] {
  return Object.entries(contents).map(([path, content]) => (path.startsWith('scripts/') ? { path, content, executable: true } : { path, content }));
}

/** Three definitions that differ in every way: files that come, go, change, turn into folders and back, scripts. */
export const FIRST: readonly OutputFile[] = filesOf({
  'README.md': 'first',
  'src/a.py': 'first',
  'src/b.py': 'same',
  'src/c.py': 'first',
  'old/deep/x': 'first',
  swap: 'first',
  'turn/into/file': 'first',
  'scripts/deploy.sh': 'first',
  run: 'not a script yet',
});
export const SECOND: readonly OutputFile[] = [
  ...filesOf({
    'README.md': 'second',
    'src/a.py': 'second',
    'src/b.py': 'same',
    'new/deep/y': 'second',
    'new/z': 'second',
    'swap/w': 'second',
    turn: 'second',
    'scripts/deploy.sh': 'second',
  }),
  { path: 'run', content: 'not a script yet', executable: true },
];
export const THIRD: readonly OutputFile[] = filesOf({ 'src/a.py': 'third', 'src/c.py': 'first', 'new/deep/y': 'third', swap: 'third' });

/** The user's own files, in folders that are otherwise generated. */
export const USERS: Readonly<Record<string, string>> = { 'src/mine.py': 'mine', 'old/notes.md': 'mine', mine: 'mine' };

/** A tree of `count` files, all with the same content. */
export function uniform(count: number, content: string): readonly OutputFile[] {
  return Array.from({ length: count }, (_, n) => ({ path: `d${n % 7}/f${n}`, content: `${content} ${n}` }));
}
