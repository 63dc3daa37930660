/** A job as the bundle says it in one target. */
import type { EnvironmentModel, LayerModel, Model } from '../../model/model.ts';
import type { ComputeModel, JobModel, SecretModel, VariableModel } from '../../model/operations.ts';
import { SERVERLESS } from '../../model/runtimes.ts';
import type { YamlMap, YamlValue } from '../../utils/yaml-text.ts';
import { settingIn, shortIdentifier } from '../physical.ts';
import { entryPoint, layerId, notifyEntryPoint, pipelineKey } from './keys.ts';
import { parameterArguments, parametersOf } from './parameters.ts';
import { pipelineParts, splitReason } from './pipeline-parts.ts';
import { literal, reference, tagText } from './literal.ts';
import { type LayerRefresh, layersOf } from './refresh.ts';
import { triggerOf } from './trigger.ts';
import { RUNTIME_WHEEL } from './wheel.ts';

const COMPUTE_KEY = 'default';
/** As a file of resources says it. */
export const WHEELS: readonly string[] = [`../wheels/${RUNTIME_WHEEL}`, '../../dist/*.whl'];

/** What all jobs have in common. Two runs at once would write the same tables. */
export const commonOf = (model: Model, name: string, description: string): YamlMap => ({
  name,
  description: literal(description),
  tags: { project: shortIdentifier(model.project.package, 127), owner_team: tagText(model.project.ownerTeam ?? '') || undefined },
  max_concurrent_runs: 1,
  queue: { enabled: true },
});

/** `scope/key`: neither can contain a `/`. */
const secretPath = ({ scope, key }: SecretModel, target: string): string => `${settingIn(scope, target)}/${key}`;

/** Clusters resolve secrets in their variables; serverless compute has no variables, so the runtime sets them. */
const clusterVariable = (variable: VariableModel, target: string): string =>
  variable.kind === 'secret' ? `{{secrets/${secretPath(variable.secret, target)}}}` : literal(settingIn(variable.value, target));
const argumentOf = (name: string, variable: VariableModel, target: string): readonly string[] =>
  variable.kind === 'secret'
    ? ['--secret', `${name}=${secretPath(variable.secret, target)}`]
    : ['--variable', `${name}=${literal(settingIn(variable.value, target))}`];

const sizeOf = ({ min, max }: { readonly min: number; readonly max: number }): YamlMap =>
  min === max ? { num_workers: min } : { autoscale: { min_workers: min, max_workers: max } };
const clusterOf = (compute: Extract<ComputeModel, { kind: 'cluster' }>, job: JobModel, target: string): YamlMap => {
  const variables = Object.entries(job.environment).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    job_cluster_key: COMPUTE_KEY,
    new_cluster: {
      spark_version: literal(compute.sparkVersion),
      node_type_id: literal(compute.nodeType),
      ...sizeOf(compute.workers),
      // The mode with Unity Catalog that several users can share; the runtime needs nothing from the others.
      data_security_mode: 'USER_ISOLATION',
      spark_env_vars: variables.length > 0 ? Object.fromEntries(variables.map(([name, one]) => [name, clusterVariable(one, target)])) : undefined,
    },
  };
};

/** What a task says about where it runs, and how the job defines it. */
const computeOf = (job: JobModel, target: string): { readonly task: YamlMap; readonly job: YamlMap; readonly arguments: readonly string[] } => {
  const compute = settingIn(job.compute, target);
  if (compute.kind === 'cluster') {
    return {
      task: { job_cluster_key: COMPUTE_KEY, libraries: WHEELS.map((whl) => ({ whl })) },
      job: { job_clusters: [clusterOf(compute, job, target)] },
      arguments: [],
    };
  }
  const variables = Object.entries(job.environment).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    task: { environment_key: COMPUTE_KEY },
    job: { environments: [{ environment_key: COMPUTE_KEY, spec: { environment_version: SERVERLESS.environment, dependencies: WHEELS } }] },
    arguments: variables.flatMap(([name, one]) => argumentOf(name, one, target)),
  };
};

const CONFIGURATION = [
  '--environment',
  reference('bundle.target'),
  '--config-dir',
  `${reference('workspace.file_path')}/config`,
  // Retries and repairs keep the id of the run: what it has appended is not appended again.
  '--round',
  '{{job.run_id}}',
] as const;
const refreshTask = (
  model: Model,
  { layer, tables, after }: LayerRefresh,
  compute: ReturnType<typeof computeOf>,
  asked: readonly string[],
  { threads, retries }: JobModel,
): YamlMap => ({
  task_key: layerId(layer),
  depends_on: dependsOn(after.map(layerId)),
  ...compute.task,
  python_wheel_task: {
    package_name: model.project.package,
    entry_point: entryPoint(model, layer),
    parameters: [
      ...CONFIGURATION,
      ...(threads === undefined ? [] : ['--threads', String(threads)]),
      ...(tables ? ['--tables', literal(tables.join(','))] : []),
      ...asked,
      ...compute.arguments,
    ],
  },
  max_retries: retries > 0 ? retries : undefined,
});
/** Tasks that must be done before; absent if there are none. */
export const dependsOn = (keys: readonly string[]): YamlValue | undefined => (keys.length > 0 ? keys.map((key) => ({ task_key: key })) : undefined);

/**
 * Databricks cannot call a URL that is kept in a secret, so a task does. It ends as failed: a job whose last task succeeds
 * counts as succeeded, and would send no mail.
 */
const notifyTask = (model: Model, job: JobModel, target: string, tasks: readonly YamlMap[], compute: YamlMap): YamlMap => {
  const keys = tasks.map((task) => String(task['task_key']));
  const key = ['notify_failure', 'notify_of_failure'].find((one) => !keys.includes(one)) ?? 'notify_failure_task';
  return {
    task_key: key,
    depends_on: dependsOn(keys),
    run_if: 'AT_LEAST_ONE_FAILED',
    ...compute,
    python_wheel_task: {
      package_name: model.project.package,
      entry_point: notifyEntryPoint(model),
      parameters: [
        '--webhook',
        job.webhook ? secretPath(job.webhook, target) : '',
        '--job',
        literal(`${model.project.package}_${job.name}`),
        '--environment',
        reference('bundle.target'),
        '--run-url',
        '{{workspace.url}}/jobs/{{job.id}}/runs/{{job.run_id}}',
      ],
    },
    // Serverless compute retries what fails, and this task always does: each retry would tell the webhook again.
    ...(settingIn(job.compute, target).kind === 'serverless' ? { max_retries: 0, disable_auto_optimization: true } : {}),
  };
};

/** Pipelines of a job are updated one after the other: later ones read what earlier ones make. */
const updateTask = (part: number): string => (part === 0 ? 'update' : `update_${part + 1}`);

/** A job that refreshes tables: a task for each layer, or one that updates a pipeline. */
export const jobOf = (model: Model, job: JobModel, environment: EnvironmentModel | undefined, name: string, description: string): YamlMap => {
  const target = environment?.name ?? '';
  const compute = computeOf(job, target);
  const refreshes = job.engine === 'declarative' ? [] : layersOf(model, job.refreshes);
  const asked = parameterArguments(model, refreshes);
  const tasks: readonly YamlMap[] =
    job.engine === 'declarative'
      ? pipelineParts(model, job).map((_, part) => ({
          task_key: updateTask(part),
          depends_on: part === 0 ? undefined : dependsOn([updateTask(part - 1)]),
          pipeline_task: { pipeline_id: reference(`resources.pipelines.${pipelineKey(job, part)}.id`) },
          max_retries: job.retries > 0 ? job.retries : undefined,
        }))
      : refreshes.map((one) => refreshTask(model, one, compute, asked, job));
  const email = settingIn(job.email, target);
  return {
    ...commonOf(model, name, job.engine === 'declarative' ? `${description}${splitReason(model, job)}` : description),
    ...(job.trigger ? triggerOf(model, settingIn(job.trigger, target), target) : {}),
    timeout_seconds: job.timeoutSeconds,
    email_notifications: email.length > 0 ? { on_failure: email.map(literal) } : undefined,
    ...(job.engine === 'declarative' ? {} : { parameters: parametersOf(model, refreshes) }),
    ...(job.engine === 'declarative' && !job.webhook ? {} : compute.job),
    tasks: [...tasks, ...(job.webhook ? [notifyTask(model, job, target, tasks, compute.task)] : [])],
  };
};

/** The job of a project that declares none. */
export const everything = (layers: readonly LayerModel[]): JobModel => ({
  name: 'refresh',
  refreshes: layers.map(({ name }) => ({ kind: 'layer', layer: name })),
  engine: 'batch',
  compute: { value: { kind: 'serverless' } },
  retries: 0,
  email: { value: [] },
  environment: {},
});
