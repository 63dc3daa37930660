/** Answers that were recorded, so that a conversation can be had again without a model. That proves the program around it, not the model. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { AgentFailure } from '../diagnostics.ts';
import { plainText } from '../fence.ts';
import { requestKey } from './key.ts';
import type { Completion, CompletionRequest, Provider } from './provider.ts';

interface Recorded {
  readonly key: string;
  readonly request: CompletionRequest;
  readonly completion: Completion;
}

/** Asks another provider and keeps what it answers. */
export const recordProvider = (live: Provider, file: string): Provider => ({
  name: 'record',
  async complete(request, options) {
    const completion = await live.complete(request, options);
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, `${JSON.stringify({ key: requestKey(request), request, completion } satisfies Recorded)}\n`);
    return completion;
  },
});

const linesOf = ({ model, system, messages, tools, answer }: CompletionRequest): readonly string[] =>
  [
    `model ${model}`,
    ...system.split('\n'),
    ...JSON.stringify(tools, undefined, 1).split('\n'),
    ...JSON.stringify(answer, undefined, 1).split('\n'),
    ...messages.flatMap(({ role, content }) => [role, ...content.flatMap((part) => (part.kind === 'text' ? part.text : JSON.stringify(part)).split('\n'))]),
  ].map((line) => `${line}\n`);
/** How many lines two requests share. */
const likeness = (left: readonly string[], right: ReadonlySet<string>): number => left.filter((line) => right.has(line)).length;

/** Gives what was recorded for a request; one that was not is an error that shows the nearest. */
export const replayProvider = (file: string): Provider => {
  if (!existsSync(file)) throw new AgentFailure({ kind: 'cassette-missing', file });
  const recorded = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line): readonly Recorded[] => {
      try {
        return line === '' ? [] : [JSON.parse(line) as Recorded];
      } catch {
        // A recording that was killed ends in half a line.
        return [];
      }
    });
  const byKey = new Map(recorded.map((each) => [each.key, each.completion]));
  return {
    name: 'replay',
    async complete(request) {
      const known = byKey.get(requestKey(request));
      if (known) return known;
      const lines = linesOf(request);
      const present = new Set(lines);
      const nearest = recorded
        .map((each) => ({ lines: linesOf(each.request), each }))
        .toSorted((a, b) => likeness(b.lines, present) - likeness(a.lines, present))[0];
      const patch = nearest ? createTwoFilesPatch('recorded', 'asked', nearest.lines.join(''), lines.join(''), '', '', { context: 0 }) : 'nothing was recorded';
      throw new AgentFailure({ kind: 'cassette-differs', file, difference: plainText(patch, 2000) });
    },
  };
};
