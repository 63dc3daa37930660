/** Moments from parts and from numbers of days, seconds and microseconds since 1970; time zones. */
import { castNullable } from '../cast.ts';
import { decimal, scalar } from '../datatype.ts';
import type { DateExpr, Expr, NumberExpr, StringExpr, TimestampExpr } from '../expr.ts';
import type { IntegerKind, NumericKind, TimeKind } from '../kinds.ts';
import { fn } from './catalogue.ts';
import {
  type Accepts, always, anyNull, constant, DATE, INTEGER, mayBeNull, neverNull, NUMBER, option, param, returnsBigint, returnsDate, returnsInt, returnsString, returnsTimestamp, TEXT,
  TIME, TIMESTAMP, type NullRule, UP_TO_INT, ZONED,
} from './record.ts';
import { nullAs, typeAt } from './rules.ts';
import { date, lit, timestamp } from './values.ts';

type Whole = Expr<IntegerKind> | number;
type Num = Expr<NumericKind> | number;
type Moment = Expr<'timestamp' | 'timestamp_ntz'>;
const WALL_CLOCK = always(scalar('timestamp_ntz'));
const DATE_INPUT: Accepts = { label: 'text, a date or a timestamp', test: (type) => TEXT.test(type) || TIME.test(type) };
/** Seconds become decimals with six digits after the point. */
const partsNull: NullRule = (args) => anyNull(args) || castNullable(typeAt(args, 5), decimal(16, 6));
const PARTS = [param('year', INTEGER), param('month', INTEGER), param('day', INTEGER), param('hour', INTEGER), param('minute', INTEGER), param('second', NUMBER)];

/** A moment from its parts, in a zone such as `Europe/Berlin`, or in the session's, which lakewright sets to UTC. Fails on one that the calendar lacks. */
export const makeTimestamp = fn<(year: Whole, month: Whole, day: Whole, hour: Whole, minute: Whole, second: Num, zone?: Expr<'string'> | string) => TimestampExpr>({
  name: 'makeTimestamp', spark: 'make_timestamp', group: 'date and time',
  params: [...PARTS, param('zone', TEXT, { optional: true })], returns: returnsTimestamp, nullable: partsNull,
  example: { of: (): Expr => makeTimestamp(2013, 1, 31, 17, 30, 5), gives: '2013-01-31T17:30:05Z' },
});
/** A moment from its parts; NULL where the calendar lacks it. */
export const tryMakeTimestamp = fn<(year: Whole, month: Whole, day: Whole, hour: Whole, minute: Whole, second: Num, zone?: Expr<'string'> | string) => TimestampExpr>({
  name: 'tryMakeTimestamp', spark: 'try_make_timestamp', group: 'date and time',
  params: [...PARTS, param('zone', TEXT, { optional: true })], returns: returnsTimestamp, nullable: mayBeNull,
  example: { of: (): Expr => tryMakeTimestamp(2013, 2, 31, 0, 0, 0), gives: null },
});
/** A wall-clock time from its parts; fails on one that the calendar lacks. */
export const makeTimestampNtz = fn<(year: Whole, month: Whole, day: Whole, hour: Whole, minute: Whole, second: Num) => TimestampExpr<'timestamp_ntz'>>({
  name: 'makeTimestampNtz', spark: 'make_timestamp_ntz', group: 'date and time',
  params: PARTS, returns: WALL_CLOCK, nullable: partsNull,
  example: { of: (): Expr => makeTimestampNtz(2013, 1, 31, 17, 30, 5), gives: '2013-01-31T17:30:05Z' },
});
/** A wall-clock time from its parts; NULL where the calendar lacks it. */
export const tryMakeTimestampNtz = fn<(year: Whole, month: Whole, day: Whole, hour: Whole, minute: Whole, second: Num) => TimestampExpr<'timestamp_ntz'>>({
  name: 'tryMakeTimestampNtz', spark: 'try_make_timestamp_ntz', group: 'date and time',
  params: PARTS, returns: WALL_CLOCK, nullable: mayBeNull,
  example: { of: (): Expr => tryMakeTimestampNtz(2013, 2, 31, 0, 0, 0), gives: null },
});
/** The wall-clock time that text or a moment shows; fails on text that does not match. */
export const toTimestampNtz = fn<(value: Expr<'string'> | Expr<TimeKind>, format?: string) => TimestampExpr<'timestamp_ntz'>>({
  name: 'toTimestampNtz', spark: 'to_timestamp_ntz', group: 'date and time',
  params: [param('value', DATE_INPUT), constant('format', TEXT, { optional: true })], returns: WALL_CLOCK,
  nullable: (args) => (args.length > 1 ? anyNull(args) : nullAs(scalar('timestamp_ntz'), 0)(args)),
  example: { of: (): Expr => toTimestampNtz(lit('2013-01-31 17:30:00')), gives: '2013-01-31T17:30:00Z' },
});
/** The wall-clock time in one zone when the clock of another shows this one. */
export const convertTimezone = fn<(from: string, to: string, time: Moment) => TimestampExpr<'timestamp_ntz'>>({
  name: 'convertTimezone', spark: 'convert_timezone', group: 'date and time',
  params: [param('from', TEXT), param('to', TEXT), param('time', TIMESTAMP)], returns: WALL_CLOCK, nullable: anyNull,
  example: { of: (): Expr => convertTimezone('Europe/Berlin', 'America/New_York', timestamp('2013-01-31T17:00:00Z')), gives: '2013-01-31T11:00:00Z' },
});
/** The session's time zone, which lakewright sets to UTC. */
export const currentTimezone = fn<() => StringExpr>({
  name: 'currentTimezone', spark: 'current_timezone', group: 'date and time',
  params: [], returns: returnsString, nullable: neverNull,
  example: { of: (): Expr => currentTimezone(), gives: 'UTC' },
});
/** The wall-clock time, in the session's zone, at which the table's query started: the same in all its rows. */
export const localtimestamp = fn<() => TimestampExpr<'timestamp_ntz'>>({
  name: 'localtimestamp', spark: 'localtimestamp', group: 'date and time',
  params: [], returns: WALL_CLOCK, nullable: neverNull,
  example: { of: (): Expr => localtimestamp().isNotNull(), gives: true },
});
/** The day this many days after 1970-01-01. */
export const dateFromUnixDate = fn<(days: Expr<'tinyint' | 'smallint' | 'int'>) => DateExpr>({
  name: 'dateFromUnixDate', spark: 'date_from_unix_date', group: 'date and time',
  params: [param('days', UP_TO_INT)], returns: returnsDate, nullable: anyNull,
  example: { of: (): Expr => dateFromUnixDate(lit(15736)), gives: '2013-01-31' },
});
/** Days since 1970-01-01. */
export const unixDate = fn<(date: Expr<'date'>) => NumberExpr<'int'>>({
  name: 'unixDate', spark: 'unix_date', group: 'date and time',
  params: [param('date', DATE)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => unixDate(date('2013-01-31')), gives: 15736 },
});
/** Microseconds since 1970, UTC. */
export const unixMicros = fn<(time: Expr<'timestamp'>) => NumberExpr<'bigint'>>({
  name: 'unixMicros', spark: 'unix_micros', group: 'date and time',
  params: [param('time', ZONED)], returns: returnsBigint, nullable: anyNull,
  example: { of: (): Expr => unixMicros(timestamp('2013-01-31T17:30:00.5Z')), gives: 1359653400500000 },
});
/** The moment this many microseconds after 1970, UTC. */
export const timestampMicros = fn<(microseconds: Expr<IntegerKind>) => TimestampExpr>({
  name: 'timestampMicros', spark: 'timestamp_micros', group: 'date and time',
  params: [param('microseconds', INTEGER)], returns: returnsTimestamp, nullable: anyNull,
  example: { of: (): Expr => timestampMicros(lit(1359653400500000)), gives: '2013-01-31T17:30:00.5Z' },
});
/** Seconds since 1970, UTC, of a moment or of text: `yyyy-MM-dd HH:mm:ss`, or Spark's pattern in `format`. Fails on text that does not match. */
export const unixTimestamp = fn<(value: Expr<'string'> | Expr<TimeKind>, format?: string) => NumberExpr<'bigint'>>({
  name: 'unixTimestamp', spark: 'unix_timestamp', group: 'date and time',
  params: [param('value', DATE_INPUT), option('format', TEXT, { optional: true })], returns: returnsBigint, nullable: anyNull,
  example: { of: (): Expr => unixTimestamp(lit('31.1.2013'), 'd.M.yyyy'), gives: 1359590400 },
});
/** The moment this many seconds after 1970 as text: `yyyy-MM-dd HH:mm:ss`, or Spark's pattern in `format`. */
export const fromUnixtime = fn<(seconds: Expr<IntegerKind>, format?: string) => StringExpr>({
  name: 'fromUnixtime', spark: 'from_unixtime', group: 'date and time',
  params: [param('seconds', INTEGER), option('format', TEXT, { optional: true })], returns: returnsString, nullable: mayBeNull,
  example: { of: (): Expr => fromUnixtime(lit(1359653400)), gives: '2013-01-31 17:30:00' },
});
