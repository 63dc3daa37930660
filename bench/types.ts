/** What type-checking W(N) takes. */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { define, install, ROOT, tablesOf, work } from './projects.ts';
import { s, table } from './table.ts';

interface TypeRow {
  readonly n: number;
  readonly compiler: string;
  readonly instantiations: number;
  readonly check: number;
  readonly total: number;
}
const COMPILERS: readonly (readonly [string, string])[] = [
  ['TypeScript 7', 'tsc7/bin/tsc'],
  ['TypeScript 6', 'typescript/bin/tsc'],
];
/** A project for the type checkers. */
export const typed = (n: number): string => {
  const folder = join(work(), `types-${n}`);
  rmSync(folder, { recursive: true, force: true });
  install(folder);
  define(folder, n);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'es2024',
        module: 'nodenext',
        moduleResolution: 'nodenext',
        strict: true,
        noEmit: true,
        allowImportingTsExtensions: true,
        skipLibCheck: true,
        types: [],
      },
      include: ['*.ts', '.projenrc.ts'],
    }),
  );
  return folder;
};
const typeCheck = (n: number): readonly TypeRow[] => {
  const folder = typed(n);
  return COMPILERS.map(([compiler, path]) => {
    const { stdout, status } = spawnSync(process.execPath, [join(ROOT, 'node_modules', path), '-p', folder, '--extendedDiagnostics'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stdout);
    const value = (name: string): number => Number(new RegExp(`${name}:\\s+([\\d.]+)`).exec(stdout)?.[1] ?? Number.NaN);
    return { n, compiler, instantiations: value('Instantiations'), check: value('Check time'), total: value('Total time') };
  });
};

/** The section of bench/RESULTS.md. */
export const benchTypes = (quick: boolean): string => {
  const types = (quick ? [10, 100] : [10, 1000]).flatMap((n) => {
    process.stderr.write(`types W(${n})\n`);
    return typeCheck(n);
  });
  const perTable = COMPILERS.map(([compiler]) => {
    const [small, large] = types.filter((t) => t.compiler === compiler) as [TypeRow, TypeRow];
    const tables = tablesOf(large.n) - tablesOf(small.n);
    return [
      compiler,
      ((large.instantiations - small.instantiations) / tables).toFixed(0),
      `${(((large.check - small.check) / tables) * 1000).toFixed(2)} ms`,
      s(large.check),
      s(large.total),
    ];
  });
  return `## Type-check

Per table: the difference between W(${types[0]?.n}) and W(${types.at(-1)?.n}), so the cost of loading the library is excluded.

${table(['compiler', 'instantiations a table', 'check time a table', `check W(${types.at(-1)?.n}), s`, `whole run W(${types.at(-1)?.n}), s`], perTable)}
`;
};
