import type { EnvironmentModel, Model } from '../../model/model.ts';
import { isProduction, shortIdentifier } from '../physical.ts';
import type { YamlMap } from '../../utils/yaml-text.ts';
import { literal, reference } from './literal.ts';
import { principalOf } from './run-as.ts';

// One copy per deployer: production has one, the principal of the workflow.
const ROOT_PATH = `/Workspace/Users/${reference('workspace.current_user.userName')}/.bundle/${reference('bundle.name')}/${reference('bundle.target')}`;

const targetOf = (environment: EnvironmentModel, isDefault: boolean): YamlMap => {
  const runAs = environment.runAs && principalOf(environment.runAs);
  return {
    mode: isProduction(environment) ? 'production' : 'development',
    default: isDefault ? true : undefined,
    workspace: { host: literal(environment.host), root_path: isProduction(environment) ? ROOT_PATH : undefined },
    // Whoever runs the job must be able to read its configuration. `run_as` itself is set on each job: apps cannot run as somebody else.
    permissions: runAs && [{ level: 'CAN_VIEW', ...runAs }],
  };
};

/** databricks/bundle.yml: what is deployed where. */
export const bundleOf = (model: Model): YamlMap => {
  const sandbox = model.environments.find((environment) => !isProduction(environment));
  const folders = [...new Set(model.apps.map(({ sourceDirectory }) => `../${sourceDirectory}`))].toSorted();
  const pipelines = model.jobs.some(({ engine }) => engine === 'declarative') ? ['../pipelines'] : [];
  return {
    bundle: { name: shortIdentifier(model.project.package), engine: 'direct', databricks_cli_version: '>= 1.3.0' },
    include: ['resources/*.yml', 'variables/*.yml'],
    sync: { paths: ['.', '../config', '../databricks_apps', ...(model.dashboards.length > 0 ? ['../dashboards'] : []), ...pipelines, ...folders] },
    artifacts: { project_wheel: { type: 'whl', path: '..', build: 'uv build --wheel --clear' } },
    // Names of tables follow from the environment alone: a schema with a prefix would differ from the runtime's.
    experimental: { skip_name_prefix_for_schema: true },
    targets: Object.fromEntries(model.environments.map((environment) => [environment.name, targetOf(environment, environment === sandbox)])),
  };
};
