import type { z } from 'zod';
import { z as zod } from 'zod';
import type { Answer } from './answer.ts';
import type { Workspace } from './workspace.ts';

/** What a call may use. */
export interface ToolContext {
  readonly workspace: Workspace;
  /** Ends when the assistant gives up waiting, or leaves. */
  readonly signal: AbortSignal;
}

/** A tool of the server. Unless it says otherwise, it changes nothing. */
export interface McpTool<S extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** What it answers, and when to call it: an assistant reads nothing else. */
  readonly description: string;
  readonly input: S;
  /** Whether it changes files of the user's: such a tool exists only if the server was started with --allow-write. @default false */
  readonly writes?: true;
  /** Whether two calls with the same arguments may answer differently. @default false */
  readonly runs?: true;
  readonly run: (args: z.infer<S>, context: ToolContext) => Promise<Answer>;
}
/** Gives a tool the type of its arguments, and then forgets it, so that tools fit into one list. */
export const mcpTool = <S extends z.ZodObject>(tool: McpTool<S>): McpTool => tool as unknown as McpTool;

/** Arguments that many tools have. */
export const project = zod.string().max(200).optional().describe('Name of the project; only needed where the definition declares several');
export const cursor = zod.string().max(200).optional().describe('Where the last page ended; omit it for the first page');
export const table = zod.string().min(1).max(300).describe('A table as `layer.table`, e.g. `silver.orders`');
