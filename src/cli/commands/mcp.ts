import type { Context } from '../context.ts';
import type { AppFlag } from '../flags.ts';
import { packageVersion } from '../package.ts';

export interface McpFlags extends AppFlag {
  readonly allowWrite?: boolean;
  readonly samples?: boolean;
  readonly unconfined?: boolean;
}

/** Everything on stdout is protocol; the server ends when its client leaves. */
export default async function mcp(this: Context, { app, allowWrite, samples, unconfined }: McpFlags): Promise<void> {
  // Loaded here, so that no other command pays for it.
  const { serve } = await import('../../mcp/serve.ts');
  await serve({
    app,
    cwd: this.cwd,
    version: packageVersion(),
    say: this.say,
    ...(allowWrite ? { allowWrite } : {}),
    ...(samples ? { samples } : {}),
    ...(unconfined ? { unconfined } : {}),
  });
}
