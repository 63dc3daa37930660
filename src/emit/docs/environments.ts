import type { EnvironmentModel, LayerModel, Model } from '../../model/model.ts';
import { schemaOf } from '../../model/names.ts';
import { markdownCode, markdownTable } from '../../utils/markdown-text.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { catalogIn, isProduction, ownLayers, storageRoot } from '../physical.ts';
import { markdownPage } from './page.ts';

const runAs = ({ runAs: who }: EnvironmentModel): string =>
  who ? `${who.kind === 'servicePrincipal' ? 'service principal' : 'user'} ${markdownCode(who.name)}` : 'who deploys';

const schemaRow = (model: Model, layer: LayerModel): readonly string[] => [
  markdownCode(layer.name),
  ...model.environments.map((environment) => markdownCode(`${catalogIn(environment, layer)}.${schemaOf(model, layer)}`)),
];

/** docs/environments.md: where everything is, per environment. */
export const environmentsPage = (model: Model): OutputFile => {
  const roots = model.environments.map((environment) => [markdownCode(environment.name), storageRoot(model, environment)] as const);
  return markdownPage('docs/environments.md', [
    '# Environments',
    'Each environment has a file in `config/`; `config/project.yaml` says what all of them share. A variable overrides a value for one process: `LAKEWRIGHT__SPARK__MASTER=local[4]` sets `spark.master`.',
    markdownTable(
      ['Environment', 'Workspace', 'Mode', 'Runs as'],
      [
        ['`local`', 'this machine', 'real Spark and Delta', 'you'],
        ...model.environments.map((environment) => [
          markdownCode(environment.name),
          markdownCode(environment.host),
          isProduction(environment) ? 'production' : 'development',
          runAs(environment),
        ]),
      ],
    ),
    '## Names of tables',
    'On Databricks a table is `{environment}_{catalog}.{project}_{layer}.{table}`. Open-source Spark has one catalog with Delta, so locally it is `spark_catalog.{environment}_{catalog}__{project}_{layer}.{table}`. The catalogs must exist; schemas are deployed.',
    markdownTable(
      ['Layer', ...model.environments.map(({ name }) => markdownCode(name))],
      ownLayers(model).map((layer) => schemaRow(model, layer)),
    ),
    ...(roots.some(([, root]) => root !== undefined)
      ? [
          '## Source files',
          'Relative paths of sources start in the project folder locally, and elsewhere in a volume:',
          markdownTable(
            ['Environment', 'Folder'],
            roots.map(([name, root]) => [name, markdownCode(root ?? '')]),
          ),
        ]
      : []),
    '## Modes',
    'In development mode jobs and dashboards are personal copies, marked `[dev name]`; tables are not: whoever deploys to the environment writes the same tables. In production mode there is one copy.',
  ]);
};
