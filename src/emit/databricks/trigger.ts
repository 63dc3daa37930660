import type { LayerModel, Model, TableModel } from '../../model/model.ts';
import type { TriggerModel } from '../../model/operations.ts';
import { schemaOf } from '../../model/names.ts';
import { parseCron, quartzOf } from '../../utils/cron.ts';
import type { YamlMap } from '../../utils/yaml-text.ts';
import { settingIn } from '../physical.ts';
import { nameParts } from '../sql/names.ts';
import { CATALOG_VARIABLE, catalogVariable } from './keys.ts';
import { literal, reference } from './literal.ts';

const variable = (name: string): string => reference(`var.${name}`);

/** `catalog.schema.table` of a table as it is in a target. */
export const fullName = (model: Model, key: string, environment: string): string => {
  const table = model.tables.find((one) => one.key === key) as TableModel;
  if (table.body.kind === 'external') {
    // The runtime fills in the same catalog.
    const parts = nameParts(settingIn(table.body.name, environment)).map((part) => (part === '{catalog}' ? variable(CATALOG_VARIABLE) : literal(part)));
    return parts.join('.');
  }
  const layer = model.layers.find(({ name }) => name === table.layer) as LayerModel;
  return [variable(catalogVariable(layer)), literal(schemaOf(model, layer)), literal(table.name)].join('.');
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
