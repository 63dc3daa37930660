/**
 * monte_carlo/: monitors as code. `montecarlo monitors apply` makes a namespace exactly what its files say, and a namespace in
 * montecarlo.yml beats `--namespace`. A monitor names its table with the catalog of the environment. So every environment has a
 * folder and a namespace of its own, and nobody can apply the monitors of one environment to another by a forgotten flag:
 *
 *     montecarlo monitors apply --project-dir monte_carlo                   who is told, once
 *     montecarlo monitors apply --project-dir monte_carlo/monitors/prod     the monitors of prod
 */
import type { EnvironmentModel, Model, MonitorModel } from '../../model/model.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { type YamlMap, yamlDocument } from '../../utils/yaml-text.ts';
import { HEADER } from '../header.ts';
import { settingLists, shortIdentifier } from '../physical.ts';
import { monitorYaml } from './monitors.ts';
import { alertsNamespace, audienceOf, namespaceOf, recipientOf } from './names.ts';

const FOLDER = 'monte_carlo';
const file = (path: string, content: YamlMap): OutputFile => ({ path: `${FOLDER}/${path}`, content: yamlDocument(content, { header: HEADER }) });
const environmentFolder = (environment: EnvironmentModel): string => `monitors/${environment.name}`;
/** What `--project-dir` must say to apply the monitors of an environment. */
export const monitorFolder = (environment: EnvironmentModel): string => `${FOLDER}/${environmentFolder(environment)}`;

const projectFile = (namespace: string, patterns: readonly string[], { warehouse, domain }: EnvironmentModel['monteCarlo'] = {}): YamlMap => ({
  version: 1,
  namespace,
  default_resource: warehouse,
  default_domain: domain,
  include_file_patterns: patterns,
});

/** Who is notified of alerts: a Slack channel or an address each, in an audience that monitors name. */
const alerts = (model: Model): YamlMap => {
  const notify = [...new Set(model.monitors.flatMap((monitor) => settingLists(monitor.notify)))].toSorted();
  const entries = notify.map((text) => ({ audience: audienceOf(model, text), recipient: recipientOf(text) }));
  const slack = entries.flatMap(({ audience, recipient }) => (recipient.kind === 'slack' ? [{ name: audience, channel: recipient.address, audience }] : []));
  const email = entries.flatMap(({ audience, recipient }) => (recipient.kind === 'email' ? [{ name: audience, emails: [recipient.address], audience }] : []));
  return { montecarlo: { notifications: { ...(slack.length > 0 ? { slack } : {}), ...(email.length > 0 ? { email } : {}) } } };
};

/** The monitors of an environment, a file per layer. */
const monitorFiles = (model: Model, environment: EnvironmentModel): readonly OutputFile[] => {
  const byKey = new Map(model.tables.map((table) => [table.key, table]));
  const layers = new Map<string, MonitorModel[]>(model.layers.map(({ name }) => [name, []]));
  for (const monitor of model.monitors) {
    const table = byKey.get(monitor.table);
    if (table) layers.get(table.layer)?.push(monitor);
  }
  return [...layers].flatMap(([layer, monitors]): readonly OutputFile[] => {
    if (monitors.length === 0) return [];
    const metric = monitors.flatMap((monitor): readonly YamlMap[] => {
      const table = byKey.get(monitor.table);
      return table ? [monitorYaml(model, environment, monitor, table)] : [];
    });
    return [file(`${environmentFolder(environment)}/${shortIdentifier(layer)}.monitors.yml`, { montecarlo: { metric } })];
  });
};

export const emitMonteCarlo = (model: Model): readonly OutputFile[] => {
  if (model.monitors.length === 0 || model.environments.length === 0) return [];
  return [
    file('montecarlo.yml', projectFile(alertsNamespace(model), ['alerts.yaml'])),
    file('alerts.yaml', alerts(model)),
    ...model.environments.flatMap((environment) => [
      file(`${environmentFolder(environment)}/montecarlo.yml`, projectFile(namespaceOf(model, environment), ['*.monitors.yml'], environment.monteCarlo)),
      ...monitorFiles(model, environment),
    ]),
  ];
};
