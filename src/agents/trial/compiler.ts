/** The project's own compiler, over a copy of its definition. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import { trialDiagnostic } from './diagnostics.ts';

const TIMEOUT = 120_000;
const MOST_SAID = 16 << 20;
export const TRIAL_TSCONFIG = 'tsconfig.json';

/** The program of the project's `typescript`; versions differ in how they are built, not in how they are called. */
export const compilerOf = (root: string): string | undefined => {
  try {
    const manifest = createRequire(join(root, 'package.json')).resolve('typescript/package.json');
    const program = join(dirname(manifest), 'bin', 'tsc');
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
};

/** For a definition of a project without settings of its own: those that Node needs. */
const DEFAULTS = {
  target: 'es2024',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  types: [],
};
/** Settings of a copy: those of the project, for the definition alone. `base` is the folder above all of its files. */
export const trialTsconfig = (root: string, definition: string, base: string): string => {
  const own = join(root, 'tsconfig.json');
  const options = { noEmit: true, composite: false, incremental: false, declaration: false, declarationMap: false, rootDir: base };
  const shared = { files: [definition], include: [] };
  return JSON.stringify(existsSync(own) ? { extends: own, ...shared, compilerOptions: options } : { ...shared, compilerOptions: { ...DEFAULTS, ...options } });
};

const LINE = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/;
const GENERAL = /^error (TS\d+): (.*)$/;
/** Errors as `tsc --pretty false` prints them; further lines of one are indented. */
export const parseErrors = (output: string, folder: string, root: string, fileOf: (file: string) => string): readonly Diagnostic[] => {
  const found: { readonly code: string; message: string; readonly at?: Diagnostic['at'] }[] = [];
  for (const line of output.split(/\r?\n/)) {
    const placed = LINE.exec(line);
    const general = GENERAL.exec(line);
    const last = found.at(-1);
    if (placed) {
      const [, file = '', row, column, code = '', message = ''] = placed;
      found.push({ code, message, at: { file: fileOf(resolve(folder, file)), line: Number(row), column: Number(column) } });
    } else if (general) found.push({ code: general[1] ?? '', message: general[2] ?? '' });
    else if (last && /^\s+\S/.test(line)) last.message += ` ${line.trim()}`;
  }
  return found.map(({ code, message, at }) =>
    trialDiagnostic({ kind: 'type-error', code, message }, at ? relative(root, at.file).replaceAll('\\', '/') : 'tsconfig.json', at),
  );
};

/** Checks the types of the copy in a folder. */
export const checkTypes = (root: string, folder: string, fileOf: (file: string) => string, signal: AbortSignal): Promise<readonly Diagnostic[]> => {
  const program = compilerOf(root);
  const failed = (why: string): readonly Diagnostic[] => [trialDiagnostic({ kind: 'no-compiler', why }, 'typescript')];
  if (program === undefined) return Promise.resolve(failed('typescript is not installed'));
  const { promise, resolve: settle } = Promise.withResolvers<readonly Diagnostic[]>();
  const args = [program, '--noEmit', '--pretty', 'false', '-p', TRIAL_TSCONFIG];
  execFile(process.execPath, args, { cwd: folder, signal, timeout: TIMEOUT, maxBuffer: MOST_SAID, encoding: 'utf8' }, (error, stdout, stderr) => {
    if (!error) return settle([]);
    const errors = parseErrors(stdout, folder, root, fileOf);
    if (errors.length > 0) return settle(errors);
    return settle(failed(signal.aborted ? 'it was interrupted' : `${stderr.trim().split('\n').at(-1) || error.message}`));
  });
  return promise;
};
