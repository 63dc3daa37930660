/** A server with a client beside it, in one process. */
import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import type { Model } from '../../src/model/model.ts';
import { buildServer, type ServerOptions } from '../../src/mcp/server.ts';
import type { ProjectState, Workspace } from '../../src/mcp/workspace.ts';

export const projectState = (model: Model, root = process.cwd()): ProjectState => ({ name: model.project.name, root, model, diagnostics: [] });
export const workspaceOf = (...projects: readonly ProjectState[]): Workspace => {
  const state = { file: `${process.cwd()}/.projenrc.ts`, projects, diagnostics: [] };
  return { state: async () => state };
};

export interface Reply {
  readonly text: string;
  readonly isError: boolean;
  readonly data: unknown;
  /** Characters of the whole result as it goes over the wire. */
  readonly length: number;
}
export interface Assistant {
  readonly client: Client;
  readonly tools: () => Promise<
    readonly { readonly name: string; readonly description?: string | undefined; readonly annotations?: unknown; readonly inputSchema: unknown }[]
  >;
  readonly call: (name: string, args?: Record<string, unknown>) => Promise<Reply>;
  readonly close: () => Promise<void>;
}
export const assistantOf = (client: Client): Assistant => ({
  client,
  tools: async () => (await client.listTools()).tools,
  call: async (name, args = {}) => {
    const result = await client.callTool({ name, arguments: args });
    const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
    return { text, isError: result.isError === true, data: result.structuredContent, length: JSON.stringify(result).length };
  },
  close: () => client.close(),
});
export const connect = async (options: Omit<ServerOptions, 'version'>): Promise<Assistant> => {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await buildServer({ ...options, version: '0.0.0' }).connect(ours);
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(theirs);
  return assistantOf(client);
};
