/** The server over stdin and stdout, for one assistant, as long as it listens. */
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { definitionWorkspace } from './definition-workspace.ts';
import { sparkEngines } from './engines.ts';
import { proveHere } from './prove.ts';
import { buildServer } from './server.ts';
import type { ToolOptions } from './tools/index.ts';

export interface ServeOptions extends Pick<ToolOptions, 'allowWrite' | 'samples'> {
  readonly app: string;
  readonly cwd: string;
  readonly version: string;
  /** Whether bodies run if there is no cage. @default false */
  readonly unconfined?: boolean;
  /** Hears of messages that are not protocol. */
  readonly say: (text: string) => void;
}

/** Resolves when the assistant has closed the connection. */
export const serve = async ({ app, cwd, version, say, unconfined = false, ...options }: ServeOptions): Promise<void> => {
  const workspace = definitionWorkspace(app, cwd);
  const engines = sparkEngines({ unconfined });
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const handle = serveStdio(() => buildServer({ ...options, workspace, version, engines, prove: proveHere(engines, unconfined) }), {
    onerror: (error) => say(`lakewright mcp: ${error.message}\n`),
  });
  process.stdin.once('end', () => resolve());
  process.stdin.once('close', () => resolve());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  await closed;
  await handle.close();
  await engines.close();
};
