import type { EnvironmentModel, Model, TableModel } from '../../model/model.ts';
import type { AppModel } from '../../model/operations.ts';
import type { YamlMap } from '../../utils/yaml-text.ts';
import { settingIn, shortIdentifier } from '../physical.ts';
import { appName } from './app-name.ts';
import { appKey, WAREHOUSE_VARIABLE } from './keys.ts';
import { literal } from './literal.ts';
import { fromResources, STARTED, variable } from './resources.ts';
import { fullName } from './trigger.ts';

const WAREHOUSE = 'warehouse';
/** Names of resources: lower case letters, digits and `-`, at most 30 of them. What would become the same name gets a number. */
const resourceNames = <T>(start: string, items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<T, string> => {
  const taken = new Set<string>();
  return new Map(
    items.map((item) => {
      const name = `${start}-${shortIdentifier(nameOf(item), 26 - start.length).replaceAll('_', '-')}`.replace(/-+$/, '');
      let free = name;
      for (let n = 2; taken.has(free); n++) free = `${name}-${n}`;
      taken.add(free);
      return [item, free];
    }),
  );
};
/** `gold.daily` as `TABLE_GOLD_DAILY`. */
const tableVariable = ({ layer, name }: TableModel): string => `TABLE_${shortIdentifier(`${layer}_${name}`).toUpperCase()}`;

const appOf = (model: Model, app: AppModel, environment: EnvironmentModel | undefined): YamlMap => {
  const target = environment?.name ?? '';
  const byKey = new Map(model.tables.map((table) => [table.key, table]));
  const used = [...new Set([...app.reads, ...app.writes])].flatMap((key) => byKey.get(key) ?? []);
  // Tables of the project may not be there yet when it is deployed: the job that applies SQL grants those.
  const external = used.filter(({ kind }) => kind === 'external');
  const tableNames = resourceNames('table', external, ({ name }) => name);
  const variables = Object.entries(app.environment).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const secrets = variables.flatMap(([name, one]) => (one.kind === 'secret' ? [{ name, secret: one.secret }] : []));
  const secretNames = resourceNames(
    'secret',
    secrets.map(({ name }) => name),
    (name) => name,
  );
  const resources: readonly YamlMap[] = [
    ...(used.length > 0 ? [{ name: WAREHOUSE, sql_warehouse: { id: variable(WAREHOUSE_VARIABLE), permission: 'CAN_USE' } }] : []),
    ...external.map((table) => ({
      name: tableNames.get(table),
      uc_securable: { securable_type: 'TABLE', securable_full_name: fullName(model, table.key, target), permission: 'SELECT' },
    })),
    ...secrets.map(({ name, secret }) => ({
      name: secretNames.get(name),
      secret: { scope: settingIn(secret.scope, target), key: secret.key, permission: 'READ' },
    })),
  ];
  const env: readonly YamlMap[] = [
    ...(used.length > 0 ? [{ name: 'DATABRICKS_WAREHOUSE_ID', value_from: WAREHOUSE }] : []),
    ...used.map((table) => ({ name: tableVariable(table), value: fullName(model, table.key, target) })),
    ...variables.map(([name, one]) =>
      one.kind === 'secret' ? { name, value_from: secretNames.get(name) } : { name, value: literal(settingIn(one.value, target)) },
    ),
  ];
  return {
    name: environment ? appName(model, environment, app.name) : undefined,
    description: literal(`${model.project.name}: ${app.name}`),
    source_code_path: fromResources(app.sourceDirectory),
    lifecycle: STARTED,
    resources: resources.length > 0 ? resources : undefined,
    config: env.length > 0 ? { env } : undefined,
  };
};

/** Apps of the project's own. */
export const ownApps = (model: Model, environment: EnvironmentModel | undefined): YamlMap =>
  Object.fromEntries(model.apps.map((app) => [appKey(app), appOf(model, app, environment)]));
