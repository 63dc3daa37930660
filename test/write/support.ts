import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Disk, nodeDisk } from '../../src/write/disk.ts';
import { atEndOf } from '../leftovers.ts';

export { filesOf } from './definitions.ts';

/** In memory where the system offers that: the tests write some ten thousand files. */
const PARENT = fs.existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** An empty folder that is removed after the test. */
export function newFolder(): string {
  const folder = fs.mkdtempSync(join(PARENT, 'lakewright-write-'));
  atEndOf('test', () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes as a user does. */
export function put(root: string, path: string, content: string | Uint8Array): void {
  const absolute = join(root, path);
  fs.mkdirSync(join(absolute, '..'), { recursive: true });
  fs.writeFileSync(absolute, content);
}

export function read(root: string, path: string): string {
  return fs.readFileSync(join(root, path), 'utf8');
}

/** Every path below `root` with what is there; `folder/` for a folder. The writer's own files are left out on request. */
export function snapshot(root: string, options: { readonly state: boolean } = { state: true }): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!options.state && (name === '.lakewright' || name.startsWith('.lakewright/'))) continue;
    const stat = fs.lstatSync(join(root, name));
    if (stat.isDirectory()) found[`${name}/`] = 'folder';
    else if (stat.isSymbolicLink()) found[name] = `link to ${fs.readlinkSync(join(root, name))}`;
    else found[name] = `${stat.mode & 0o100 ? 'x ' : ''}${fs.readFileSync(join(root, name), 'base64')}`;
  }
  return found;
}

/** When each file was last written or renamed: equal only if nothing was touched. */
export function times(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    const stat = fs.lstatSync(join(root, name), { bigint: true });
    found[name] = `${stat.ino} ${stat.mtimeNs} ${stat.ctimeNs}`;
  }
  return found;
}

export type Operation = keyof Disk;
type Around = (operation: Operation, paths: readonly string[], run: () => unknown) => unknown;

/** The real disk with something around every operation. */
export function diskAround(around: Around): Disk {
  const wrap = <A extends readonly unknown[], R>(operation: Operation, run: (...args: A) => R) => {
    return (...args: A): R => {
      const paths = args.filter((argument) => typeof argument === 'string' && argument.startsWith('/')).map(String);
      return around(operation, paths, () => run(...args)) as R;
    };
  };
  return {
    list: wrap('list', nodeDisk.list),
    look: wrap('look', nodeDisk.look),
    readText: wrap('readText', nodeDisk.readText),
    readBytes: wrap('readBytes', nodeDisk.readBytes),
    create: wrap('create', nodeDisk.create),
    rename: wrap('rename', nodeDisk.rename),
    duplicate: wrap('duplicate', nodeDisk.duplicate),
    removeFile: wrap('removeFile', nodeDisk.removeFile),
    removeFolder: wrap('removeFolder', nodeDisk.removeFolder),
    removeTree: wrap('removeTree', nodeDisk.removeTree),
    makeFolder: wrap('makeFolder', nodeDisk.makeFolder),
  };
}

export const READING: ReadonlySet<Operation> = new Set(['list', 'look', 'readText', 'readBytes']);

/** A disk on which some operations fail with an error of the system. */
export function failingDisk(code: string, fails: (operation: Operation, paths: readonly string[]) => boolean): Disk {
  return diskAround((operation, paths, run) => {
    if (fails(operation, paths)) throw systemError(code);
    return run();
  });
}

export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code, syscall: 'test' });
}

/** The id of a process that has ended. */
export function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}
