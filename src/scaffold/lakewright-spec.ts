/** What npm installs this very lakewright from, so that a new project gets the same. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Two above `lib/scaffold` as well as `src/scaffold`. */
const PACKAGE_FOLDER = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};
const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;

/** npm notes in `node_modules` where each package came from; a local file relative to the folder that holds `node_modules`. */
const resolvedFile = (modules: string, name: string): string | undefined => {
  const entry = member(member(readJson(join(modules, '.package-lock.json')), 'packages'), `node_modules/${name}`);
  const from = member(entry, 'resolved');
  return typeof from === 'string' && from.startsWith('file:') ? `file:${resolve(dirname(modules), from.slice('file:'.length))}` : undefined;
};

/** A tarball's path, a checkout's folder, or the version in the registry. */
export const lakewrightSpec = (packageFolder = PACKAGE_FOLDER): string => {
  const modules = dirname(packageFolder);
  if (basename(modules) !== 'node_modules') return `file:${packageFolder}`;
  const version = member(readJson(join(packageFolder, 'package.json')), 'version');
  return resolvedFile(modules, basename(packageFolder)) ?? `^${typeof version === 'string' ? version : '0.0.0'}`;
};
