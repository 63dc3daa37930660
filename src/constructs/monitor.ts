import { Construct } from 'constructs';
import { z } from 'zod';
import { MONITOR_METRICS, type MonitorModel } from '../model/model.ts';
import type { Expr, Row } from '../query/expr.ts';
import type { ColumnName, NumericKind, TimeKind } from '../query/kinds.ts';
import { trace } from '../query/place.ts';
import { readableOf } from '../query/source.ts';
import type { Duration } from '../query/duration.ts';
import { conditionOver } from './callbacks.ts';
import { type Cron, scheduleProblems } from './job.ts';
import { callback, names, optionProblems, text } from './options.ts';
import { freeId, registryOf, report, requireScope } from './registry.ts';
import { type Setting, settingModel, settingOf } from './setting.ts';
import type { Table } from './table.ts';

interface Metrics<S> {
  ROW_COUNT_CHANGE: {};
  TIME_SINCE_LAST_ROW_COUNT_CHANGE: {};
  NULL_RATE: { readonly column: ColumnName<S> };
  UNIQUE_RATE: { readonly column: ColumnName<S> };
  NUMERIC_MEAN: { readonly column: ColumnName<S, NumericKind> };
  NUMERIC_STDDEV: { readonly column: ColumnName<S, NumericKind> };
  TEXT_MAX_LENGTH: { readonly column: ColumnName<S, 'string'> };
  FUTURE_TIMESTAMP_COUNT: { readonly column: ColumnName<S, TimeKind> };
}
/** A metric with what it needs: no column for volume metrics, one of the right kind for the others. */
export type MonitorMetric<S> = {
  [M in keyof Metrics<S>]: {
    /** Monte Carlo's name of the metric. */
    readonly metric: M;
  } & Metrics<S>[M];
}[keyof Metrics<S>];
/** How often Monte Carlo checks. */
export type MonitorSchedule =
  | {
      /** From one check to the next: whole hours. */
      readonly every: Duration;
    }
  | {
      /** A Unix schedule. */
      readonly cron: Cron;
      /** E.g. `Europe/Berlin`. @default 'UTC' */
      readonly timezone?: string;
    };
/** What all monitors can have. */
export interface MonitorOptions<S> {
  /** Only these rows. @default all */
  readonly where?: (row: Row<S>) => Expr<'boolean'>;
  /** One series per value. @default one series */
  readonly segmentBy?: ColumnName<S, 'string'>;
  /** Who is notified: `#channel`, an e-mail address, or the name of an audience. @default nobody */
  readonly notify?: Setting<readonly string[]>;
  /** How often it checks. @default once a day */
  readonly schedule?: MonitorSchedule;
  /** When to raise an alarm: when Monte Carlo finds the value unusual, or at a limit of your own. @default 'auto' */
  readonly threshold?:
    | 'auto'
    | {
        /** Alarm above this value. @default no upper limit */
        readonly above?: number;
        /** Alarm below this value. @default no lower limit */
        readonly below?: number;
      };
}

const isHours = (seconds: unknown): boolean => typeof seconds === 'number' && seconds > 0 && Number.isInteger(seconds / 3600);
const SCHEMA = z.strictObject({
  metric: z.enum(MONITOR_METRICS),
  column: text.optional(),
  where: callback.optional(),
  segmentBy: text.optional(),
  notify: settingOf(names, 'a list of texts, or perEnvironment(…) of them').optional(),
  schedule: z
    .union(
      [
        z.strictObject({ every: z.custom((v) => isHours((v as Duration | null)?.seconds), 'whole hours, e.g. Duration.hours(6)') }),
        z.strictObject({ cron: text, timezone: text.optional() }),
      ],
      '{ every } of whole hours, or { cron }',
    )
    .optional(),
  threshold: z
    .union([z.literal('auto'), z.strictObject({ above: z.number().optional(), below: z.number().optional() })], "'auto' or { above, below }")
    .optional(),
});
const WITHOUT_COLUMN = new Set<string>(['ROW_COUNT_CHANGE', 'TIME_SINCE_LAST_ROW_COUNT_CHANGE']);

const DAY = 1440;
const scheduleModel = (given: MonitorSchedule | undefined): MonitorModel['schedule'] => {
  if (!given) return { kind: 'every', minutes: DAY };
  return 'every' in given ? { kind: 'every', minutes: given.every.seconds / 60 } : { kind: 'cron', cron: given.cron, timezone: given.timezone ?? 'UTC' };
};

/** A Monte Carlo monitor on one table. */
export class MonteCarloMonitor<S> extends Construct {
  constructor(scope: Table<S>, id: string, props: MonitorOptions<NoInfer<S>> & MonitorMetric<NoInfer<S>>) {
    requireScope('MonteCarloMonitor', scope, ['table']);
    super(scope, freeId(scope, `monte_carlo.${id}`));
    const registry = registryOf(this);
    const taken = trace();
    const source = readableOf(scope);
    const table = source?.table ?? '';
    const path = `${registry.project.name}/${table.replace('.', '/')}`;
    const given = props as unknown as { readonly metric: (typeof MONITOR_METRICS)[number]; readonly column?: string };
    const problems = [...optionProblems(SCHEMA, props)];
    if (problems.length === 0 && !WITHOUT_COLUMN.has(given.metric) && given.column === undefined)
      problems.push({ kind: 'missing-option', option: 'column', expected: 'the column to watch' });
    if (problems.length === 0 && WITHOUT_COLUMN.has(given.metric) && given.column !== undefined)
      problems.push({ kind: 'unknown-option', option: 'column', known: [] });
    // Monte Carlo judges volume and freshness by their history only.
    if (problems.length === 0 && WITHOUT_COLUMN.has(given.metric) && typeof props.threshold === 'object')
      problems.push({ kind: 'option-value', option: 'threshold', expected: `'auto' for ${given.metric}`, actual: 'numbers' });
    if (problems.length === 0 && props.schedule && 'cron' in props.schedule) problems.push(...scheduleProblems('schedule', props.schedule));
    const notify = problems.length > 0 ? undefined : settingModel(props.notify ?? [], 'notify', registry);
    problems.push(...(notify?.problems ?? []));
    report(registry, path, taken, problems, ['monitors', id]);
    if (problems.length > 0 || !notify) return;
    registry.monitors.push({
      name: String(id),
      table,
      metric: given.metric,
      notify: notify.setting,
      schedule: scheduleModel(props.schedule),
      threshold: props.threshold ?? 'auto',
      trace: taken,
      ...(given.column === undefined ? {} : { column: given.column }),
      ...(props.where ? { where: conditionOver({ schema: source?.schema ?? [], name: table }, props.where, 'where') } : {}),
      ...(props.segmentBy === undefined ? {} : { segmentBy: props.segmentBy }),
    });
  }
}
