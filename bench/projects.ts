/** Projects of the workload, in a folder that goes when the benchmark ends. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { workload } from './workload.ts';

export const ROOT = resolve(import.meta.dirname, '..');
let made: string | undefined;
/** The folder for all of them. */
export const work = (): string => {
  if (made !== undefined) return made;
  const folder = mkdtempSync(join(tmpdir(), 'lakewright-workload-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  made = folder;
  return folder;
};

/** How many tables W(N) has. */
export const tablesOf = (n: number): number => n * 2 + n / 5;

export const install = (folder: string): void => {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules/lakewright'), 'dir');
  symlinkSync(join(ROOT, 'node_modules/projen'), join(folder, 'node_modules/projen'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}');
};
export const define = (folder: string, n: number, change = ''): void => {
  for (const [name, text] of workload(n, 'lakewright', change)) writeFileSync(join(folder, name), text);
};
