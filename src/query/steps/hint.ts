/** How Spark is asked to join. */
import { isLength } from '../interval.ts';
import { type ExprNode, walk } from '../node.ts';
import type { JoinHint, JoinOn } from '../plan.ts';
import { type Problem, problem } from '../problem.ts';
import { isObject } from './step.ts';

const WORDS = ['broadcast', 'merge', 'shuffle_hash', 'shuffle_replicate_nl'] as const;
const isWord = (value: unknown): value is (typeof WORDS)[number] => WORDS.some((word) => word === value);
const RANGES = new Set(['lt', 'le', 'gt', 'ge', 'between']);
const DAY = 86_400;

/** The first value that is compared by size in a condition. */
const ranged = (on: JoinOn | undefined): ExprNode | undefined => {
  let found: ExprNode | undefined;
  if (on?.kind === 'condition')
    walk([on.condition], (node) => {
      if (node.kind === 'call' && RANGES.has(node.fn)) found ??= node.args[0];
      return found === undefined;
    });
  return found;
};

interface Hinted {
  readonly hint?: JoinHint;
  readonly problems: readonly Problem[];
}
/** Checks a hint. Pieces of a range are in the unit of what is compared: days of dates, seconds of other times. */
export const joinHint = (step: string, hint: unknown, on: JoinOn | undefined): Hinted => {
  if (hint === undefined) return { problems: [] };
  if (isWord(hint)) return { hint, problems: [] };
  const wrong = (option: string, expected: string, actual: string): Hinted => ({
    problems: [problem({ kind: 'invalid-option', step, option, expected, actual })],
  });
  if (!isObject(hint) || hint['range'] === undefined) {
    return wrong('hint', `${WORDS.map((word) => `'${word}'`).join(', ')} or { range }`, isObject(hint) ? 'an object without range' : String(hint));
  }
  const { range } = hint;
  const compared = ranged(on);
  if (!compared) return wrong('hint', 'one that fits: { range } needs a condition that compares by size', 'a range');
  if (typeof range === 'number' && Number.isFinite(range) && range > 0) return { hint: Object.freeze({ range }), problems: [] };
  if (!isLength(range)) return wrong('hint.range', 'a Duration or a number above 0', typeof range === 'number' ? String(range) : typeof range);
  if (compared.type.kind !== 'date' && compared.type.kind !== 'timestamp' && compared.type.kind !== 'timestamp_ntz' && compared.kind !== 'error')
    return wrong('hint.range', `a number, as ${compared.type.kind} is compared`, 'a Duration');
  return { hint: Object.freeze({ range: compared.type.kind === 'date' ? range.seconds / DAY : range.seconds }), problems: [] };
};
