import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './modules.ts';

export interface CompilerMessage {
  readonly line: number;
  readonly column: number;
  /** `error TS2551: …`, with further lines where the compiler explains itself. */
  readonly text: string;
}

/** What TypeScript 7 says of each file of a folder. */
export const compile = (folder: string): ReadonlyMap<string, readonly CompilerMessage[]> => {
  const compilerOptions = {
    target: 'es2024',
    lib: ['es2024'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  // One thread, because the order of types in a message depends on who was first.
  const { stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules/tsc7/bin/tsc'), '--pretty', 'false', '--singleThreaded', '-p', folder], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (stderr !== '') throw new Error(stderr);
  const messages = new Map<string, CompilerMessage[]>();
  for (const [, file = '', line, column, text = ''] of stdout.matchAll(/^([^\s(][^(]*)\((\d+),(\d+)\): (error TS\d+: .*(?:\n .*)*)$/gm)) {
    const name = file.split('/').at(-1) ?? '';
    messages.set(name, [...(messages.get(name) ?? []), { line: Number(line), column: Number(column), text }]);
  }
  return messages;
};
