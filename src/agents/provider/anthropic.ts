/** Claude through Anthropic's own API, or through Databricks' serving endpoints, which take requests of the same shape. */
import { Console } from 'node:console';
import type Anthropic from '@anthropic-ai/sdk';
import { AgentFailure } from '../diagnostics.ts';
import { plainText } from '../fence.ts';
import { redactKeys } from '../redact.ts';
import type { Completion, CompletionOptions, CompletionRequest, Content, Message, Provider, Usage } from './provider.ts';

export interface AnthropicOptions {
  readonly name: 'anthropic' | 'databricks';
  readonly apiKey: string;
  /** @default Anthropic's */
  readonly baseURL?: string;
  /** Version of the API, if the endpoint knows only a different one than the SDK sends. @default the SDK's */
  readonly version?: string;
  /** Retries of errors that may be temporary. @default 4 */
  readonly retries?: number;
}
/** Retries of failed connections: without a network, waiting longer does not help. */
const MOST_CONNECTIONS = 3;

type Params = Anthropic.MessageStreamParams;
type Schema = { [key: string]: unknown };
type Block = Anthropic.TextBlockParam | Anthropic.ToolUseBlockParam | Anthropic.ToolResultBlockParam;
const blockOf = (part: Content): Block => {
  switch (part.kind) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'toolCall':
      return { type: 'tool_use', id: part.id, name: part.name, input: part.input };
    case 'toolResult':
      return { type: 'tool_result', tool_use_id: part.id, content: part.text, is_error: part.isError };
    default:
      return part satisfies never;
  }
};
/** What was said is kept for the next turn of a conversation that has become one; a single question would only pay for it. */
const messagesOf = (messages: readonly Message[]): Anthropic.MessageParam[] =>
  messages.map(({ role, content }, n) => {
    const isLast = messages.length > 1 && n === messages.length - 1;
    return {
      role,
      content: content.map((part, at): Block => {
        const block = blockOf(part);
        return isLast && at === content.length - 1 ? { ...block, cache_control: { type: 'ephemeral' } } : block;
      }),
    };
  });
const paramsOf = ({ model, system, messages, tools, maxTokens }: CompletionRequest, answer: Schema): Params => ({
  model,
  max_tokens: maxTokens,
  // The same for all tables of a layer, so that only the first pays for it.
  system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }],
  messages: messagesOf(messages),
  ...(tools.length === 0
    ? {}
    : { tools: tools.map(({ name, description, input }) => ({ name, description, input_schema: input as unknown as Anthropic.Tool.InputSchema })) }),
  output_config: { format: { type: 'json_schema', schema: answer } },
});

const contentOf = (blocks: readonly Anthropic.ContentBlock[]): readonly Content[] =>
  blocks.flatMap((block): readonly Content[] => {
    if (block.type === 'text') return [{ kind: 'text', text: block.text }];
    if (block.type === 'tool_use') return [{ kind: 'toolCall', id: block.id, name: block.name, input: block.input }];
    return [];
  });
const usageOf = (usage: Anthropic.Usage): Usage => ({
  input: usage.input_tokens,
  cacheRead: usage.cache_read_input_tokens ?? 0,
  cacheWrite: usage.cache_creation_input_tokens ?? 0,
  output: usage.output_tokens,
});
const stopOf = (message: Anthropic.Message): Completion['stop'] => {
  switch (message.stop_reason) {
    case 'tool_use':
      return 'tools';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'refusal':
      return 'refusal';
    default:
      return 'end';
  }
};

const MAY_PASS = new Set([408, 409, 429, 500, 502, 503, 504, 529]);
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
const waitOf = (headers: Headers | undefined, attempt: number): number => {
  const said = Number(headers?.get('retry-after-ms') ?? Number(headers?.get('retry-after') ?? Number.NaN) * 1000);
  return Math.min(LONGEST_WAIT, Number.isFinite(said) ? said : FIRST_WAIT * 2 ** attempt);
};
const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });

/** The SDK's errors that concern the user. The SDK's own retries are off, so that each attempt is counted here. */
const failureOf = (error: unknown, sdk: typeof Anthropic, name: string, attempts: number, apiKey: string): AgentFailure | undefined => {
  if (!(error instanceof sdk.AnthropicError)) return undefined;
  // Some gateways repeat the key that they refuse.
  const message = plainText(redactKeys(error.message.replaceAll(apiKey, '[key]')), 300);
  const status = error instanceof sdk.APIError ? error.status : undefined;
  if (status === undefined)
    return new AgentFailure(
      error instanceof sdk.APIConnectionError
        ? { kind: 'provider-unreachable', provider: name, message }
        : { kind: 'provider-broke-off', provider: name, message },
    );
  if (status === 401 || status === 403) return new AgentFailure({ kind: 'refused-key', provider: name, message });
  if (status === 429 || status >= 500) return new AgentFailure({ kind: 'provider-busy', provider: name, status, attempts });
  return new AgentFailure({ kind: 'provider-refused', provider: name, status, message });
};

export const anthropicProvider = async ({ name, apiKey, baseURL, version, retries = 4 }: AnthropicOptions): Promise<Provider> => {
  const { default: sdk } = await import('@anthropic-ai/sdk');
  // Limits of length and the like are not known there: they go into the descriptions, and zod checks them afterwards.
  const { transformJSONSchema } = await import('@anthropic-ai/sdk/lib/transform-json-schema');
  // The SDK's own variables would silently add to what is sent.
  delete process.env['ANTHROPIC_CUSTOM_HEADERS'];
  const client = new sdk({
    apiKey,
    maxRetries: 0,
    openTelemetry: false,
    // What goes wrong is a diagnostic; on stdout there may be a protocol.
    logger: new Console(process.stderr),
    logLevel: 'off',
    baseURL: baseURL ?? 'https://api.anthropic.com',
    ...(version === undefined ? {} : { defaultHeaders: { 'anthropic-version': version } }),
  });
  const once = async (request: CompletionRequest, { signal, onText, onSpent }: CompletionOptions): Promise<Completion> => {
    const stream = client.messages.stream(paramsOf(request, transformJSONSchema(request.answer) as Schema), { signal });
    stream.on('text', (text) => onText?.(text));
    // Half an answer costs what was sent for it, and what came back.
    let spent: readonly [usage: Usage, model: string] | undefined;
    stream.on('streamEvent', (_, { usage, model }) => {
      spent = [usageOf(usage), model];
    });
    let message: Anthropic.Message;
    try {
      message = await stream.finalMessage();
    } catch (error) {
      if (spent) onSpent?.(...spent);
      throw error;
    }
    return { content: contentOf(message.content), stop: stopOf(message), usage: usageOf(message.usage), model: message.model };
  };
  return {
    name,
    async complete(request, options) {
      for (let attempt = 0; ; attempt++) {
        try {
          return await once(request, options);
        } catch (error) {
          options.signal.throwIfAborted();
          if (error instanceof AgentFailure) throw error;
          const status = error instanceof sdk.APIError ? error.status : undefined;
          const unreached = error instanceof sdk.APIConnectionError;
          // Without a status, it is an error that came in the middle of an answer.
          const mayPass = status === undefined || MAY_PASS.has(status);
          const failure = failureOf(error, sdk, name, attempt + 1, apiKey);
          if (!failure && !isBroken(error, sdk)) throw error;
          if (!mayPass || attempt >= retries || (unreached && attempt + 1 >= MOST_CONNECTIONS))
            throw failure ?? new AgentFailure({ kind: 'provider-broke-off', provider: name, message: plainText(redactKeys(String(error)), 300) });
          await pause(waitOf(error instanceof sdk.APIError ? error.headers : undefined, attempt), options.signal);
        }
      }
    },
  };
};
/** A stream that ended in the middle, or that held something other than agreed. */
const isBroken = (error: unknown, sdk: typeof Anthropic): boolean =>
  (error instanceof sdk.AnthropicError && !(error instanceof sdk.APIError)) ||
  error instanceof SyntaxError ||
  (error instanceof TypeError && /terminated|fetch/.test(error.message));
