/** What functions of days and moments mean, in UTC, like the sessions of all runs and tests. Years of four digits only. */
import { fails, MOMENT, NUMBER, type Signed, signed, TEXT, TIME } from './meaning.ts';
import { UNKNOWN, type Value } from './values.ts';

const SECOND = 1000;
const DAY = 86_400_000;
const FOUR_DIGITS = /^[1-9]\d{3}-/;

/** A day or a moment, as milliseconds; NaN for other years. */
const millis = (value: string): number => (FOUR_DIGITS.test(value) ? Date.parse(value) : Number.NaN);
/** The midnight before it. */
const midnight = (value: string): Date => new Date(millis(value.slice(0, 10)));
const momentText = (at: number): Value => {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return UNKNOWN;
  const text = date.toISOString();
  return FOUR_DIGITS.test(text) ? text : UNKNOWN;
};
const dayText = (at: number): Value => {
  const text = momentText(at);
  return typeof text === 'string' ? text.slice(0, 10) : text;
};
const known = (value: number): Value => (Number.isNaN(value) ? UNKNOWN : value);

/** Monday is 0. */
const weekdayOf = (day: Date): number => (day.getUTCDay() + 6) % 7;
const yearStart = (day: Date): number => Date.UTC(day.getUTCFullYear(), 0, 1);
/** Weeks begin on Monday and belong to the year of their Thursday. */
const weekOf = (day: Date): number => {
  const thursday = new Date(day.getTime() + (3 - weekdayOf(day)) * DAY);
  return 1 + Math.floor((thursday.getTime() - yearStart(thursday)) / (7 * DAY));
};
const lastOf = (day: Date, months = 0): number => Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months + 1, 0);
/** The same day of another month, or its last. */
const movedByMonths = (day: Date, months: number): number =>
  Math.min(lastOf(day, months), Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, 1) + (day.getUTCDate() - 1) * DAY);

const startOf: Readonly<Record<string, (at: Date) => number>> = {
  year: yearStart,
  quarter: (at) => Date.UTC(at.getUTCFullYear(), Math.floor(at.getUTCMonth() / 3) * 3, 1),
  month: (at) => Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1),
  week: (at) => Math.floor(at.getTime() / DAY) * DAY - weekdayOf(at) * DAY,
  day: (at) => Math.floor(at.getTime() / DAY) * DAY,
  hour: (at) => Math.floor(at.getTime() / 3_600_000) * 3_600_000,
  minute: (at) => Math.floor(at.getTime() / 60_000) * 60_000,
  second: (at) => Math.floor(at.getTime() / SECOND) * SECOND,
};
const OF_DAYS = new Set(['year', 'quarter', 'month', 'week']);
const truncated = (unit: string, at: Date): number => startOf[unit]?.(at) ?? Number.NaN;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** Where the letters of a format are in the text of a moment. */
const LETTERS: Readonly<Record<string, readonly [number, number]>> = { yyyy: [0, 4], MM: [5, 7], dd: [8, 10], HH: [11, 13], mm: [14, 16], ss: [17, 19] };
const formatted = (at: number, format: string): Value => {
  const text = momentText(at);
  const parts = format.match(/([A-Za-z])\1*|[-/.: _]/g) ?? [];
  if (typeof text !== 'string' || parts.join('') !== format) return UNKNOWN;
  if (parts.some((part) => /^[A-Za-z]/.test(part) && !Object.hasOwn(LETTERS, part))) return UNKNOWN;
  return parts.map((part) => (LETTERS[part] ? text.slice(LETTERS[part][0], LETTERS[part][1]) : part)).join('');
};

const part = (of: (day: Date) => number): Signed => signed([TIME], ([value]: readonly string[]) => known(of(midnight(value as string))));
const name = (of: (day: Date) => string | undefined): Signed => signed([TIME], ([value]: readonly string[]) => of(midnight(value as string)) ?? UNKNOWN);
/** Two digits of a moment. */
const digits = (from: number): Signed => signed([MOMENT], ([value]: readonly string[]) => known(Number((value as string).slice(from, from + 2))));
const moved = (by: (day: Date, count: number) => number): Signed =>
  signed([TIME, NUMBER], ([value, count]: readonly [string, number]) => dayText(by(midnight(value), count)));

export const MOMENTS: Readonly<Record<string, Signed>> = {
  year: part((day) => day.getUTCFullYear()),
  quarter: part((day) => Math.floor(day.getUTCMonth() / 3) + 1),
  month: part((day) => day.getUTCMonth() + 1),
  dayOfMonth: part((day) => day.getUTCDate()),
  dayOfYear: part((day) => Math.round((day.getTime() - yearStart(day)) / DAY) + 1),
  dayOfWeek: part((day) => day.getUTCDay() + 1),
  weekday: part(weekdayOf),
  weekOfYear: part(weekOf),
  dayName: name((day) => WEEKDAYS[weekdayOf(day)]),
  monthName: name((day) => MONTHS[day.getUTCMonth()]),
  hour: digits(11),
  minute: digits(14),
  second: digits(17),
  addDays: moved((day, days) => day.getTime() + days * DAY),
  dateSub: moved((day, days) => day.getTime() - days * DAY),
  addMonths: moved(movedByMonths),
  lastDay: signed([TIME], ([value]: readonly string[]) => dayText(lastOf(midnight(value as string)))),
  trunc: signed([TIME, TEXT], ([value, unit]: readonly [string, string]) => (OF_DAYS.has(unit) ? dayText(truncated(unit, midnight(value))) : UNKNOWN)),
  toDate: signed([TIME], ([value]: readonly string[]) => dayText(millis(value as string))),
  dateDiff: signed([TIME, TIME], ([end, start]: readonly [string, string]) => known(Math.round((midnight(end).getTime() - midnight(start).getTime()) / DAY))),
  dateTrunc: signed([TEXT, TIME], ([unit, value]: readonly [string, string]) => momentText(truncated(unit, new Date(millis(value))))),
  dateFormat: signed([TIME, TEXT], ([value, format]: readonly [string, string]) => formatted(millis(value), format)),
  addDuration: signed([MOMENT, NUMBER], ([value, seconds]: readonly [string, number]) => momentText(millis(value) + seconds * SECOND)),
  unixSeconds: signed([MOMENT], ([value]: readonly string[]) => known(Math.floor(millis(value as string) / SECOND))),
  makeDate: signed([NUMBER, NUMBER, NUMBER], ([year, month, day]: readonly [number, number, number]) => {
    const text = dayText(Date.UTC(year, month - 1, day));
    if (year < 1000 || year > 9999) return UNKNOWN;
    return typeof text === 'string' && Number(text.slice(5, 7)) === month && Number(text.slice(8)) === day ? text : fails();
  }),
};

/** A moment as Spark casts it to text: without a fraction that is zero. */
export const textOfMoment = (value: string): Value =>
  FOUR_DIGITS.test(value) ? `${value.slice(0, 10)} ${value.slice(11, 19)}${value.slice(19, -1).replace(/\.?0*$/, '')}` : UNKNOWN;
/** A day at its midnight, as Spark casts it to a moment. */
export const midnightOf = (day: string): Value => momentText(millis(day));
export const dayOfMoment = (value: string): Value => dayText(millis(value));
