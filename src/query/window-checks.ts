import { holdsKind, isNumeric, isTime, typeText } from './datatype.ts';
import { recordOf } from './functions/catalogue.ts';
import type { AggregateNode, CallNode, FrameBound, FrameNode } from './node.ts';
import { type Problem, type ProblemPayload, problem } from './problem.ts';
import type { WindowContent } from './window-content.ts';

const place = (bound: FrameBound): number =>
  bound === 'unbounded preceding' ? -Infinity : bound === 'unbounded following' ? Infinity : bound === 'current row' ? 0 : bound;
const hasDistance = (frame: FrameNode): boolean => [frame.start, frame.end].some((bound) => typeof bound === 'number');

/** Aggregates that Spark computes only over whole partitions. */
const UNORDERED = new Set(['median', 'percentileDisc']);
/** What Spark would refuse about a window, for plain JavaScript and for what types cannot say. */
export const windowProblems = (node: CallNode | AggregateNode, { orderBy, partitionBy, frame }: WindowContent): readonly Problem[] => {
  const found: ProblemPayload[] = [];
  const wrong = (option: string, expected: string, actual: string): void =>
    void found.push({ kind: 'invalid-option', step: `${node.fn}(…).over`, option, expected, actual });
  const kind = recordOf(node.fn)?.kind;
  const ordered = kind === 'ranking' || node.fn === 'lag' || node.fn === 'lead';
  if (node.kind === 'call' && kind !== 'ranking' && kind !== 'offset') wrong('function', 'an aggregate or a window function', 'an ordinary function');
  if (recordOf(node.fn)?.distinct) wrong('function', 'an aggregate over all values, not different ones', 'one over different values');
  if (ordered && orderBy.length === 0) wrong('window', 'one with an order', 'one without');
  if (ordered && frame) wrong('window', 'one without a frame', `one with ${frame.unit} between`);
  if (UNORDERED.has(node.fn) && orderBy.length > 0) wrong('window', 'one without an order', 'one with an order');
  if (frame && orderBy.length === 0) wrong('window', 'one with an order, for its frame', 'one without');
  if (frame && place(frame.start) > place(frame.end)) wrong('frame', 'one that starts before it ends', `${frame.start} to ${frame.end}`);
  const [key] = orderBy;
  if (frame?.unit === 'range' && hasDistance(frame) && key) {
    const expected = frame.seconds ? 'a single date or timestamp' : 'a single number or date';
    const fits = frame.seconds ? isTime(key.expr.type) : isNumeric(key.expr.type) || key.expr.type.kind === 'date';
    if (orderBy.length > 1 || !fits) wrong('orderBy', `${expected}, for a range`, orderBy.map((k) => typeText(k.expr.type)).join(', '));
  }
  for (const { expr } of [...orderBy, ...partitionBy.map((p) => ({ expr: p }))]) {
    if (holdsKind(expr.type, 'map', 'variant')) wrong('window', 'columns without maps and variants, which cannot be compared', typeText(expr.type));
  }
  return found.map(problem);
};
