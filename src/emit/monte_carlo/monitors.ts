import type { EnvironmentModel, Model, MonitorModel, TableModel } from '../../model/model.ts';
import type { YamlMap } from '../../utils/yaml-text.ts';
import { sqlIdentifier } from '../../utils/sql-text.ts';
import { settingIn } from '../physical.ts';
import { sqlLine } from '../sql/expression.ts';
import { assetName, audienceOf, monitorName } from './names.ts';

type Metric = MonitorModel['metric'];
/** Volume metrics have nothing to compare with: Monte Carlo learns what is usual. */
const LEARNED: ReadonlySet<Metric> = new Set(['ROW_COUNT_CHANGE', 'TIME_SINCE_LAST_ROW_COUNT_CHANGE']);
const WORDS: { readonly [M in Metric]: (column: string) => string } = {
  ROW_COUNT_CHANGE: () => 'row count changes as usual',
  TIME_SINCE_LAST_ROW_COUNT_CHANGE: () => 'rows arrive in time',
  NULL_RATE: (column) => `share of NULL in ${column}`,
  UNIQUE_RATE: (column) => `share of different values in ${column}`,
  NUMERIC_MEAN: (column) => `mean of ${column}`,
  NUMERIC_STDDEV: (column) => `standard deviation of ${column}`,
  TEXT_MAX_LENGTH: (column) => `longest text in ${column}`,
  FUTURE_TIMESTAMP_COUNT: (column) => `times in the future in ${column}`,
};
const LONGEST_DESCRIPTION = 512;

/** One condition per bound: an alert is raised if either is true. */
const conditions = ({ metric, column, threshold }: MonitorModel): readonly YamlMap[] => {
  const fields = column === undefined ? {} : { fields: [column] };
  if (threshold === 'auto' || LEARNED.has(metric)) return [{ metric, operator: 'AUTO', ...fields }];
  return [
    ...(threshold.above === undefined ? [] : [{ metric, operator: 'GT', threshold_value: threshold.above, ...fields }]),
    ...(threshold.below === undefined ? [] : [{ metric, operator: 'LT', threshold_value: threshold.below, ...fields }]),
  ];
};

/** Views allow only the kind `fixed`. */
const scheduleOf = ({ schedule }: MonitorModel): YamlMap =>
  schedule.kind === 'every'
    ? { type: 'fixed', interval_minutes: schedule.minutes }
    : { type: 'fixed', interval_crontab: [schedule.cron], timezone: schedule.timezone };

/** A monitor of Monte Carlo's kind `metric`. */
export const monitorYaml = (model: Model, environment: EnvironmentModel, monitor: MonitorModel, table: TableModel): YamlMap => {
  // With equal descriptions, Monte Carlo overwrites one monitor with another, so the description contains the name.
  const description = `${monitor.table}: ${WORDS[monitor.metric](monitor.column ?? '')} (${monitor.name})`;
  const audiences = [...new Set(settingIn(monitor.notify, environment.name).map((notify) => audienceOf(model, notify)))];
  return {
    name: monitorName(monitor),
    description: [...description].slice(0, LONGEST_DESCRIPTION).join(''),
    data_source: { table: assetName(model, environment, table) },
    ...(monitor.where === undefined ? {} : { where_condition: sqlLine(monitor.where, (_, name) => sqlIdentifier(name)) }),
    ...(monitor.segmentBy === undefined ? {} : { segment_fields: [monitor.segmentBy] }),
    alert_conditions: conditions(monitor),
    schedule: scheduleOf(monitor),
    ...(audiences.length === 0 ? {} : { audiences }),
  };
};
