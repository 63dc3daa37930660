import type { Model } from '../../model/model.ts';
import type { JobModel, TriggerModel } from '../../model/operations.ts';
import { markdownCode, markdownTable, markdownText } from '../../utils/markdown-text.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { everything } from '../databricks/job.ts';
import { jobKey, refreshJobKey, tablesJobKey } from '../databricks/keys.ts';
import { parametersOf } from '../databricks/parameters.ts';
import { layersOf } from '../databricks/refresh.ts';
import { branchOf } from '../project/branches.ts';
import { ownLayers, settingLists } from '../physical.ts';
import { count, markdownPage, tableLink } from './page.ts';

/** What starts a job, in words. */
const startOf = ({ trigger }: JobModel): string => {
  if (!trigger) return 'by hand';
  const words = (one: TriggerModel): string => {
    switch (one.kind) {
      case 'cron':
        return `${markdownCode(one.cron)} ${markdownText(one.timezone)}`;
      case 'every':
        return `every ${one.seconds / 60} minutes`;
      case 'onUpdateOf':
        return `after a write to ${one.tables.map(markdownCode).join(', ')}`;
      case 'continuous':
        return 'continuously';
    }
  };
  return [words(trigger.value), ...Object.entries(trigger.overrides ?? {}).map(([name, one]) => `in ${markdownCode(name)} ${words(one)}`)].join('; ');
};
const refreshed = ({ refreshes }: JobModel): string => refreshes.map((one) => markdownCode(one.kind === 'layer' ? one.layer : one.table)).join(', ');
const jobs = (model: Model): readonly string[] => {
  const run = (key: string): string => `\`\`\`sh\ncd databricks && databricks bundle run ${key} --target ENVIRONMENT\n\`\`\``;
  if (model.jobs.length === 0)
    return [run(refreshJobKey(model)), 'It refreshes everything, with one task per layer. A table that fails stops only the tables that read it.'];
  return [
    markdownTable(
      ['Job', 'Refreshes', 'Starts', 'Key in the bundle'],
      model.jobs.map((job) => [markdownCode(job.name), refreshed(job), startOf(job), markdownCode(jobKey(job))]),
    ),
    run('KEY'),
    'A job has one task per layer. A table that fails stops only the tables that read it.',
  ];
};

const PARAMETERS: Readonly<Record<string, string>> = {
  backfill: 'an interval to recompute, as `2026-01-01..2026-02-01`, its end excluded; needs `tables`',
  full_refresh: '`true` empties the tables first and builds them from all of their sources',
  tables: 'only these, as `layer.table`, separated by blanks; empty for all',
};
/** The parameters of a run of a batch job. */
const askedFor = (model: Model): readonly string[] => {
  const batch = model.jobs.filter(({ engine }) => engine === 'batch');
  const jobs = model.jobs.length === 0 ? [everything(ownLayers(model))] : batch;
  const names = new Set(jobs.flatMap((job) => parametersOf(model, layersOf(model, job.refreshes)).map(({ name }) => String(name))));
  if (names.size === 0) return [];
  const example = names.has('backfill') ? 'backfill=2026-01-01..2026-02-01,tables=LAYER.TABLE' : 'full_refresh=true,tables=LAYER.TABLE';
  return [
    '## Runs with parameters',
    'A run takes parameters: in the workspace by "Run now with different parameters", and on the command line:',
    `\`\`\`sh\ncd databricks && databricks bundle run KEY --target ENVIRONMENT --params ${example}\n\`\`\``,
    markdownTable(
      ['Parameter', 'Asks for'],
      Object.entries(PARAMETERS)
        .filter(([name]) => names.has(name))
        .map(([name, what]) => [markdownCode(name), what]),
    ),
  ];
};

/** docs/deployment.md: how changes get to each environment. */
export const deploymentPage = (model: Model): OutputFile =>
  markdownPage('docs/deployment.md', [
    '# Deployment',
    'Everything is deployed by one bundle, `databricks/bundle.yml`: schemas, the volume of source files, jobs, pipelines, dashboards, the data catalogue and other apps. It needs the Databricks CLI, 1.3.0 or newer, and `uv`, which builds the wheel.',
    '```sh\nscripts/deploy.sh ENVIRONMENT\n```',
    'The script validates the bundle strictly, deploys it, and has all apps run with their newest files. What would delete data, such as a schema, is refused unless `--auto-approve` is given after the environment.',
    '## By a push',
    'The workflow `.github/workflows/deploy.yml` checks every pull request, and deploys pushes:',
    markdownTable(
      ['Branch', 'Environment'],
      model.environments.map((environment) => [markdownCode(branchOf(environment)), markdownCode(environment.name)]),
    ),
    'It signs in by OpenID Connect, so no password is stored: in the workspace, give a service principal a federation policy for this repository and the GitHub environment of the same name, and set its application ID as the variable `DATABRICKS_CLIENT_ID` of that GitHub environment.',
    '## The warehouse',
    'Dashboards and SQL run on the warehouse called Serverless Starter Warehouse, which every new workspace has. Where there is another, give its id: `BUNDLE_VAR_warehouse_id=… scripts/deploy.sh ENVIRONMENT`.',
    '## The jobs',
    ...jobs(model),
    `\`\`\`sh\ncd databricks && databricks bundle run ${tablesJobKey(model)} --target ENVIRONMENT\n\`\`\``,
    'It applies `databricks/sql/`: primary keys, tags, privileges on tables, masks, row filters and owners, which a refresh does not touch. Run it before the first refresh, because keys are set when a table is created, and after any of these has changed. Running it twice changes nothing; what is no longer declared stays until somebody removes it.',
    ...askedFor(model),
  ]);

const MONITOR_HEAD = ['Monitor', 'Table', 'Metric', 'Column', 'Alarm', 'Notifies'];

/** docs/observability.md: what a run reports, and what watches the data. */
export const observabilityPage = (model: Model): OutputFile =>
  markdownPage('docs/observability.md', [
    '# Observability',
    model.project.ownerTeam === undefined ? '' : `${markdownText(model.project.ownerTeam)} is responsible for this project.`,
    '## Logs',
    'Each run writes for each table the rows that came in, were kept, quarantined and dropped, and the violations of each rule; locally as text, on Databricks as one JSON object a line. `observability.log_level` and `observability.log_format` in `config/` change that.',
    '## Monitors',
    ...(model.monitors.length === 0
      ? ['No Monte Carlo monitor is declared.']
      : [
          `${count(model.monitors.length, 'Monte Carlo monitor')}, written to \`monte_carlo/\`:`,
          markdownTable(
            MONITOR_HEAD,
            model.monitors.map(({ name, table, metric, column, threshold, notify }) => [
              markdownCode(name),
              tableLink(model, table, ''),
              metric,
              column === undefined ? '' : markdownCode(column),
              threshold === 'auto'
                ? 'learned'
                : [
                    ...(threshold.above === undefined ? [] : [`above ${threshold.above}`]),
                    ...(threshold.below === undefined ? [] : [`below ${threshold.below}`]),
                  ].join(', '),
              settingLists(notify).map(markdownText).join(', '),
            ]),
          ),
          'Each environment has a namespace of its own, and applying it deletes monitors that are no longer declared. Who is notified is applied once:',
          `\`\`\`sh\n${['montecarlo monitors apply --project-dir monte_carlo', ...model.environments.map(({ name }) => `montecarlo monitors apply --project-dir monte_carlo/monitors/${name}`)].join('\n')}\n\`\`\``,
        ]),
    '## Dashboards',
    ...(model.dashboards.length === 0
      ? ['No dashboard is declared.']
      : [
          markdownTable(
            ['Dashboard', 'Title', 'Widgets'],
            model.dashboards.map(({ name, title, widgets }) => [markdownCode(name), markdownText(title), String(widgets.length)]),
          ),
        ]),
    'Rules are listed in [quality rules](quality-rules.md).',
  ]);
