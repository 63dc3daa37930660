/** What an agent asks a model, in neutral terms: each provider translates them, and no other file uses an SDK. */

/** A provider of answers. */
export interface Provider {
  /** E.g. `anthropic`; shown to users and kept with what was answered. */
  readonly name: ProviderName;
  /** One turn. Throws an `AgentFailure`. */
  readonly complete: (request: CompletionRequest, options: CompletionOptions) => Promise<Completion>;
}
export const PROVIDERS = ['anthropic', 'databricks', 'relay', 'record', 'replay', 'none'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** One turn of a conversation. Everything that came from outside is in `messages`, never in `system`. */
export interface CompletionRequest {
  /** Who asks and what for: told to whoever answers, sent to no model, and not part of what identifies a request. @default nothing is told */
  readonly about?: RequestAbout;
  readonly model: string;
  /** The prompt file and what lakewright says of itself: the same bytes for all tables, so that it is cached. */
  readonly system: string;
  readonly messages: readonly Message[];
  readonly tools: readonly ToolSpec[];
  /** The JSON schema of the answer; the text of a reply without tool calls is JSON of that form. */
  readonly answer: JsonSchema;
  readonly maxTokens: number;
}
export interface RequestAbout {
  readonly agent: string;
  /** The name of its prompt: `second_solution` is not for whoever answered `silver_layer`. */
  readonly prompt: string;
  /** Usually a table. */
  readonly subject: string;
  /** Of an evaluation: which task, and which attempt at it. */
  readonly task?: string;
  readonly run?: number;
}
export interface CompletionOptions {
  readonly signal: AbortSignal;
  /** Hears the answer as it comes. @default nobody */
  readonly onText?: (text: string) => void;
  /** Hears what attempts without an answer cost. @default nobody */
  readonly onSpent?: (usage: Usage, model: string) => void;
}
export type JsonSchema = Readonly<Record<string, unknown>>;
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly input: JsonSchema;
}
export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: readonly Content[];
}
export type Content =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'toolCall'; readonly id: string; readonly name: string; readonly input: unknown }
  | { readonly kind: 'toolResult'; readonly id: string; readonly text: string; readonly isError: boolean };

export interface Completion {
  readonly content: readonly Content[];
  /** `length`: cut off by a limit; the partial text is not an answer. */
  readonly stop: 'end' | 'tools' | 'length' | 'refusal';
  readonly usage: Usage;
  /** As the provider names it: not always the requested one. */
  readonly model: string;
}
/** Tokens; the input is the sum of three. */
export interface Usage {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
}

/** A provider that says that there is none. */
export const NOBODY: Provider = {
  name: 'none',
  complete: () => Promise.reject(new Error('the provider "none" is never asked')),
};
