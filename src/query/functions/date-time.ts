/** Dates and timestamps: parsing, parts, formats. Moments are shown in the session's time zone, which lakewright sets to UTC. */
import { scalar } from '../datatype.ts';
import type { DateExpr, Expr, NumberExpr, StringExpr, TimestampExpr } from '../expr.ts';
import { exprNode, wrap } from '../expression.ts';
import type { TimeKind } from '../kinds.ts';
import { date as dateType } from '../types.ts';
import { fn } from './catalogue.ts';
import { type Accepts, anyNull, mayBeNull, option, param, returnsDate, returnsInt, returnsString, returnsTimestamp, TEXT, TIME, TIMESTAMP } from './record.ts';
import { nullAs } from './rules.ts';
import { date, lit, timestamp } from './values.ts';

type Moment = Expr<'timestamp' | 'timestamp_ntz'>;
const DATE_INPUT: Accepts = { label: 'text, a date or a timestamp', test: (type) => TEXT.test(type) || TIME.test(type) };
/** Spark casts what is not yet a date. */
const asDate = nullAs(scalar('date'), 0);

/** The day of a moment, or of text: `yyyy-MM-dd`, or Spark's pattern in `format`. Fails on text that does not match; see `tryToDate`. */
export const toDate = fn<(value: Expr<'timestamp' | 'timestamp_ntz' | 'string'>, format?: string) => DateExpr>({
  name: 'toDate', spark: 'to_date', group: 'date and time',
  params: [param('value', DATE_INPUT), option('format', TEXT, { optional: true })], returns: returnsDate,
  nullable: (args) => (args.length > 1 ? anyNull(args) : asDate(args)),
  example: { of: (): Expr => toDate(lit('31.1.2013'), 'd.M.yyyy'), gives: '2013-01-31' },
});
/** The moment that text names, or the start of a day. Fails on text that does not match; see `tryToTimestamp`. */
export const toTimestamp = fn<(value: Expr<'string'> | Expr<TimeKind>, format?: string) => TimestampExpr>({
  name: 'toTimestamp', spark: 'to_timestamp', group: 'date and time',
  params: [param('value', DATE_INPUT), option('format', TEXT, { optional: true })], returns: returnsTimestamp,
  nullable: (args) => (args.length > 1 ? anyNull(args) : nullAs(scalar('timestamp'), 0)(args)),
  example: { of: (): Expr => toTimestamp(lit('31.1.2013 17:30'), 'd.M.yyyy HH:mm'), gives: '2013-01-31T17:30:00Z' },
});
/** NULL where the text does not match; `format` is Spark's. */
export const tryToTimestamp = fn<(text: Expr<'string'>, format?: string) => TimestampExpr>({
  name: 'tryToTimestamp', spark: 'try_to_timestamp', group: 'date and time',
  params: [param('text', TEXT), param('format', TEXT, { optional: true })], returns: returnsTimestamp, nullable: mayBeNull,
  example: { of: (): Expr => tryToTimestamp(lit('2013-01-31 17:30:00')), gives: '2013-01-31T17:30:00Z' },
});
/** The day that text names; NULL where it does not match. `format` is Spark's. Built from older functions: `try_to_date` needs Spark 4.1. */
export const tryToDate = (text: Expr<'string'>, format?: string): DateExpr =>
  (format === undefined ? wrap(exprNode(text, 'tryToDate')).tryCast(dateType()) : tryToTimestamp(text, format).cast(dateType())) as unknown as DateExpr;
/** The start of the year, month, week (Monday), … that a moment is in. */
export const dateTrunc = fn<(unit: 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second', time: Expr<TimeKind>) => TimestampExpr>({
  name: 'dateTrunc', spark: 'date_trunc', group: 'date and time',
  params: [option('unit', TEXT), param('time', TIME)], returns: returnsTimestamp, nullable: mayBeNull,
  example: { of: (): Expr => dateTrunc('hour', timestamp('2013-01-31T17:30:00Z')), gives: '2013-01-31T17:00:00Z' },
});
/** The first day of the year, quarter, month or week (Monday) that a day is in. */
export const trunc = fn<(date: Expr<TimeKind>, unit: 'year' | 'quarter' | 'month' | 'week') => DateExpr>({
  name: 'trunc', spark: 'trunc', group: 'date and time',
  params: [param('date', TIME), option('unit', TEXT)], returns: returnsDate, nullable: mayBeNull,
  example: { of: (): Expr => trunc(date('2013-01-31'), 'month'), gives: '2013-01-01' },
});
/** A moment as text, by Spark's pattern: `yyyy-MM-dd HH:mm`. */
export const dateFormat = fn<(time: Expr<TimeKind>, format: string) => StringExpr>({
  name: 'dateFormat', spark: 'date_format', group: 'date and time',
  params: [param('time', TIME), option('format', TEXT)], returns: returnsString, nullable: nullAs(scalar('timestamp'), 0),
  example: { of: (): Expr => dateFormat(date('2013-01-31'), 'yyyy/MM'), gives: '2013/01' },
});
/** The year. */
export const year = fn<(time: Expr<TimeKind>) => NumberExpr<'int'>>({
  name: 'year', spark: 'year', group: 'date and time',
  params: [param('time', TIME)], returns: returnsInt, nullable: asDate,
  example: { of: (): Expr => year(date('2013-01-31')), gives: 2013 },
});
/** The quarter, 1 to 4. */
export const quarter = fn<(time: Expr<TimeKind>) => NumberExpr<'int'>>({
  name: 'quarter', spark: 'quarter', group: 'date and time',
  params: [param('time', TIME)], returns: returnsInt, nullable: asDate,
  example: { of: (): Expr => quarter(date('2013-05-31')), gives: 2 },
});
/** The month, 1 to 12. */
export const month = fn<(time: Expr<TimeKind>) => NumberExpr<'int'>>({
  name: 'month', spark: 'month', group: 'date and time',
  params: [param('time', TIME)], returns: returnsInt, nullable: asDate,
  example: { of: (): Expr => month(date('2013-05-31')), gives: 5 },
});
/** The day of the month, 1 to 31. */
export const dayOfMonth = fn<(time: Expr<TimeKind>) => NumberExpr<'int'>>({
  name: 'dayOfMonth', spark: 'dayofmonth', group: 'date and time',
  params: [param('time', TIME)], returns: returnsInt, nullable: asDate,
  example: { of: (): Expr => dayOfMonth(date('2013-01-31')), gives: 31 },
});
/** The day of the week: 1 is Sunday, 7 is Saturday. */
export const dayOfWeek = fn<(time: Expr<TimeKind>) => NumberExpr<'int'>>({
  name: 'dayOfWeek', spark: 'dayofweek', group: 'date and time',
  params: [param('time', TIME)], returns: returnsInt, nullable: asDate,
  example: { of: (): Expr => dayOfWeek(date('2013-01-31')), gives: 5 },
});
/** The day of the week: 0 is Monday, 6 is Sunday. */
export const weekday = fn<(time: Expr<TimeKind>) => NumberExpr<'int'>>({
  name: 'weekday', spark: 'weekday', group: 'date and time',
  params: [param('time', TIME)], returns: returnsInt, nullable: asDate,
  example: { of: (): Expr => weekday(date('2013-01-31')), gives: 3 },
});
/** The day of the year, 1 to 366. */
export const dayOfYear = fn<(time: Expr<TimeKind>) => NumberExpr<'int'>>({
  name: 'dayOfYear', spark: 'dayofyear', group: 'date and time',
  params: [param('time', TIME)], returns: returnsInt, nullable: asDate,
  example: { of: (): Expr => dayOfYear(date('2013-02-01')), gives: 32 },
});
/** The week of the year by ISO 8601, 1 to 53; a week starts on Monday. */
export const weekOfYear = fn<(time: Expr<TimeKind>) => NumberExpr<'int'>>({
  name: 'weekOfYear', spark: 'weekofyear', group: 'date and time',
  params: [param('time', TIME)], returns: returnsInt, nullable: asDate,
  example: { of: (): Expr => weekOfYear(date('2013-01-31')), gives: 5 },
});
/** The short English name of the day: `Mon` to `Sun`. */
export const dayName = fn<(time: Expr<TimeKind>) => StringExpr>({
  name: 'dayName', spark: 'dayname', group: 'date and time',
  params: [param('time', TIME)], returns: returnsString, nullable: asDate,
  example: { of: (): Expr => dayName(date('2013-01-31')), gives: 'Thu' },
});
/** The short English name of the month: `Jan` to `Dec`. */
export const monthName = fn<(time: Expr<TimeKind>) => StringExpr>({
  name: 'monthName', spark: 'monthname', group: 'date and time',
  params: [param('time', TIME)], returns: returnsString, nullable: asDate,
  example: { of: (): Expr => monthName(date('2013-01-31')), gives: 'Jan' },
});
/** The hour, 0 to 23. */
export const hour = fn<(time: Moment) => NumberExpr<'int'>>({
  name: 'hour', spark: 'hour', group: 'date and time',
  params: [param('time', TIMESTAMP)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => hour(timestamp('2013-01-31T17:30:05Z')), gives: 17 },
});
/** The minute, 0 to 59. */
export const minute = fn<(time: Moment) => NumberExpr<'int'>>({
  name: 'minute', spark: 'minute', group: 'date and time',
  params: [param('time', TIMESTAMP)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => minute(timestamp('2013-01-31T17:30:05Z')), gives: 30 },
});
/** The second, 0 to 59, without its fraction. */
export const second = fn<(time: Moment) => NumberExpr<'int'>>({
  name: 'second', spark: 'second', group: 'date and time',
  params: [param('time', TIMESTAMP)], returns: returnsInt, nullable: anyNull,
  example: { of: (): Expr => second(timestamp('2013-01-31T17:30:05Z')), gives: 5 },
});
