import { spawn } from 'node:child_process';
import type { Diagnostic } from '../../model/diagnostics/index.ts';
import type { Context } from '../context.ts';
import { cliDiagnostic } from '../diagnostics.ts';
import { thrownDiagnostics } from '../failure.ts';
import { asData, document } from '../json.ts';
import { isCancelled } from '../../run/problem.ts';
import { type Prepared, prepare, progress } from '../prepare.ts';
import { refuseWrongSelection, testFiles } from '../test-files.ts';
import { type TestResult, totalsOf, withTestResults } from '../test-results.ts';
import type { TestFromIntentFlags } from './test-from-intent.ts';

export type TestFlags = TestFromIntentFlags & { readonly select?: readonly string[] };

const INTERRUPTED = 130;
const PYTEST_INTERRUPTED = 2;

/** Lets Ctrl-C go to pytest alone, which ends cleanly and says so. */
const whileDeaf = async <R>(run: () => Promise<R>): Promise<R> => {
  const ignore = (): void => undefined;
  process.on('SIGINT', ignore);
  try {
    return await run();
  } finally {
    process.off('SIGINT', ignore);
  }
};

/** A file of tests, or one test in it, as pytest names it. */
const isTestFile = (name: string): boolean => /[\\/]|\.py(?:::|$)/.test(name);

const pytest = ({ project, environment: { python, env } }: Prepared, args: readonly string[], isQuiet: boolean): Promise<number> =>
  whileDeaf(() => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    // Standard output is for the document alone: pytest is shown on standard error.
    const stdio = ['inherit', isQuiet ? 2 : 'inherit', 'inherit'] as const;
    const child = spawn(python.python, ['-m', 'pytest', ...args], { cwd: project.root, env, stdio: [...stdio] });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
    return promise;
  });

/** Statuses of pytest that results alone do not explain. */
const UNEXPLAINED: Readonly<Record<number, string>> = {
  3: 'pytest had an internal error: see standard error',
  4: 'pytest was called incorrectly: see standard error',
  5: 'there is no such test',
};

export default async function test(this: Context, flags: TestFlags, ...names: readonly string[]): Promise<void> {
  if (flags.fromIntent) return (await import('./test-from-intent.ts')).default.call(this, flags, ...names);
  const named = names.slice(0, names.length - this.afterDashes.length);
  const select = [...named.filter((name) => !isTestFile(name)), ...(flags.select ?? [])];
  const given = [...named.filter(isTestFile), ...this.afterDashes];
  const tests: TestResult[] = [];
  const diagnostics: Diagnostic[] = [];
  let status = 0;
  try {
    for (const prepared of await prepare(this, flags.app, progress(), ({ model }) => select.length > 0 && refuseWrongSelection(model, select))) {
      const { project, model } = prepared;
      const args = [...given, ...(select.length > 0 ? testFiles(model, select, project.root) : [])];
      if (flags.json) {
        const found = await withTestResults(model, (more) => pytest(prepared, [...more, ...args], true));
        status = found.outcome;
        tests.push(...found.tests);
      } else status = await pytest(prepared, args, false);
      const message = UNEXPLAINED[status];
      if (message !== undefined && flags.json) diagnostics.push(cliDiagnostic({ kind: 'usage', message, command: 'lakewright test' }, project.name));
      if (status !== 0) break;
    }
  } catch (error) {
    if (!flags.json) throw error;
    status = isCancelled(error) ? INTERRUPTED : 1;
    diagnostics.push(...thrownDiagnostics(error));
  }
  if (status !== 0) this.fail(status === INTERRUPTED || status === PYTEST_INTERRUPTED ? INTERRUPTED : 1);
  if (flags.json) this.out(document({ ok: status === 0, totals: totalsOf(tests), tests, diagnostics: asData(diagnostics, this.cwd) }));
}
