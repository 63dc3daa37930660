/**
 * `npm run bench`: measures and writes bench/RESULTS.md. `--only NAME,NAME` makes these sections anew and leaves the others; `--quick` takes
 * less of everything; `--print` prints and writes nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchEditor } from './editor.ts';
import { benchIncrement, benchRules, benchWrites } from './pipelines/bench.ts';
import { ROOT } from './projects.ts';
import { measuredOn, withSections } from './results.ts';
import { benchSynthesis } from './synthesis.ts';
import { benchThreads } from './threads.ts';
import { benchTpch } from './tpch/bench.ts';
import { benchTypes } from './types.ts';

interface Part {
  /** The heading of its section. */
  readonly title: string;
  readonly bench: (quick: boolean) => string | Promise<string>;
}
const PARTS: Readonly<Record<string, Part>> = {
  synthesis: { title: 'Synthesis', bench: benchSynthesis },
  types: { title: 'Type-check', bench: benchTypes },
  editor: { title: 'In the editor', bench: benchEditor },
  tpch: { title: 'Generated PySpark', bench: (quick) => benchTpch(quick ? '0.1' : '1') },
  rules: { title: 'Rules', bench: benchRules },
  writes: { title: 'Writes', bench: benchWrites },
  increment: { title: 'Increments', bench: benchIncrement },
  threads: { title: 'Threads', bench: benchThreads },
};
const { only, quick, print } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false }, print: { type: 'boolean', default: false } },
}).values;
const names = only?.split(',') ?? Object.keys(PARTS);
const unknown = names.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  process.stderr.write(`no such part: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(1);
}

const file = join(ROOT, 'bench/RESULTS.md');
const order = Object.values(PARTS).map((part) => part.title);
for (const name of names) {
  const section = measuredOn(await (PARTS[name] as Part).bench(quick), quick);
  if (print) process.stdout.write(`${section}\n`);
  // One by one: what was measured is not lost where a later part fails.
  else writeFileSync(file, withSections(readFileSync(file, 'utf8'), [section], order));
}
