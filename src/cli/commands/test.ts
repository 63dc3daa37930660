import { spawn } from 'node:child_process';
import type { Context } from '../context.ts';
import type { AppFlag } from '../flags.ts';
import { prepare, progress } from '../prepare.ts';

export type TestFlags = AppFlag;

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

export default async function test(this: Context, { app }: TestFlags, ...pytest: readonly string[]): Promise<void> {
  for (const {
    project,
    environment: { python, env },
  } of await prepare(this, app, progress())) {
    const status = await whileDeaf(() => {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const child = spawn(python.python, ['-m', 'pytest', ...pytest], { cwd: project.root, env, stdio: 'inherit' });
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
      return promise;
    });
    if (status !== 0) return this.fail(status === 2 ? 130 : 1);
  }
}
