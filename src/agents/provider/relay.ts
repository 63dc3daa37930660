/**
 * Requests as files that any tool or person answers with a file: `<key>.request.json` is written, `<key>.answer.json` is waited for. The answer
 * is the JSON that the request asks for, or a whole completion: `{ "content": [{ "kind": "text", "text": … }], "model": …, "usage": … }`.
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
  /** How long an answer is waited for. @default 1800 */
  readonly seconds?: number;
}
const content = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
  z.strictObject({ kind: z.literal('toolCall'), id: z.string(), name: z.string(), input: z.unknown() }),
]);
const COMPLETION = z.object({
  content: z.array(content).min(1),
  model: z.string().optional(),
  usage: z.object({ input: z.number(), output: z.number(), cacheRead: z.number().optional(), cacheWrite: z.number().optional() }).optional(),
});
const NOTHING: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
const INTERVAL = 200;

const completionOf = (text: string, file: string): Completion => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AgentFailure({ kind: 'bad-relay-answer', file, message: plainText(error instanceof Error ? error.message : String(error), 200) });
  }
  const whole = typeof value === 'object' && value !== null && 'content' in value ? COMPLETION.safeParse(value) : undefined;
  if (whole && !whole.success) throw new AgentFailure({ kind: 'bad-relay-answer', file, message: plainText(z.prettifyError(whole.error), 300) });
  if (!whole) return { content: [{ kind: 'text', text: JSON.stringify(value) }], stop: 'end', usage: NOTHING, model: 'relay' };
  const { content: parts, model = 'relay', usage } = whole.data;
  const stop = parts.some((part) => part.kind === 'toolCall') ? 'tools' : 'end';
  return { content: parts, stop, usage: { ...NOTHING, ...(usage && { input: usage.input, output: usage.output }) }, model };
};

export const relayProvider = ({ folder, seconds = 1800 }: RelayOptions): Provider => ({
  name: 'relay',
  async complete(request, { signal }) {
    mkdirSync(folder, { recursive: true });
    const key = requestKey(request).slice(0, 16);
    const asked = join(folder, `${key}.request.json`);
    const answer = join(folder, `${key}.answer.json`);
    // Whoever watches the folder must not see half a file.
    writeFileSync(`${asked}.part`, JSON.stringify({ answerFile: `${key}.answer.json`, ...request }, undefined, 1));
    renameSync(`${asked}.part`, asked);
    const end = performance.now() + seconds * 1000;
    let before: string | undefined;
    for (;;) {
      if (existsSync(answer)) {
        const text = readFileSync(answer, 'utf8');
        // One that is still being written changes.
        if (text !== '' && text === before) return completionOf(text, answer);
        before = text;
      }
      if (performance.now() > end) throw new AgentFailure({ kind: 'no-answer-in-time', provider: 'relay', seconds, file: asked });
      await setTimeout(INTERVAL, undefined, { signal });
    }
  },
});
