import type { Model, TableModel } from '../../model/model.ts';
import type { TriggerModel } from '../../model/operations.ts';
import { parseCron, quartzOf } from '../../utils/cron.ts';
import type { YamlMap } from '../../utils/yaml-text.ts';
import { addressIn } from '../address.ts';
import { catalogVariable } from './keys.ts';
import { literal, reference } from './literal.ts';

const variable = (name: string): string => reference(`var.${name}`);

/** `catalog.schema.table` of a table as it is in a target. */
export const fullName = (model: Model, key: string, environment: string): string => {
  const table = model.tables.find((one) => one.key === key) as TableModel;
  const { catalog, path } = addressIn(model, table, environment);
  return [catalog.kind === 'own' ? variable(catalogVariable(catalog.layer)) : literal(catalog.name), ...path.map(literal)].join('.');
};

const quartz = (cron: string): string => {
  const parsed = parseCron(cron);
  if (typeof parsed === 'string') throw new Error(`"${cron}" was not checked: ${parsed}`);
  return quartzOf(parsed);
};
const HOUR = 3600;
const periodic = (seconds: number): YamlMap => {
  if (seconds % (24 * HOUR) === 0) return { interval: seconds / (24 * HOUR), unit: 'DAYS' };
  return seconds % HOUR === 0 ? { interval: seconds / HOUR, unit: 'HOURS' } : { interval: seconds / 60, unit: 'MINUTES' };
};

/** When a job starts by itself. Whether it does in a target follows from its mode: the CLI pauses personal copies. */
export const triggerOf = (model: Model, trigger: TriggerModel, environment: string): YamlMap => {
  switch (trigger.kind) {
    case 'cron':
      return { schedule: { quartz_cron_expression: quartz(trigger.cron), timezone_id: trigger.timezone } };
    case 'every':
      return { trigger: { periodic: periodic(trigger.seconds) } };
    case 'onUpdateOf':
      return { trigger: { table_update: { table_names: trigger.tables.map((key) => fullName(model, key, environment)), condition: 'ANY_UPDATED' } } };
    case 'continuous':
      return { continuous: { task_retry_mode: 'ON_FAILURE' } };
  }
};
