/** A server on this machine that speaks as Anthropic's does: streams of events, refusals, limits, and connections that break. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll } from 'vitest';

export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly model: string;
    readonly system: readonly { readonly text: string }[];
    readonly messages: readonly { readonly role: string; readonly content: readonly Readonly<Record<string, unknown>>[] }[];
    readonly [option: string]: unknown;
  };
}
/** What the server does with one request. */
export type Turn =
  | { readonly kind: 'text'; readonly text: string; readonly stop?: string; readonly model?: string; readonly usage?: Readonly<Record<string, number>> }
  | { readonly kind: 'tool'; readonly name: string; readonly input: unknown }
  | { readonly kind: 'status'; readonly status: number; readonly type: string; readonly message: string; readonly headers?: Readonly<Record<string, string>> }
  /** Some of the text, and the connection is gone. */
  | { readonly kind: 'drop'; readonly text: string }
  /** An event of the stream that is an error. */
  | { readonly kind: 'error-event'; readonly type: string; readonly message: string }
  /** No JSON where JSON was agreed. */
  | { readonly kind: 'garbage' }
  /** A word now and then, for ever. */
  | { readonly kind: 'slow' };
type Answerer = (asked: Asked, count: number) => Turn;

const USAGE = { input_tokens: 100, output_tokens: 20, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
const event = (response: ServerResponse, data: { readonly type: string; readonly [key: string]: unknown }): void =>
  void response.write(`event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`);
const begin = (response: ServerResponse, model: string, usage: Readonly<Record<string, number>> = USAGE): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_1' });
  event(response, {
    type: 'message_start',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...usage, output_tokens: 1 },
    },
  });
};
const end = (response: ServerResponse, stop: string, usage: Readonly<Record<string, number>> = USAGE): void => {
  event(response, { type: 'content_block_stop', index: 0 });
  event(response, { type: 'message_delta', delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: usage['output_tokens'] ?? 0 } });
  event(response, { type: 'message_stop' });
  response.end();
};
const say = (response: ServerResponse, text: string): void => event(response, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
const beginText = (response: ServerResponse): void => event(response, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });

const play = async (turn: Turn, asked: Asked, response: ServerResponse): Promise<void> => {
  const { model } = asked.body;
  switch (turn.kind) {
    case 'text':
      begin(response, turn.model ?? model, turn.usage);
      beginText(response);
      for (let at = 0; at < turn.text.length; at += 7) say(response, turn.text.slice(at, at + 7));
      return end(response, turn.stop ?? 'end_turn', turn.usage);
    case 'tool':
      begin(response, model);
      event(response, { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'toolu_1', name: turn.name, input: {} } });
      event(response, { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: JSON.stringify(turn.input) } });
      return end(response, 'tool_use');
    case 'status':
      response.writeHead(turn.status, { 'content-type': 'application/json', ...turn.headers });
      response.end(JSON.stringify({ type: 'error', error: { type: turn.type, message: turn.message } }));
      return;
    case 'drop':
      begin(response, model);
      beginText(response);
      say(response, turn.text);
      await setTimeout(50);
      response.destroy();
      return;
    case 'error-event':
      begin(response, model);
      event(response, { type: 'error', error: { type: turn.type, message: turn.message } });
      response.end();
      return;
    case 'garbage':
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('event: message_start\ndata: <html>not here</html>\n\n');
      return;
    case 'slow':
      begin(response, model);
      beginText(response);
      while (!response.destroyed) {
        say(response, 'well, ');
        await setTimeout(100);
      }
      return;
    default:
      return turn satisfies never;
  }
};

export interface Loopback {
  readonly url: string;
  readonly asked: readonly Asked[];
}
/** Answers with the turns in order; the last one is repeated. */
export const loopback = async (turns: readonly Turn[] | Answerer): Promise<Loopback> => {
  const asked: Asked[] = [];
  const answerer: Answerer = typeof turns === 'function' ? turns : (_, count) => turns[Math.min(count, turns.length - 1)] as Turn;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const now: Asked = { path: request.url ?? '', headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Asked['body'] };
      asked.push(now);
      void play(answerer(now, asked.length - 1), now, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
};
