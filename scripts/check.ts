/**
 * What a reviewer would complain about: form, types, import directions, generated pages and settings. One line each, all of them,
 * and exit status 1 if anything is wrong. Names as arguments run only these: `npm run check -- lint docs`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { ensurePython } from '../src/run/environment/index.ts';
import { RunFailure } from '../src/run/problem.ts';
import { EXTRAS } from './requirements.mjs';

const ROOT = join(import.meta.dirname, '..');
const MODULES = join(ROOT, 'node_modules');
const AT_ONCE = 2;
const MOST_LINES = 60;
const wanted = process.argv.slice(2);

interface Outcome {
  readonly ok: boolean;
  readonly output: string;
  /** Why it could not be checked; that is no failure. */
  readonly skipped?: string;
}
interface Place {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

const run = (program: string, args: readonly string[], { cwd = ROOT, env = process.env }: Place = {}): Promise<Outcome> => {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const child = spawn(program, args, { cwd, env: { ...env, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.once('error', reject);
  child.once('close', (code) => resolve({ ok: code === 0, output }));
  return promise;
};
const node = (script: string, args: readonly string[], place?: Place): Promise<Outcome> => run(process.execPath, [script, ...args], place);
const modules = (path: string): string => join(MODULES, ...path.split('/'));
const biome = (command: string): Promise<Outcome> => {
  const report = wanted.length > 0 ? ['--max-diagnostics=100'] : ['--reporter=summary'];
  return node(modules('@biomejs/biome/bin/biome'), [command, '--error-on-warnings', ...report]);
};
const tsc7 = (...args: readonly string[]): Promise<Outcome> => node(modules('tsc7/bin/tsc'), ['--noEmit', '--pretty', 'false', ...args]);
const tsc6 = (...args: readonly string[]): Promise<Outcome> => node(modules('typescript/bin/tsc'), ['--noEmit', '--pretty', 'false', ...args]);

const inFolder = async (use: (folder: string) => Promise<Outcome>): Promise<Outcome> => {
  const folder = mkdtempSync(join(tmpdir(), 'lakewright-check-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
const all = (outcomes: readonly Outcome[]): Outcome => ({ ok: outcomes.every(({ ok }) => ok), output: outcomes.map(({ output }) => output).join('') });

/** The samples against the source, so that no build is needed. */
const samples = (): Promise<Outcome> =>
  inFolder(async (folder) => {
    const outcomes: Outcome[] = [];
    for (const sample of readdirSync(join(ROOT, 'samples'))) {
      const project = join(folder, sample);
      mkdirSync(project);
      const compilerOptions = {
        paths: { lakewright: [join(ROOT, 'src/index.ts')] },
        lib: ['es2024'],
        types: ['node'],
        typeRoots: [modules('@types')],
        // A sample that is a package of its own would not take the library's sources.
        rootDir: ROOT,
        allowImportingTsExtensions: true,
        rewriteRelativeImportExtensions: false,
        declaration: false,
        noEmit: true,
      };
      writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ extends: join(ROOT, 'samples', sample, 'tsconfig.json'), compilerOptions }));
      outcomes.push(await tsc7('-p', project));
    }
    return all(outcomes);
  });

/** What projen would write, written elsewhere and compared, so that a check changes nothing. */
const settings = (): Promise<Outcome> =>
  inFolder(async (folder) => {
    const outcome = await node(join(ROOT, '.projenrc.ts'), [], { cwd: folder, env: { ...process.env, PROJEN_DISABLE_POST: 'true' } });
    if (!outcome.ok) return outcome;
    const { files } = JSON.parse(readFileSync(join(folder, '.projen/files.json'), 'utf8')) as { readonly files: readonly string[] };
    const text = (path: string): string | undefined => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return undefined;
      }
    };
    const stale = files.filter((file) => text(join(folder, file)) !== text(join(ROOT, file)));
    return { ok: stale.length === 0, output: stale.map((file) => `${file} is not what .projenrc.ts says: npx projen\n`).join('') };
  });

class NotPrepared extends Error {}
/** With the Python that `npm test` prepares; a check installs nothing. */
const python =
  (...commands: readonly (readonly string[])[]) =>
  async (): Promise<Outcome> => {
    try {
      const report = (): never => {
        throw new NotPrepared();
      };
      const { python: program, env } = await ensurePython({ extras: EXTRAS, report });
      const outcomes: Outcome[] = [];
      for (const command of commands) outcomes.push(await run(program, ['-m', ...command], { cwd: join(ROOT, 'python'), env }));
      return all(outcomes);
    } catch (error) {
      if (error instanceof NotPrepared) return { ok: true, output: '', skipped: 'its Python packages are not installed yet; npm test installs them' };
      if (error instanceof RunFailure) return { ok: true, output: '', skipped: 'no Python that fits' };
      throw error;
    }
  };

const CHECKS: Readonly<Record<string, { readonly what: string; readonly run: () => Promise<Outcome> }>> = {
  format: { what: 'biome format', run: () => biome('format') },
  lint: { what: 'biome lint', run: () => biome('lint') },
  types: { what: 'TypeScript 7, everything', run: () => tsc7('-p', 'tsconfig.json') },
  types6: { what: 'TypeScript 6, the library', run: () => tsc6('-p', 'tsconfig.build.json') },
  samples: { what: 'TypeScript 7, the samples', run: samples },
  imports: { what: 'imports point downstream', run: () => node(modules('vitest/vitest.mjs'), ['run', '--reporter=dot', 'test/architecture.test.ts']) },
  docs: { what: 'API.md and docs/reference are current', run: () => node('scripts/docs.ts', ['--check']) },
  settings: { what: '.projenrc.ts leaves no diff', run: settings },
  ruff: { what: 'ruff check, ruff format', run: python(['ruff', 'check', '--quiet'], ['ruff', 'format', '--check', '--quiet']) },
  mypy: { what: 'mypy --strict', run: python(['mypy', '--no-error-summary']) },
};

const unknown = wanted.filter((name) => !(name in CHECKS));
if (unknown.length > 0) {
  process.stderr.write(`there is no check ${unknown.join(', ')}; there is ${Object.keys(CHECKS).join(', ')}\n`);
  process.exit(1);
}

const WIDTH = Math.max(...Object.keys(CHECKS).map((name) => name.length));
const show = (name: string, what: string, { ok, output, skipped }: Outcome, seconds: number): void => {
  const mark = skipped !== undefined ? styleText('yellow', '-') : ok ? styleText('green', '✓') : styleText('red', '✗');
  console.log(
    `${mark} ${name.padEnd(WIDTH)}  ${skipped === undefined ? what : `${what}: skipped, ${skipped}`}  ${styleText('dim', `${seconds.toFixed(1)} s`)}`,
  );
  if (ok) return;
  const lines = output.trimEnd().split('\n');
  const shown = wanted.length > 0 ? lines : lines.slice(0, MOST_LINES);
  for (const line of shown) console.log(`    ${line}`);
  if (lines.length > shown.length) console.log(`    … ${lines.length - shown.length} more lines: npm run check -- ${name}`);
};

const waiting = Object.entries(CHECKS).filter(([name]) => wanted.length === 0 || wanted.includes(name));
let failed = 0;
const work = async (): Promise<void> => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, check] = next;
    const start = performance.now();
    const outcome = await check.run();
    if (!outcome.ok) failed += 1;
    show(name, check.what, outcome, (performance.now() - start) / 1000);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
process.exitCode = failed > 0 ? 1 : 0;
