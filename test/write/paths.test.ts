import fc from 'fast-check';
import { resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, foldPath, nameFault, nameOf, pathFault } from '../../src/write/paths.ts';

describe('a path', () => {
  it.each([
    'README.md',
    '.gitignore',
    '.github/workflows/deploy.yml',
    'src/pkg/bronze/a.py',
    'a b/c d.txt',
    'über/naïve.md',
    '.lakewright/manifest.json',
    'con-fig/comma.txt',
    'x/console.py',
    'a..b',
    '...hidden',
    '.gitattributes',
    '表.sql',
  ])('may be %s', (path) => {
    expect(pathFault(path)).toBeUndefined();
  });

  it.each([
    ['', 'empty'],
    ['a//b', 'empty'],
    ['a/', 'empty'],
    ['/etc/passwd', 'absolute'],
    ['C:/x', 'absolute'],
    ['c:x', 'absolute'],
    ['\\\\server\\share', 'absolute'],
    ['..', 'leaves-root'],
    ['../x', 'leaves-root'],
    ['a/../../x', 'leaves-root'],
    ['a/./b', 'leaves-root'],
    ['a\0b', 'character'],
    ['a\nb', 'character'],
    ['a\\b', 'character'],
    ['a/b:c', 'character'],
    ['a*', 'character'],
    ['a.', 'character'],
    ['a ', 'character'],
    ['a./b', 'character'],
    ['nul', 'reserved-name'],
    ['x/CON', 'reserved-name'],
    ['x/Aux.txt', 'reserved-name'],
    ['com1.tar.gz', 'reserved-name'],
    ['.git/hooks/pre-commit', 'reserved-name'],
    ['sub/.GIT/config', 'reserved-name'],
    ['.lakewright', 'reserved-name'],
    ['.lakewright/files.json', 'reserved-name'],
    ['.Lakewright/LOCK', 'reserved-name'],
    ['.lakewright/tmp/x', 'reserved-name'],
    ['x'.repeat(256), 'too-long'],
    ['ü'.repeat(128), 'too-long'],
    [`${'a/'.repeat(600)}b`, 'too-long'],
  ])('may not be %j', (path, fault) => {
    expect(pathFault(path)).toBe(fault);
  });

  it('without fault never leaves the root, whatever it consists of', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', '/', '\\', 'a', 'C:', '~', '%2e%2e', '\0', ' ', '...', 'ä'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.constantFrom('/', '', '\\'), (parts, glue) => {
        const path = parts.join(glue);
        if (pathFault(path) !== undefined) return;
        const absolute = resolve('/root/project', path);
        expect(absolute).toBe(`/root/project/${path}`);
        expect(absolute.startsWith(`/root/project${sep}`)).toBe(true);
      }),
    );
  }, 60_000);

  it('in a folder without fault has the fault that its name has', () => {
    const name = fc.constantFrom('a', '..', '', 'con', 'x.', '.git', 'é', 'a:b', 'files.json', 'lock', 'm'.repeat(300));
    fc.assert(
      fc.property(fc.constantFrom('a', 'a/b', '.lakewright', 'é/ü'), name, (folder, last) => {
        expect(nameFault(`${folder}/${last}`)).toBe(pathFault(`${folder}/${last}`));
      }),
    );
  });

  it('folds to the same text as one that differs by case or composition only', () => {
    expect(foldPath('Gold/Über')).toBe(foldPath('gold/u\u0308ber'));
    expect(foldPath('gold/a')).not.toBe(foldPath('gold/b'));
  });

  it('splits into folder and name', () => {
    expect([folderOf('a/b/c'), nameOf('a/b/c')]).toEqual(['a/b', 'c']);
    expect([folderOf('c'), nameOf('c')]).toEqual(['', 'c']);
  });
});
