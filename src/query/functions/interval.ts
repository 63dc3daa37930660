/** Lengths of time, as values of columns; `Duration` is one that is known in the definition. */
import { castNullable } from '../cast.ts';
import { type DataTypeNode, decimal, scalar } from '../datatype.ts';
import type { Agg, Expr, IntervalExpr, NumberExpr, TimestampExpr } from '../expr.ts';
import type { IntegerKind, IntervalKind, NumericKind, TimeKind } from '../kinds.ts';
import { int } from '../types.ts';
import { fn } from './catalogue.ts';
import { onRows } from './examples.ts';
import { always, anyNull, constant, INTEGER, INTERVAL, mayBeNull, NUMBER, option, param, returnsBigint, returnsInt, sameAs, TEXT, TIME, type TypeRule } from './record.ts';
import { nullAs, typeAt } from './rules.ts';
import type { IntervalPartOf, TimePartOf } from './result-types.ts';
import { date, timestamp } from './values.ts';

type Whole = Expr<IntegerKind> | number;
type Num = Expr<NumericKind> | number;
const DAY_TIME = scalar('interval day to second');
const YEAR_MONTH = scalar('interval year to month');
const FRACTION = decimal(8, 6);

/** A length of days, hours, minutes and seconds. */
export const makeDtInterval = fn<(days: Whole, hours?: Whole, minutes?: Whole, seconds?: Num) => IntervalExpr<'interval day to second'>>({
  name: 'makeDtInterval', spark: 'make_dt_interval', group: 'interval',
  params: [param('days', INTEGER), param('hours', INTEGER, { optional: true }), param('minutes', INTEGER, { optional: true }), param('seconds', NUMBER, { optional: true })],
  returns: always(DAY_TIME), nullable: (args) => anyNull(args) || (args[3] !== undefined && castNullable(args[3].type, decimal(18, 6))),
  example: { of: (): Expr => makeDtInterval(1, 2).eq(makeDtInterval(0, 26)), gives: true },
});
/** A length of years and months. */
export const makeYmInterval = fn<(years: Whole, months?: Whole) => IntervalExpr<'interval year to month'>>({
  name: 'makeYmInterval', spark: 'make_ym_interval', group: 'interval',
  params: [param('years', INTEGER), param('months', INTEGER, { optional: true })], returns: always(YEAR_MONTH), nullable: anyNull,
  example: { of: (): Expr => makeYmInterval(1, 2).eq(makeYmInterval(0, 14)), gives: true },
});
const PART_TYPES: Readonly<Record<string, DataTypeNode>> = { MONTH: scalar('tinyint'), HOUR: scalar('tinyint'), MINUTE: scalar('tinyint'), SECOND: FRACTION };
const intervalPartType: TypeRule = (args) => {
  const [part, type] = [args[0]?.kind === 'literal' ? String(args[0].value).toUpperCase() : '', typeAt(args, 1)];
  const known = type.kind === 'interval year to month' ? ['YEAR', 'MONTH'] : ['DAY', 'HOUR', 'MINUTE', 'SECOND'];
  if (type.kind !== 'error' && !known.includes(part)) return { kind: 'argument-type', function: 'intervalPart', argument: 'part', expected: known.join(', '), actual: part };
  return PART_TYPES[part] ?? scalar('int');
};
/** One part of a length of time: its seconds have a fraction, its months stay below 12, its hours below 24. */
export const intervalPart = fn<<P extends keyof IntervalPartOf>(part: P, interval: Expr<IntervalKind>) => NumberExpr<IntervalPartOf[P]>>({
  name: 'intervalPart', spark: 'date_part', group: 'interval',
  params: [constant('part', TEXT), param('interval', INTERVAL)], returns: intervalPartType, nullable: anyNull,
  example: { of: (): Expr => intervalPart('HOUR', makeDtInterval(1, 26)), gives: 2 },
});
/** One part of a day or moment, by SQL's name: SQL's `extract(part FROM time)`. Seconds have a fraction; `year`, `month`, … are shorter. */
export const datePart = fn<<P extends keyof TimePartOf>(part: P, time: Expr<TimeKind>) => NumberExpr<TimePartOf[P]>>({
  name: 'datePart', spark: 'date_part', group: 'date and time',
  params: [constant('part', TEXT), param('time', TIME)],
  returns: (args) => (args[0]?.kind === 'literal' && args[0].value === 'SECOND' ? FRACTION : returnsInt(args)),
  nullable: (args) => nullAs(scalar(args[0]?.kind === 'literal' && TIMES_OF_DAY.has(String(args[0].value)) ? 'timestamp' : 'date'), 1)(args),
  example: { of: (): Expr => datePart('YEAROFWEEK', date('2012-12-31')), gives: 2013 },
});
const TIMES_OF_DAY = new Set(['HOUR', 'MINUTE', 'SECOND']);
type Unit = 'YEAR' | 'QUARTER' | 'MONTH' | 'WEEK' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND' | 'MILLISECOND' | 'MICROSECOND';
/** This many units later (negative: earlier); a day counts from its start. For months, the last day where the target has fewer. */
export const timestampAdd = fn<(unit: Unit, count: Whole, time: Expr<TimeKind>) => TimestampExpr>({
  name: 'timestampAdd', spark: 'timestampadd', pyspark: 'timestamp_add', group: 'date and time',
  params: [option('unit', TEXT), param('count', INTEGER), param('time', TIME)],
  returns: (args) => scalar(typeAt(args, 2).kind === 'timestamp_ntz' ? 'timestamp_ntz' : 'timestamp'), nullable: anyNull,
  example: { of: (): Expr => timestampAdd('MONTH', 1, timestamp('2013-01-31T17:30:00Z')), gives: '2013-02-28T17:30:00Z' },
});
/** Whole units from `start` to `end`; negative where `end` is earlier. */
export const timestampDiff = fn<(unit: Unit, start: Expr<TimeKind>, end: Expr<TimeKind>) => NumberExpr<'bigint'>>({
  name: 'timestampDiff', spark: 'timestampdiff', pyspark: 'timestamp_diff', group: 'date and time',
  params: [option('unit', TEXT), param('start', TIME), param('end', TIME)], returns: returnsBigint, nullable: nullAs(scalar('timestamp'), 1, 2),
  example: { of: (): Expr => timestampDiff('HOUR', date('2013-01-31'), timestamp('2013-02-01T01:30:00Z')), gives: 25 },
});
/** Sum of lengths of time; NULL over none. */
export const sumInterval = fn<<K extends IntervalKind>(length: Expr<K>) => Agg<K>>({
  name: 'sumInterval', spark: 'sum', group: 'aggregate', kind: 'aggregate',
  params: [param('length', INTERVAL)], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [null], [2]], (r): Expr => sumInterval(makeDtInterval(0, r.v)).eq(makeDtInterval(0, 3)), true),
});
/** Mean of lengths of time; NULL over none. */
export const avgInterval = fn<<K extends IntervalKind>(length: Expr<K>) => Agg<K>>({
  name: 'avgInterval', spark: 'avg', group: 'aggregate', kind: 'aggregate',
  params: [param('length', INTERVAL)], returns: sameAs(0), nullable: mayBeNull,
  example: onRows({ v: int() }, [[1], [null], [2]], (r): Expr => avgInterval(makeDtInterval(0, r.v)).eq(makeDtInterval(0, 0, 90)), true),
});
