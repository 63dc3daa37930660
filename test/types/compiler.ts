/** Runs a type checker over the pipelines, with their intended mistakes laid bare. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const PIPELINES = resolve(import.meta.dirname, 'pipelines');
const ROOT = resolve(import.meta.dirname, '../..');
export const COMPILERS = { 'TypeScript 6': 'node_modules/typescript/bin/tsc', 'TypeScript 7': 'node_modules/tsc7/bin/tsc' } as const;
export type Compiler = keyof typeof COMPILERS;

export interface CheckerError {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly message: string;
}
const LINE = /^(?<file>[^(]+)\((?<line>\d+),\d+\): error (?<code>TS\d+): (?<message>.*)$/;

/** What a type checker says of a project. */
export const typeCheck = (compiler: Compiler, project: string): readonly CheckerError[] => {
  const { stdout, stderr } = spawnSync(process.execPath, [COMPILERS[compiler], '--noEmit', '--pretty', 'false', '-p', project], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (stderr !== '') throw new Error(stderr);
  return stdout.split('\n').flatMap((text) => {
    const m = LINE.exec(text);
    if (!m?.groups) return [];
    const { file = '', line = '', code = '', message = '' } = m.groups;
    return [{ file: file.split('/').at(-1) ?? '', line: Number(line), code, message }];
  });
};

/** A mistake as noted beside the line that makes it. */
export interface Mistake {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly message: string;
}
const NOTE = /^\/\/ (TS\d+) (.*)$/;
export const mistakes = (): readonly Mistake[] =>
  readdirSync(PIPELINES)
    .filter((file) => file.endsWith('.errors.ts'))
    .flatMap((file) =>
      readFileSync(join(PIPELINES, file), 'utf8')
        .split('\n')
        .flatMap((text, i) => {
          const m = NOTE.exec(text);
          return m ? [{ file, line: i + 3, code: m[1] ?? '', message: m[2] ?? '' }] : [];
        }),
    );

/** A copy of the pipelines in which nothing is expected to fail; returns its project file. */
export const bareMistakes = (folder: string): string => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(PIPELINES)) {
    const text = readFileSync(join(PIPELINES, file), 'utf8');
    writeFileSync(join(folder, file), text.replaceAll('// @ts-expect-error', '// mistake'));
  }
  cpSync(join(import.meta.dirname, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  const config = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8')) as { extends: string; include: string[] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...config, extends: '../../../tsconfig.json', include: ['.'] }));
  return folder;
};

/** The part of a message that names the culprit: what follows is a type, which compilers print in their own order. */
export const culprit = (message: string): string => message.split(/' is not assignable to | on type '| in type '/)[0] ?? '';
/** The suggestion at the end of a message, if there is one. */
export const suggestion = (message: string): string | undefined => /Did you mean .*$/.exec(message)?.[0];
