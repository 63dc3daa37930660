import type { EnvironmentModel, Model } from '../../model/model.ts';
import type { OutputFile } from '../../utils/output-file.ts';
import { shellWord } from '../../utils/shell-text.ts';
import { type YamlMap, yamlDocument } from '../../utils/yaml-text.ts';
import { HEADER } from '../header.ts';
import { shortIdentifier } from '../physical.ts';
import { branchOf } from './branches.ts';

// By commit, because a tag can be moved.
const CHECKOUT = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1';
const SETUP_NODE = 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020';
const SETUP_PYTHON = 'actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97';
const SETUP_CLI = 'databricks/setup-cli@8821c27b1fe57472264eeb6e50c1f31d69552f28';
const CLI_VERSION = '1.10.0';
const PYTHON_VERSION = '3.12';

const OPENING = '$' + '{{';
/** A text of the definition in a workflow: GitHub would evaluate what is in `${{ }}`. */
const githubText = (text: string): string => text.replaceAll(OPENING, `${OPENING} '${OPENING}' }}`);
/** A text inside an expression. */
const expressionText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const checkout: YamlMap = { uses: CHECKOUT, with: { 'persist-credentials': false } };
const python: YamlMap = { uses: SETUP_PYTHON, with: { 'python-version': PYTHON_VERSION } };

const CHECK: YamlMap = {
  name: 'check',
  'runs-on': 'ubuntu-latest',
  'timeout-minutes': 30,
  steps: [
    checkout,
    { uses: SETUP_NODE, with: { 'node-version': '24' } },
    python,
    { name: 'install', run: 'npm ci\npython -m pip install -r requirements-dev.txt\n' },
    { name: 'the files are those of the definition', run: 'npx lakewright synth --check' },
    { name: 'the definition has no mistakes', run: 'npx lakewright check' },
    { name: 'lint and types', run: 'ruff check .\nmypy src pipelines\n' },
    { name: 'tests', run: 'npx lakewright test' },
  ],
};

const deployJob = (environment: EnvironmentModel): YamlMap => {
  const target = shellWord(environment.name);
  return {
    name: githubText(`deploy to ${environment.name}`),
    needs: 'check',
    if: `github.event_name == 'push' && github.ref == ${expressionText(`refs/heads/${branchOf(environment)}`)}`,
    'runs-on': 'ubuntu-latest',
    'timeout-minutes': 30,
    environment: githubText(environment.name),
    permissions: { contents: 'read', 'id-token': 'write' },
    // A deployment that is cut off in the middle leaves the workspace half changed.
    concurrency: { group: githubText(`deploy-${environment.name}`), 'cancel-in-progress': false },
    env: {
      DATABRICKS_AUTH_TYPE: 'github-oidc',
      DATABRICKS_CLIENT_ID: `${OPENING} vars.DATABRICKS_CLIENT_ID }}`,
      DATABRICKS_HOST: githubText(environment.host),
    },
    steps: [
      checkout,
      python,
      { uses: SETUP_CLI, with: { version: CLI_VERSION } },
      { name: 'install', run: "python -m pip install 'uv>=0.13,<0.14'" },
      { name: 'validate', 'working-directory': 'databricks', run: githubText(`databricks bundle validate --strict --target ${target}`) },
      { name: 'deploy', run: githubText(`scripts/deploy.sh ${target}`) },
    ],
  };
};

/** .github/workflows/deploy.yml: checks every change and deploys pushes, one branch per environment. */
export const workflow = (model: Model): OutputFile => ({
  path: '.github/workflows/deploy.yml',
  content: yamlDocument(
    {
      name: 'deploy',
      on: { pull_request: {}, push: { branches: [...new Set(['main', ...model.environments.map(branchOf)])] } },
      permissions: { contents: 'read' },
      jobs: {
        check: CHECK,
        ...Object.fromEntries(model.environments.map((environment) => [`deploy_${shortIdentifier(environment.name)}`, deployJob(environment)])),
      },
    },
    { header: HEADER },
  ),
});
