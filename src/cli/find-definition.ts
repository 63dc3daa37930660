import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CliFailure, cliDiagnostic } from './diagnostics.ts';

export const DEFAULT_APP = '.projenrc.ts';

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** The definition's file: in the folder, or the nearest folder above that has it. */
export const findDefinition = (app: string, folder: string): string => {
  for (let at = folder; ; at = dirname(at)) {
    const file = resolve(at, app);
    if (isFile(file)) return file;
    if (at === dirname(at)) throw new CliFailure(cliDiagnostic({ kind: 'no-definition', app, folder }, 'lakewright'));
  }
};
