import fc from 'fast-check';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { type WriteResult, writeFiles } from '../../src/write/index.ts';
import { newFolder, snapshot, times } from './support.ts';

/** Few paths and contents, so that wanted files, old files and the user's keep meeting. */
const PATHS = ['a', 'b', 'a/b', 'a/c', 'd/x', 'd/y', 'd/e/z', 'd/e', 'd/e/f/g', '.lakewright/manifest.json'];
const CONTENTS = ['', 'one', 'two', 'ü'];

type Tree = Readonly<Record<string, string>>;
type Edit =
  | { readonly kind: 'write'; readonly path: string; readonly content: string }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string };
type Step = { readonly edits: readonly Edit[]; readonly wanted: Tree; readonly adopt: boolean };

const path = fc.constantFrom(...PATHS);
const content = fc.constantFrom(...CONTENTS);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('write'), path, content }),
  fc.record({ kind: fc.constant('delete'), path }),
  fc.record({ kind: fc.constant('folder'), path }),
);
const wanted: fc.Arbitrary<Tree> = fc
  .dictionary(path, content)
  .map((tree) => Object.fromEntries(Object.entries(tree).filter(([name]) => !hasParent(tree, name))));
const step: fc.Arbitrary<Step> = fc.record({ edits: fc.array(edit, { maxLength: 4 }), wanted, adopt: fc.boolean() });

function hasParent(tree: Tree, name: string): boolean {
  return Object.keys(tree).some((other) => name.startsWith(`${other}/`));
}

/** What a user does; what the file system does not allow is left undone. */
function apply(root: string, change: Edit): void {
  const absolute = join(root, change.path);
  try {
    if (change.kind === 'delete') {
      fs.rmSync(absolute, { recursive: true });
      return;
    }
    fs.mkdirSync(change.kind === 'folder' ? absolute : dirname(absolute), { recursive: true });
    if (change.kind === 'write') fs.writeFileSync(absolute, change.content);
  } catch (error) {
    expect(error).toMatchObject({ syscall: expect.any(String) });
  }
}

function filesIn(root: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of fs.readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (name === '.lakewright/files.json' || fs.statSync(join(root, name)).isDirectory()) continue;
    files[name] = fs.readFileSync(join(root, name), 'utf8');
  }
  return files;
}

function emptyFolders(root: string): string[] {
  const names = fs.readdirSync(root, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => fs.statSync(join(root, name)).isDirectory() && fs.readdirSync(join(root, name)).length === 0);
}

/** What the writer has to do, worked out from the trees alone: `ours` is what it last wrote. */
function expectation(before: Tree, ours: Tree, step: Step, empty: readonly string[]) {
  const isUsers = (name: string): boolean => before[name] !== undefined && before[name] !== ours[name];
  const kept = Object.fromEntries(Object.entries(before).filter(([name]) => isUsers(name)));
  const names = Object.keys(step.wanted);
  const clashes = names.filter((name) => isUsers(name) && before[name] !== step.wanted[name]);
  const blocked = names.some((name) => Object.keys(kept).some((other) => name.startsWith(`${other}/`) || other.startsWith(`${name}/`)));
  // An empty folder of the user's, in a place where no file of ours ever was.
  const mayBeBlocked = names.some((name) => empty.some((folder) => folder === name || folder.startsWith(`${name}/`)));
  const adopted = step.adopt ? clashes : [];
  return {
    adopted,
    mustFail: blocked || clashes.length > adopted.length,
    mayFail: blocked || clashes.length > adopted.length || mayBeBlocked,
    after: { ...kept, ...step.wanted },
  };
}

it("the user's bytes survive every sequence of runs and edits, and a run that succeeds leaves the wanted tree beside them", () => {
  let [succeeded, failed, adopted] = [0, 0, 0];
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      const root = newFolder();
      let ours: Tree = {};
      for (const current of steps) {
        for (const change of current.edits) apply(root, change);
        const before = filesIn(root);
        const empty = emptyFolders(root);
        const expected = expectation(before, ours, current, empty);
        const [bytes, stamps] = [snapshot(root), times(root)];

        const files = Object.entries(current.wanted).map(([name, text]) => ({ path: name, content: text }));
        const result: WriteResult = writeFiles(root, files, { adopt: expected.adopted });

        if (expected.mustFail) expect(result.ok).toBe(false);
        if (!expected.mayFail) expect(result).toMatchObject({ ok: true });
        if (!result.ok) {
          failed += 1;
          expect(snapshot(root)).toEqual(bytes);
          expect(times(root)).toEqual(stamps);
          continue;
        }
        succeeded += 1;
        adopted += expected.adopted.length;
        expect(filesIn(root)).toEqual(expected.after);
        // No folder is left empty but those the user made.
        expect(empty).toEqual(expect.arrayContaining(emptyFolders(root)));
        for (const name of Object.keys(before)) {
          if (before[name] === expected.after[name]) expect(times(root)[name]).toBe(stamps[name]);
        }
        const again = times(root);
        expect(writeFiles(root, files)).toMatchObject({ ok: true, created: [], changed: [], removed: [], problems: [] });
        expect(times(root)).toEqual(again);
        ours = current.wanted;
      }
      fs.rmSync(root, { recursive: true });
    }),
    { numRuns: 300 },
  );
  // The law says nothing unless all cases came up.
  expect(Math.min(succeeded, failed, adopted)).toBeGreaterThan(30);
});
