import { spawn } from 'node:child_process';
import type { Context } from '../context.ts';
import type { TestFromIntentFlags } from './test-from-intent.ts';
import { prepare, progress } from '../prepare.ts';
import { refuseWrongSelection, testFiles } from '../test-files.ts';

export type TestFlags = TestFromIntentFlags & { readonly select?: readonly string[] };

/** Lets Ctrl-C go to pytest alone, which ends in order and says so. */
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

export default async function test(this: Context, flags: TestFlags, ...names: readonly string[]): Promise<void> {
  if (flags.fromIntent) return (await import('./test-from-intent.ts')).default.call(this, flags, ...names);
  const named = names.slice(0, names.length - this.afterDashes.length);
  const select = [...named.filter((name) => !isTestFile(name)), ...(flags.select ?? [])];
  const given = [...named.filter(isTestFile), ...this.afterDashes];
  for (const {
    project,
    model,
    environment: { python, env },
  } of await prepare(this, flags.app, progress(), ({ model }) => select.length > 0 && refuseWrongSelection(model, select))) {
    const files = select.length > 0 ? testFiles(model, select, project.root) : [];
    const status = await whileDeaf(() => {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const child = spawn(python.python, ['-m', 'pytest', ...given, ...files], { cwd: project.root, env, stdio: 'inherit' });
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
      return promise;
    });
    if (status !== 0) return this.fail(status === 2 ? 130 : 1);
  }
}
