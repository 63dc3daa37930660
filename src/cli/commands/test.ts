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

export default async function test(this: Context, flags: TestFlags, ...pytest: readonly string[]): Promise<void> {
  if (flags.fromIntent) return (await import('./test-from-intent.ts')).default.call(this, flags, ...pytest);
  const { select } = flags;
  for (const {
    project,
    model,
    environment: { python, env },
  } of await prepare(this, flags.app, progress(), ({ model }) => select && refuseWrongSelection(model, select))) {
    const files = select ? testFiles(model, select, project.root) : [];
    const status = await whileDeaf(() => {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const child = spawn(python.python, ['-m', 'pytest', ...pytest, ...files], { cwd: project.root, env, stdio: 'inherit' });
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
      return promise;
    });
    if (status !== 0) return this.fail(status === 2 ? 130 : 1);
  }
}
