/** Commands whose sessions can be resumed: each begins with `startAgents`, and is run again with its own flags. */
import type { Context } from './context.ts';

type Resumable = (this: Context, flags: never, ...args: never) => Promise<void>;
export const RESUMABLE: Readonly<Record<string, () => Promise<{ readonly default: Resumable }>>> = {
  code: () => import('./commands/code.ts'),
  init: () => import('./commands/init.ts'),
  profile: () => import('./commands/profile.ts'),
  test: () => import('./commands/test-from-intent.ts'),
};
