/**
 * Requests as files that any tool or person answers with a file: `<key>.request.json` is written, `<key>.answer.json` or `<key>.answer.md` is waited
 * for. The first is the JSON that the request asks for, or a whole completion: `{ "content": [{ "kind": "text", "text": … }], "model": …, "usage": … }`;
 * the second is what a model wrote, as it is. `about` in a request says which agent asks, with which prompt: a second solution is only a second one
 * where somebody else gives it. The same request has the same key: what was answered once is not asked again.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { AgentFailure } from '../diagnostics.ts';
import { plainText } from '../fence.ts';
import { requestKey } from './key.ts';
import type { Completion, Provider, Usage } from './provider.ts';

export interface RelayOptions {
  readonly folder: string;
  /** How long to wait for an answer. @default 1800 */
  readonly seconds?: number;
}
const content = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
  z.strictObject({ kind: z.literal('toolCall'), id: z.string(), name: z.string(), input: z.unknown() }),
]);
const TOKENS = z.number().int().min(0);
const COMPLETION = z.object({
  content: z.array(content).min(1),
  model: z.string().optional(),
  stop: z.enum(['end', 'tools', 'length', 'refusal']).optional(),
  usage: z.object({ input: TOKENS, output: TOKENS, cacheRead: TOKENS.default(0), cacheWrite: TOKENS.default(0) }).optional(),
});
const NOTHING: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
const INTERVAL = 200;
/** How long half an answer may stay unchanged, in milliseconds. */
const STILL_WRITING = 1500;

const textual = (text: string): Completion => ({ content: [{ kind: 'text', text }], stop: 'end', usage: NOTHING, model: 'relay' });
const completionOf = (text: string, file: string): Completion => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AgentFailure({ kind: 'bad-relay-answer', file, message: plainText(error instanceof Error ? error.message : String(error), 200) });
  }
  const whole = typeof value === 'object' && value !== null && 'content' in value && Array.isArray(value.content) ? COMPLETION.safeParse(value) : undefined;
  if (whole && !whole.success) throw new AgentFailure({ kind: 'bad-relay-answer', file, message: plainText(z.prettifyError(whole.error), 300) });
  if (!whole) return textual(JSON.stringify(value));
  const { content: parts, model = 'relay', usage, stop = parts.some((part) => part.kind === 'toolCall') ? 'tools' : 'end' } = whole.data;
  return { content: parts, stop, usage: { ...NOTHING, ...usage }, model };
};

export const relayProvider = ({ folder, seconds = 1800 }: RelayOptions): Provider => ({
  name: 'relay',
  async complete(request, { signal }) {
    mkdirSync(folder, { recursive: true });
    const key = requestKey(request).slice(0, 16);
    const asked = join(folder, `${key}.request.json`);
    const answers = [join(folder, `${key}.answer.json`), join(folder, `${key}.answer.md`)];
    // Whoever watches the folder must not see half a file.
    writeFileSync(`${asked}.part`, JSON.stringify({ answerFile: `${key}.answer.json`, ...request }, undefined, 1));
    renameSync(`${asked}.part`, asked);
    const end = performance.now() + seconds * 1000;
    let before: string | undefined;
    let since = 0;
    for (;;) {
      const answer = answers.find((path) => existsSync(path));
      const text = answer === undefined ? '' : readFileSync(answer, 'utf8');
      if (text !== before) since = performance.now();
      // One that is still being written changes.
      else if (answer !== undefined && text !== '') {
        try {
          return answer.endsWith('.md') ? textual(text) : completionOf(text, answer);
        } catch (error) {
          if (performance.now() - since > STILL_WRITING) throw error;
        }
      }
      before = text;
      if (performance.now() > end) throw new AgentFailure({ kind: 'no-answer-in-time', provider: 'relay', seconds, file: asked });
      await setTimeout(INTERVAL, undefined, { signal });
    }
  },
});
