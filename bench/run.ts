/** `npm run bench`: synthesis and type-check of W(N), against bare projen and plain writes, and generated PySpark; writes bench/RESULTS.md. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { benchEditor } from './editor.ts';
import { type Measure, measureNode, median } from './measure.ts';
import { benchTpch } from './tpch/bench.ts';
import { workload } from './workload.ts';

const ROOT = resolve(import.meta.dirname, '..');
const quick = process.argv.includes('--quick');
const SIZES = quick ? [10, 100] : [10, 100, 1000, 2000];
/** Bare projen grows with the square of the files: beyond this many it would take minutes. */
const PROJEN_LIMIT = 3_000;
const runsOf = (n: number): number => (n >= 1000 ? 1 : 3);
const tablesOf = (n: number): number => n * 2 + n / 5;

const work = mkdtempSync(join(tmpdir(), 'lakewright-workload-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

const install = (folder: string): void => {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules/lakewright'), 'dir');
  symlinkSync(join(ROOT, 'node_modules/projen'), join(folder, 'node_modules/projen'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}');
};
const define = (folder: string, n: number, change = ''): void => {
  for (const [name, text] of workload(n, 'lakewright', change)) writeFileSync(join(folder, name), text);
};
const generated = (folder: string): readonly string[] => {
  const index = JSON.parse(readFileSync(join(folder, '.lakewright/files.json'), 'utf8')) as { files?: Record<string, string> } & Record<string, unknown>;
  return Object.keys(index.files ?? index).filter((path) => path.includes('/') || path.includes('.'));
};

interface SynthRow {
  readonly n: number;
  readonly tables: number;
  readonly files: number;
  readonly megabytes: number;
  readonly cold: Measure;
  readonly unchanged: Measure;
  readonly changed: Measure;
  readonly written: number;
  readonly plain: Measure;
  readonly projen?: Measure;
}
const synthOnce = (folder: string): Measure => {
  const run = measureNode(['.projenrc.ts'], folder);
  if (run.status !== 0) throw new Error(run.output);
  return run;
};

const benchSynth = (n: number): SynthRow => {
  const folder = join(work, `w${n}`);
  const fresh = (): void => {
    rmSync(folder, { recursive: true, force: true });
    install(folder);
    define(folder, n);
  };
  const cold = median(runsOf(n), () => {
    fresh();
    return synthOnce(folder);
  });
  const unchanged = median(runsOf(n), () => synthOnce(folder));
  let turn = 0;
  let written = 0;
  const changed = median(runsOf(n), () => {
    turn += 1;
    define(folder, n, String(turn));
    const run = synthOnce(folder);
    written = Number(/(\d+) changed/.exec(run.output)?.[1] ?? 0);
    return run;
  });
  const files = generated(folder);
  const bytes = files.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
  const paths = join(work, `paths-${n}.json`);
  writeFileSync(paths, JSON.stringify(files));
  const copy = join(work, `plain-${n}`);
  const script = join(work, 'plain.mjs');
  writeFileSync(
    script,
    `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'; import { dirname, join } from 'node:path';
const [, , from, to, list] = process.argv; const made = new Set();
for (const path of JSON.parse(readFileSync(list, 'utf8'))) { const folder = join(to, dirname(path)); if (!made.has(folder)) { mkdirSync(folder, { recursive: true }); made.add(folder); } writeFileSync(join(to, path), readFileSync(join(from, path))); }\n`,
  );
  const plain = median(runsOf(n), () => {
    rmSync(copy, { recursive: true, force: true });
    return measureNode([script, folder, copy, paths], work);
  });
  const row = { n, tables: tablesOf(n), files: files.length, megabytes: bytes / 1e6, cold, unchanged, changed, written, plain };
  if (files.length > PROJEN_LIMIT) return row;
  const bare = join(work, `projen-${n}`);
  const lines = Math.max(1, Math.round(bytes / files.length / 60));
  const projen = median(1, () => {
    rmSync(bare, { recursive: true, force: true });
    install(bare);
    writeFileSync(
      join(bare, '.projenrc.mjs'),
      `import { Project, TextFile } from 'projen'; const project = new Project({ name: 'bare' });
for (let i = 0; i < ${files.length}; i++) new TextFile(project, \`src/folder_\${i % 50}/file_\${i}.txt\`, { lines: Array(${lines}).fill('x'.repeat(59)) });
project.synth();\n`,
    );
    return measureNode(['.projenrc.mjs'], bare);
  });
  return { ...row, projen };
};

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
const typed = (n: number): string => {
  const folder = join(work, `types-${n}`);
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

const s = (seconds: number): string => seconds.toFixed(2);
const x = (ratio: number): string => `${ratio.toFixed(2)}x`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [`| ${head.join(' | ')} |`, `|${head.map(() => '---:').join('|')}|`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');

const synth = SIZES.map((n) => {
  process.stderr.write(`synth W(${n})\n`);
  return benchSynth(n);
});
const types = (quick ? [10, 100] : [10, 1000]).flatMap((n) => {
  process.stderr.write(`types W(${n})\n`);
  return typeCheck(n);
});
/** About 1,000 tables. */
const EDITED = quick ? 45 : 455;
process.stderr.write(`editor W(${EDITED})\n`);
const editor = await benchEditor(typed(EDITED), join(ROOT, 'node_modules/typescript/lib/tsserver.js'), 'part_0.ts', Math.round(tablesOf(EDITED)));
const base = synth[0] as SynthRow;
const growth = synth.slice(1).map((row, i) => {
  const before = synth[i] as SynthRow;
  return [
    `${before.n} to ${row.n}`,
    x(row.n / before.n),
    x((row.cold.cpu - base.cold.cpu / 2) / (before.cold.cpu - base.cold.cpu / 2)),
    x(row.cold.cpu / before.cold.cpu),
    x(row.unchanged.cpu / before.unchanged.cpu),
  ];
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

process.stderr.write('tpch\n');
const spark = await benchTpch(quick ? '0.1' : '1');

const page = `# Benchmark results

Made by \`npm run bench${quick ? ' -- --quick' : ''}\` on Node ${process.version}, ${cpus().length} cores, load average ${loadavg()[0]?.toFixed(0)} at the end. CPU seconds are user and system time of the whole process, as the
operating system counts it; medians of 3 runs below N = 1,000. Absolute times depend on the machine and what else runs on it (a load above
the number of cores can double CPU seconds): read the ratios.

W(N): N sources of 20 columns, each with a bronze ingest, a silver table (cast, rename, filter, deduplicate, merge, 3 rules), and a gold
aggregate per 5 silver tables. Everything is written: code, rules, tests, pipelines, DDL, bundle, docs.

## Synthesis

${table(
  [
    'N',
    'tables',
    'files',
    'MB',
    'from nothing, CPU s',
    'nothing changed',
    'one table changed',
    'files written then',
    'peak MB',
    'plain writes of the same bytes',
    'from nothing / plain',
    'bare projen, same number of files',
    'bare projen / ours',
  ],
  synth.map((r) => [
    r.n,
    r.tables,
    r.files,
    r.megabytes.toFixed(1),
    s(r.cold.cpu),
    s(r.unchanged.cpu),
    s(r.changed.cpu),
    r.written,
    r.cold.memory.toFixed(0),
    s(r.plain.cpu),
    x(r.cold.cpu / r.plain.cpu),
    r.projen ? s(r.projen.cpu) : `not run: over ${PROJEN_LIMIT} files`,
    r.projen ? x(r.projen.cpu / r.cold.cpu) : '-',
  ]),
)}

Growth: a factor no larger than that of N means that nothing is quadratic.

${table(['N', 'factor of N', 'factor of CPU without start-up', 'factor of CPU, from nothing', 'factor of CPU, nothing changed'], growth)}

## Type-check

Per table: the difference between W(${types[0]?.n}) and W(${types.at(-1)?.n}), so that loading the library does not count.

${table(['compiler', 'instantiations a table', 'check time a table', `check W(${types.at(-1)?.n}), s`, `whole run W(${types.at(-1)?.n}), s`], perTable)}

## In the editor

TypeScript 6's \`tsserver\`, spoken to as an editor does: ${editor.tables} tables in ${Math.ceil(EDITED / 100)} files, one of them open. Each completion follows a keystroke.

${table(
  ['loading the project, s', 'completion of a column, median ms', 'slowest of 20, ms', 'from a renamed column to the error that names it, s'],
  [[s(editor.start), editor.completion.toFixed(0), editor.slowest.toFixed(0), s(editor.rename)]],
)}

${spark}`;
if (process.argv.includes('--print')) process.stdout.write(page);
else writeFileSync(join(ROOT, 'bench/RESULTS.md'), page);
