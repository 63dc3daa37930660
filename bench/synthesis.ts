/** Synthesis of W(N), beside bare projen and plain writes of the same files. */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Measure, measureNode, median } from './measure.ts';
import { define, install, tablesOf, work } from './projects.ts';
import { s, table, x } from './table.ts';

/** Bare projen grows with the square of the files: beyond this many it would take minutes. */
const PROJEN_LIMIT = 3_000;
const runsOf = (n: number): number => (n >= 1000 ? 1 : 3);

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
  const folder = join(work(), `w${n}`);
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
  const paths = join(work(), `paths-${n}.json`);
  writeFileSync(paths, JSON.stringify(files));
  const copy = join(work(), `plain-${n}`);
  const script = join(work(), 'plain.mjs');
  writeFileSync(
    script,
    `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'; import { dirname, join } from 'node:path';
const [, , from, to, list] = process.argv; const made = new Set();
for (const path of JSON.parse(readFileSync(list, 'utf8'))) { const folder = join(to, dirname(path)); if (!made.has(folder)) { mkdirSync(folder, { recursive: true }); made.add(folder); } writeFileSync(join(to, path), readFileSync(join(from, path))); }\n`,
  );
  const plain = median(runsOf(n), () => {
    rmSync(copy, { recursive: true, force: true });
    return measureNode([script, folder, copy, paths], work());
  });
  const row = { n, tables: tablesOf(n), files: files.length, megabytes: bytes / 1e6, cold, unchanged, changed, written, plain };
  if (files.length > PROJEN_LIMIT) return row;
  const bare = join(work(), `projen-${n}`);
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

/** The section of bench/RESULTS.md. */
export const benchSynthesis = (quick: boolean): string => {
  const synth = (quick ? [10, 100] : [10, 100, 1000, 2000]).map((n) => {
    process.stderr.write(`synth W(${n})\n`);
    return benchSynth(n);
  });
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
  return `## Synthesis

The workload W(N) has N sources of 20 columns, each with a bronze ingest and a silver table (cast, rename, filter, deduplicate, merge, 3 rules), and one gold
aggregate per 5 silver tables. Everything is written: code, rules, tests, pipelines, DDL, bundle, docs. Below N = 1,000 the figures are medians of 3 runs.

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

Growth: a CPU factor no larger than the factor of N means that nothing is quadratic.

${table(['N', 'factor of N', 'factor of CPU without start-up', 'factor of CPU, from nothing', 'factor of CPU, nothing changed'], growth)}
`;
};
