import type { Model } from '../../model/model.ts';
import { markdownCode, markdownTable, markdownText } from '../../utils/markdown-text.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { refreshJobKey, tablesJobKey } from '../databricks/keys.ts';
import { branchOf } from '../project/branches.ts';
import { settingLists } from '../physical.ts';
import { count, markdownPage, tableLink } from './page.ts';

/** docs/deployment.md: how changes get to each environment. */
export const deploymentPage = (model: Model): OutputFile =>
  markdownPage('docs/deployment.md', [
    '# Deployment',
    'Everything is deployed by one bundle, `databricks/bundle.yml`: schemas, the volume of source files, jobs, dashboards and the data catalogue. It needs the Databricks CLI, 1.3.0 or newer, and `uv`, which builds the wheel.',
    '```sh\nscripts/deploy.sh ENVIRONMENT\n```',
    'The script validates the bundle strictly and deploys it. What would delete data, such as a schema, is refused unless `--auto-approve` is given after the environment.',
    '## By a push',
    'The workflow `.github/workflows/deploy.yml` checks every pull request, and deploys pushes:',
    markdownTable(
      ['Branch', 'Environment'],
      model.environments.map((environment) => [markdownCode(branchOf(environment)), markdownCode(environment.name)]),
    ),
    'It signs in by OpenID Connect, so that no password is stored: in the workspace, give a service principal a federation policy for this repository and the GitHub environment of the same name, and set its application ID as the variable `DATABRICKS_CLIENT_ID` of that GitHub environment.',
    '## The warehouse',
    'Dashboards and SQL run on the warehouse called Serverless Starter Warehouse, which every new workspace has. Where there is another, give its id: `BUNDLE_VAR_warehouse_id=… scripts/deploy.sh ENVIRONMENT`.',
    '## The jobs',
    `\`\`\`sh\ncd databricks && databricks bundle run ${refreshJobKey(model)} --target ENVIRONMENT\n\`\`\``,
    'It refreshes everything, with one task per layer. A table that fails stops only the tables that read it.',
    `\`\`\`sh\ncd databricks && databricks bundle run ${tablesJobKey(model)} --target ENVIRONMENT\n\`\`\``,
    'It applies `databricks/sql/`: primary keys, tags and owners, which a refresh does not touch. Run it before the first refresh, because keys are set when a table is created, and after tags or owners changed. Running it twice changes nothing.',
  ]);

const MONITOR_HEAD = ['Monitor', 'Table', 'Metric', 'Column', 'Alarm', 'Notifies'];

/** docs/observability.md: what a run tells, and what watches the data. */
export const observabilityPage = (model: Model): OutputFile =>
  markdownPage('docs/observability.md', [
    '# Observability',
    model.project.ownerTeam === undefined ? '' : `${markdownText(model.project.ownerTeam)} answers for this project.`,
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
          'Each environment has a namespace of its own, and applying it deletes monitors that are no longer declared. Who is told is applied once:',
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
