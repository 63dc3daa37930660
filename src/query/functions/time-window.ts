/** Buckets of time, by which rows are grouped. Spark makes rows from them, so they are keys of `groupBy` and nothing else. */
import { isTime, scalar, structOf } from '../datatype.ts';
import { Duration } from '../duration.ts';
import type { Expr, StructExpr, TimestampExpr } from '../expr.ts';
import { callNode, errorNode, make, wrap } from '../expression.ts';
import { intervalText, isLength } from '../interval.ts';
import { problem } from '../problem.ts';
import type { FunctionRecord } from './record.ts';
import { neverNull, option, param, TEXT, TIMESTAMP, type NullRule, type TypeRule } from './record.ts';

type TimestampKind = 'timestamp' | 'timestamp_ntz';
const bucket: TypeRule = ([time]) => {
  const type = time && isTime(time.type) ? time.type : scalar('timestamp');
  return structOf([
    { name: 'start', type, nullable: true },
    { name: 'end', type, nullable: true },
  ]);
};
const sliding: NullRule = (args) => args.length > 2;
type Bucket = Omit<FunctionRecord, 'example'>;
/** The records of buckets; not among those of functions, because Spark takes only one of them in a step. */
export const TIME_WINDOWS = {
  window: Object.freeze({
    name: 'window', spark: 'window', group: 'window',
    params: [param('time', TIMESTAMP), option('width', TEXT), option('slide', TEXT, { optional: true })], returns: bucket, nullable: sliding,
  }),
  sessionWindow: Object.freeze({
    name: 'sessionWindow', spark: 'session_window', group: 'window',
    params: [param('time', TIMESTAMP), option('gap', TEXT)], returns: bucket, nullable: neverNull,
  }),
} as const satisfies Readonly<Record<string, Bucket>>;
/** Whether a function makes buckets. */
export const isTimeWindow = (name: string): boolean => Object.hasOwn(TIME_WINDOWS, name);

/** What Spark takes as a length; a mistake if it is not one. */
const length = (given: unknown, name: string, option: string): unknown =>
  isLength(given)
    ? intervalText(given.seconds)
    : wrap(errorNode(problem({ kind: 'invalid-option', step: name, option, expected: 'a Duration above 0, e.g. Duration.minutes(5)', actual: String((given as Duration | undefined)?.seconds ?? given) })));

/** A bucket of time: from `start` up to, but excluding, `end`. */
type BucketExpr<K extends TimestampKind> = StructExpr<{ start: K; end: K }>;
/**
 * Buckets of one width, as keys of `groupBy`: a struct with `start` and `end`. With `slide`, one begins every so often and a row is in
 * several. Rows without a time are in none.
 */
export const window = <K extends TimestampKind>(time: Expr<K>, width: Duration, slide?: Duration): BucketExpr<K> =>
  make(callNode(TIME_WINDOWS.window, [time, length(width, 'window', 'width'), ...(slide === undefined ? [] : [length(slide, 'window', 'slide')])])) as unknown as BucketExpr<K>;
/** Rows that follow each other within a gap, as a key of `groupBy`: a struct with the `start` of the first and the `end`, a gap after the last. */
export const sessionWindow = <K extends TimestampKind>(time: Expr<K>, gap: Duration): BucketExpr<K> =>
  make(callNode(TIME_WINDOWS.sessionWindow, [time, length(gap, 'sessionWindow', 'gap')])) as unknown as BucketExpr<K>;
const MICROSECOND = Duration.seconds(0.000_001);
/** The last moment of a bucket, a microsecond before its end: the time by which its rows can be put into wider buckets. */
export const windowTime = <K extends TimestampKind>(bucket: Expr<{ start: K; end: K }>): TimestampExpr<K> =>
  (bucket as unknown as StructExpr<{ end: 'timestamp' }>).fields.end.sub(MICROSECOND) as unknown as TimestampExpr<K>;
