import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { EXAMPLES, languageReference } from '../../../src/agents/coding/reference.ts';
import { checkCandidate } from '../../../src/agents/trial/candidate.ts';
import { functionRecords } from '../../../src/query/functions/catalogue.ts';

const ROOT = join(import.meta.dirname, '../../..');

it('is one text of less than 6,000 tokens that names every function', () => {
  const text = languageReference();
  expect(text.length / 3.5).toBeLessThan(6000);
  expect(languageReference()).toBe(text);
  for (const { name } of functionRecords()) expect(text).toContain(name);
});
it('shows examples that compile, pass the checks, and may be answers', { timeout: 60_000 }, () => {
  const file = join(import.meta.dirname, `examples-${process.pid}.ts`);
  onTestFinished(() => rmSync(file, { force: true }));
  const bodies = EXAMPLES.map(([, code], i) => `new Table(silver, 'e${i}', { query: ${code} });`);
  writeFileSync(
    file,
    `import { Duration, F, files, from, Layer, Project, t, Table, Window } from '../../../src/index.ts';
const project = new Project({ name: 'shop', outdir: '/nowhere', acknowledge: ['LW1014'] });
const bronze = new Layer(project, 'bronze');
const silver = new Layer(project, 'silver');
const orders = new Table(bronze, 'orders', { source: files('o', { format: 'json' }), columns: { id: t.bigint(), line: t.int(), customer: t.bigint(), state: t.string(), amount: t.double(), at: t.timestamp(), items: t.array(t.struct({ sku: t.string(), pieces: t.int() })) } });
const customers = new Table(bronze, 'customers', { source: files('c', { format: 'json' }), columns: { id: t.bigint(), name: t.string(), credit: t.double() } });
${bodies.join('\n')}
const { diagnostics } = project.check();
console.log(JSON.stringify([typeof Duration, ...diagnostics.filter((d) => d.severity === 'error').map(({ path, message }) => path + ' ' + message)]));
`,
  );
  const config = join(import.meta.dirname, `tsconfig-${process.pid}.json`);
  onTestFinished(() => rmSync(config, { force: true }));
  writeFileSync(config, JSON.stringify({ extends: '../../../tsconfig.json', compilerOptions: { noUnusedLocals: false }, include: [], files: [file] }));
  const run = (args: readonly string[]): string => {
    try {
      return execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      return String((error as { stdout?: string }).stdout);
    }
  };
  expect(run(['node_modules/tsc7/bin/tsc', '--noEmit', '-p', config])).toBe('');
  expect(JSON.parse(run([file]))).toEqual(['function']);
  for (const [, code] of EXAMPLES) expect(checkCandidate({ code, inputs: ['orders', 'customers'], path: 'x' })).toEqual([]);
});
