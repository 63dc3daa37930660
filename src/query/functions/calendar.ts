/** Arithmetic with dates and timestamps. */
import { scalar } from '../datatype.ts';
import type { DateExpr, Expr, NumberExpr, TimestampExpr } from '../expr.ts';
import type { IntegerKind, TimeKind } from '../kinds.ts';
import { fn } from './catalogue.ts';
import { anyNull, INTEGER, mayBeNull, option, param, returnsBigint, returnsDate, returnsDouble, returnsInt, returnsTimestamp, TEXT, TIME, TIMESTAMP, UP_TO_INT, ZONED } from './record.ts';
import { nullAs } from './rules.ts';
import { date, lit, timestamp } from './values.ts';

const bothDates = nullAs(scalar('date'), 0, 1);
const asDate = nullAs(scalar('date'), 0);

/** Days from `start` to `end`; negative where `end` is earlier. Moments count by their day. */
export const dateDiff = fn<(end: Expr<TimeKind>, start: Expr<TimeKind>) => NumberExpr<'int'>>({
  name: 'dateDiff', spark: 'date_diff', group: 'date and time',
  params: [param('end', TIME), param('start', TIME)], returns: returnsInt, nullable: bothDates,
  example: { of: (): Expr => dateDiff(date('2013-03-01'), date('2013-02-01')), gives: 28 },
});
/** Some days before. */
export const dateSub = fn<(date: Expr<TimeKind>, days: number | Expr<'tinyint' | 'smallint' | 'int'>) => DateExpr>({
  name: 'dateSub', spark: 'date_sub', group: 'date and time',
  params: [param('date', TIME), param('days', UP_TO_INT)], returns: returnsDate, nullable: asDate,
  example: { of: (): Expr => dateSub(date('2013-03-01'), 1), gives: '2013-02-28' },
});
/** Some months later (negative: earlier); the last day of a month where the target has fewer days. */
export const addMonths = fn<(date: Expr<TimeKind>, months: number | Expr<'tinyint' | 'smallint' | 'int'>) => DateExpr>({
  name: 'addMonths', spark: 'add_months', group: 'date and time',
  params: [param('date', TIME), param('months', INTEGER)], returns: returnsDate, nullable: asDate,
  example: { of: (): Expr => addMonths(date('2013-01-31'), 1), gives: '2013-02-28' },
});
/** Months from `start` to `end` with a fraction over months of 31 days, rounded to 8 digits; whole if both are the same or the last day of the month. */
export const monthsBetween = fn<(end: Expr<TimeKind>, start: Expr<TimeKind>) => NumberExpr<'double'>>({
  name: 'monthsBetween', spark: 'months_between', group: 'date and time',
  params: [param('end', TIME), param('start', TIME)], returns: returnsDouble, nullable: nullAs(scalar('timestamp'), 0, 1),
  example: { of: (): Expr => monthsBetween(date('2013-03-31'), date('2013-02-28')), gives: 1 },
});
/** The last day of the month. */
export const lastDay = fn<(date: Expr<TimeKind>) => DateExpr>({
  name: 'lastDay', spark: 'last_day', group: 'date and time',
  params: [param('date', TIME)], returns: returnsDate, nullable: asDate,
  example: { of: (): Expr => lastDay(date('2013-02-01')), gives: '2013-02-28' },
});
/** The next such day of the week, never the day itself. */
export const nextDay = fn<(date: Expr<TimeKind>, day: 'Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat' | 'Sun') => DateExpr>({
  name: 'nextDay', spark: 'next_day', group: 'date and time',
  params: [param('date', TIME), option('day', TEXT)], returns: returnsDate, nullable: mayBeNull,
  example: { of: (): Expr => nextDay(date('2013-01-31'), 'Mon'), gives: '2013-02-04' },
});
/** A day from its parts; fails on one that is not in the calendar. */
export const makeDate = fn<(year: Expr<'int'>, month: Expr<'int'>, day: Expr<'int'>) => DateExpr>({
  name: 'makeDate', spark: 'make_date', group: 'date and time',
  params: [param('year', INTEGER), param('month', INTEGER), param('day', INTEGER)], returns: returnsDate, nullable: anyNull,
  example: { of: (): Expr => makeDate(lit(2013), lit(1), lit(31)), gives: '2013-01-31' },
});
/** Seconds since 1970, UTC; a fraction is cut off. */
export const unixSeconds = fn<(time: Expr<'timestamp'>) => NumberExpr<'bigint'>>({
  name: 'unixSeconds', spark: 'unix_seconds', group: 'date and time',
  params: [param('time', ZONED)], returns: returnsBigint, nullable: anyNull,
  example: { of: (): Expr => unixSeconds(timestamp('2013-01-31T17:30:00Z')), gives: 1359653400 },
});
/** Milliseconds since 1970, UTC. */
export const unixMillis = fn<(time: Expr<'timestamp'>) => NumberExpr<'bigint'>>({
  name: 'unixMillis', spark: 'unix_millis', group: 'date and time',
  params: [param('time', ZONED)], returns: returnsBigint, nullable: anyNull,
  example: { of: (): Expr => unixMillis(timestamp('2013-01-31T17:30:00.5Z')), gives: 1359653400500 },
});
/** The moment this many seconds after 1970, UTC. */
export const timestampSeconds = fn<(seconds: Expr<IntegerKind>) => TimestampExpr>({
  name: 'timestampSeconds', spark: 'timestamp_seconds', group: 'date and time',
  params: [param('seconds', INTEGER)], returns: returnsTimestamp, nullable: anyNull,
  example: { of: (): Expr => timestampSeconds(lit(1359653400)), gives: '2013-01-31T17:30:00Z' },
});
/** The moment this many milliseconds after 1970, UTC. */
export const timestampMillis = fn<(milliseconds: Expr<IntegerKind>) => TimestampExpr>({
  name: 'timestampMillis', spark: 'timestamp_millis', group: 'date and time',
  params: [param('milliseconds', INTEGER)], returns: returnsTimestamp, nullable: anyNull,
  example: { of: (): Expr => timestampMillis(lit(1359653400500)), gives: '2013-01-31T17:30:00.5Z' },
});
/** The wall-clock time of a zone, e.g. `America/New_York`, as UTC: what its people saw on the clock, as a timestamp. */
export const fromUtcTimestamp = fn<(time: Expr<'timestamp'>, zone: string) => TimestampExpr>({
  name: 'fromUtcTimestamp', spark: 'from_utc_timestamp', group: 'date and time',
  params: [param('time', TIMESTAMP), option('zone', TEXT)], returns: returnsTimestamp, nullable: anyNull,
  example: { of: (): Expr => fromUtcTimestamp(timestamp('2013-01-31T17:00:00Z'), 'America/New_York'), gives: '2013-01-31T12:00:00Z' },
});
/** The moment at which the clock of a zone, e.g. `America/New_York`, showed this time. */
export const toUtcTimestamp = fn<(time: Expr<'timestamp'>, zone: string) => TimestampExpr>({
  name: 'toUtcTimestamp', spark: 'to_utc_timestamp', group: 'date and time',
  params: [param('time', TIMESTAMP), option('zone', TEXT)], returns: returnsTimestamp, nullable: anyNull,
  example: { of: (): Expr => toUtcTimestamp(timestamp('2013-01-31T12:00:00Z'), 'America/New_York'), gives: '2013-01-31T17:00:00Z' },
});
