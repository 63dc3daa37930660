/** Unix cron (minute, hour, day of month, month, day of week) checked, and written for Quartz, which Databricks wants. */
interface FieldKind {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly words?: readonly string[];
}
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const;
const FIELDS: readonly FieldKind[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, words: MONTHS },
  // 7 is Sunday too.
  { name: 'day of the week', from: 0, to: 7, words: DAYS },
];

const numberOf = (text: string, { from, to, words = [] }: FieldKind): number | undefined => {
  const word = words.indexOf(text.toUpperCase());
  const value = word >= 0 ? word + (from === 1 ? 1 : 0) : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
};
/** The values that a part such as `5`, `1-5`, `1-20/5` or `*` with a step names; undefined if it is not one. */
const valuesOf = (part: string, kind: FieldKind): readonly number[] | undefined => {
  const [, range = '', step] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
  const [first = '', last, ...more] = range.split('-');
  const low = range === '*' ? kind.from : numberOf(first, kind);
  const high =
    range === '*' ? (kind.to === 7 ? 6 : kind.to) : last === undefined ? (step === undefined ? low : kind.to === 7 ? 6 : kind.to) : numberOf(last, kind);
  const by = Number(step ?? 1);
  // Quartz refuses steps beyond the field.
  if (low === undefined || high === undefined || more.length > 0 || low > high || by < 1 || by > kind.to) return undefined;
  return Array.from({ length: Math.floor((high - low) / by) + 1 }, (_, i) => low + i * by);
};

interface CronField {
  readonly text: string;
  /** Undefined for every value. */
  readonly values: readonly number[] | undefined;
}
/** A schedule whose fields are all right. */
export interface CronSchedule {
  readonly fields: readonly CronField[];
}

const fieldOf = (text: string, kind: FieldKind): CronField | undefined => {
  if (text === '*') return { text, values: undefined };
  const lists = text.split(',').map((part) => valuesOf(part, kind));
  if (lists.some((list) => list === undefined)) return undefined;
  return { text, values: [...new Set(lists.flatMap((list) => list ?? []))].toSorted((a, b) => a - b) };
};

/** The schedule, or what is wrong with it. */
export const parseCron = (text: string): CronSchedule | string => {
  const texts = text.trim().split(/\s+/);
  if (texts.length !== FIELDS.length) return `five fields: ${FIELDS.map(({ name }) => name).join(', ')}`;
  const fields: CronField[] = [];
  for (const [i, kind] of FIELDS.entries()) {
    const field = fieldOf(texts[i] ?? '', kind);
    if (!field) return `a schedule whose ${kind.name} is *, a number from ${kind.from} to ${kind.to}, a range, a list or a step, e.g. 1-5 or */15`;
    fields.push(field);
  }
  const [, , day, , weekday] = fields;
  // Unix cron fires where either fits; Quartz refuses both.
  if (day?.values && weekday?.values) return 'a schedule with a day of the month or a day of the week, not both';
  return { fields };
};

/** `seconds minutes hours day month weekday`. Values are listed one by one, except for plain steps: readers agree on lists. */
export const quartzOf = ({ fields }: CronSchedule): string => {
  const [minute, hour, day, month] = fields.map(({ text, values }) => (values === undefined || /^\*\/\d+$/.test(text) ? text : values.join(',')));
  const days = [...new Set(fields[4]?.values?.map((value) => value % 7) ?? [])].toSorted((a, b) => a - b).map((value) => DAYS[value]);
  const ofWeek = fields[4]?.values ? days.join(',') : undefined;
  return ['0', minute, hour, ofWeek === undefined ? day : '?', month, ofWeek ?? '?'].join(' ');
};

/** Such as `Asia/Kolkata`, `US/Pacific`, `Etc/UTC` or `EST5EDT`: older and newer names, of which Intl does not tell the spelling. */
const looksSpelt = (name: string): boolean => /^(?:Etc\/[A-Z]|[A-Z][^/]*$|(?:US|[A-Z][a-z]+)(?:\/[A-Z][^/]*[a-z][^/]*)+$)/.test(name);
/** The name of a time zone, such as `Europe/Berlin`, in the only spelling that Java knows; undefined if there is no such zone. */
export const timeZoneName = (name: string): string | undefined => {
  // Offsets such as +02:00 have no summer time, and Databricks takes names only.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return timeZone.toLowerCase() !== name.toLowerCase() && looksSpelt(name) ? name : timeZone;
  } catch {
    return undefined;
  }
};
