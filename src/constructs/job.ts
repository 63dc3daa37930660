import { Construct } from 'constructs';
import { z } from 'zod';
import type { DefinitionProblem } from '../model/diagnostics/definition.ts';
import type { SettingModel } from '../model/model.ts';
import type { ComputeModel, RefreshModel, TriggerModel } from '../model/operations.ts';
import type { Duration } from '../query/duration.ts';
import { isLength } from '../query/interval.ts';
import { trace } from '../query/place.ts';
import { readableOf, type Source } from '../query/source.ts';
import { parseCron, timeZoneName } from '../utils/cron.ts';
import type { Layer } from './layer.ts';
import { optionProblems, text } from './options.ts';
import type { Project } from './project.ts';
import { freeId, kindOf, type Registry, registryOf, report, requireScope } from './registry.ts';
import { isSetting, type Secret, type Setting, settingModel, settingOf } from './setting.ts';
import type { AnyTable } from './table.ts';
import { secret, secretModel, variables, variablesModel } from './variables.ts';

/** Minute, hour, day of the month, month, day of the week, as in Unix: `0 3 * * *`. */
export type Cron = `${string} ${string} ${string} ${string} ${string}`;
/** What starts a job. */
export type Trigger =
  | {
      /** A Unix schedule; its ranges are checked before anything is written. */
      readonly cron: Cron;
      /** E.g. `Europe/Berlin`. @default 'UTC' */
      readonly timezone?: string;
    }
  | {
      /** From one run to the next: whole minutes. */
      readonly every: Duration;
    }
  | {
      /** A write to any of these tables starts the job. */
      // biome-ignore lint/suspicious/noExplicitAny: a list of tables of any columns has no narrower type
      readonly onUpdateOf: readonly Source<any>[];
    }
  | 'continuous';
/** Where a job runs. */
export type Compute =
  | {
      /** Started and sized by Databricks. */
      readonly kind: 'serverless';
    }
  | {
      /** Machines of your own, made for each run. */
      readonly kind: 'cluster';
      /** The cloud's name of the machines, e.g. `i3.xlarge`. */
      readonly nodeType: Setting<string>;
      /** How many besides the driver: a number, or as many as the work needs. */
      readonly workers:
        | Setting<number>
        | {
            /** The fewest workers. */
            readonly min: Setting<number>;
            /** The most workers. */
            readonly max: Setting<number>;
          };
      /** The Databricks runtime. @default '17.3.x-scala2.13', which has Spark 4.0 */
      readonly sparkVersion?: Setting<string>;
    };
/** Who is notified of a failed run. */
export interface FailureOptions {
  /** Addresses that get an e-mail. @default nobody */
  readonly email?: Setting<readonly string[]>;
  /** A URL that gets a message; whoever knows it can write to it, hence a secret. @default none */
  readonly webhook?: Secret;
}
/** What a job refreshes, when, and where. */
export interface JobProps {
  /** Layers as a whole, or single tables; their order comes from lineage. */
  readonly refreshes: readonly (Layer | AnyTable)[];
  /** What starts it. @default nothing: it is started by hand */
  readonly trigger?: Setting<Trigger>;
  /** Where it runs. @default serverless */
  readonly compute?: Setting<Compute>;
  /** `batch` runs a task for each layer; `declarative` has Lakeflow refresh the same tables as a pipeline. @default 'batch' */
  readonly engine?: 'batch' | 'declarative';
  /** How many tables of a layer a task builds at the same time. Tables whose body is a Python function of yours run alone. @default 4 */
  readonly threads?: number;
  /** How often a failed task is retried. @default 0 */
  readonly retries?: number;
  /** A run that takes longer is stopped. @default no limit */
  readonly timeout?: Duration;
  /** Who is notified of a failed run. @default nobody */
  readonly onFailure?: FailureOptions;
  /** Variables of the processes that do the work. @default none */
  readonly environment?: Readonly<Record<string, Setting<string> | Secret>>;
}

const SPARK_VERSION = '17.3.x-scala2.13';
const duration = z.custom(isLength, 'a length of time, e.g. Duration.minutes(50)');
const refreshOf = (value: unknown): RefreshModel | undefined => {
  const layer = kindOf(value);
  if (layer?.kind === 'layer') return { kind: 'layer', layer: layer.name };
  const table = readableOf(value)?.table;
  return table === undefined ? undefined : { kind: 'table', table };
};
const trigger = z.union(
  [
    z.strictObject({ cron: text, timezone: text.optional() }),
    z.strictObject({ every: duration }),
    z.strictObject({ onUpdateOf: z.array(z.custom((v) => readableOf(v) !== undefined, 'a table')).min(1, 'at least one table') }),
    z.literal('continuous'),
  ],
  "{ cron }, { every }, { onUpdateOf } or 'continuous'",
);
const whole = z.int().min(1).max(100_000);
const workers = z.union([
  settingOf(whole, 'a whole number from 1'),
  z.strictObject({ min: settingOf(whole, 'a whole number'), max: settingOf(whole, 'a whole number') }),
]);
const compute = z.union([
  z.strictObject({ kind: z.literal('serverless') }),
  z.strictObject({
    kind: z.literal('cluster'),
    nodeType: settingOf(text.min(1), 'the name of a kind of machine'),
    workers,
    sparkVersion: settingOf(text.min(1), 'a version').optional(),
  }),
]);
const SCHEMA = z.strictObject({
  refreshes: z.array(z.custom((v) => refreshOf(v) !== undefined, 'a layer or a table')).min(1, 'at least one layer or table'),
  trigger: settingOf(trigger, "{ cron }, { every }, { onUpdateOf } or 'continuous', or perEnvironment(…) of them").optional(),
  compute: settingOf(compute, "{ kind: 'serverless' } or { kind: 'cluster', nodeType, workers } with workers from 1, or perEnvironment(…) of them").optional(),
  engine: z.enum(['batch', 'declarative']).optional(),
  threads: z.int().min(1, 'a whole number from 1').optional(),
  retries: z.int().min(0, 'a whole number from 0').optional(),
  timeout: duration.optional(),
  onFailure: z
    .strictObject({ email: settingOf(z.array(z.string().regex(/^[^\s@]+@[^\s@]+$/)), 'a list of e-mail addresses').optional(), webhook: secret.optional() })
    .optional(),
  environment: variables.optional(),
});

const minutesProblem = (option: string, seconds: number): readonly DefinitionProblem[] =>
  Number.isInteger(seconds / 60) && seconds > 0 ? [] : [{ kind: 'option-value', option, expected: 'whole minutes', actual: `${seconds} seconds` }];

/** Problems that only show in the texts of a trigger. */
const triggerProblems = (given: Trigger): readonly DefinitionProblem[] => {
  if (given === 'continuous' || 'onUpdateOf' in given) return [];
  if ('every' in given) return minutesProblem('trigger.every', given.every.seconds);
  return scheduleProblems('trigger', given);
};
/** The problems of a Unix schedule and its time zone. */
export const scheduleProblems = (option: string, given: { readonly cron: string; readonly timezone?: string }): readonly DefinitionProblem[] => {
  const parsed = parseCron(given.cron);
  const { timezone = 'UTC' } = given;
  const spelt = timeZoneName(timezone);
  return [
    ...(typeof parsed === 'string' ? [{ kind: 'option-value', option: `${option}.cron`, expected: parsed, actual: JSON.stringify(given.cron) } as const] : []),
    ...(spelt === timezone
      ? []
      : [
          {
            kind: 'option-value',
            option: `${option}.timezone`,
            expected: spelt === undefined ? "a time zone such as 'Europe/Berlin'" : `'${spelt}'`,
            actual: JSON.stringify(timezone),
          } as const,
        ]),
  ];
};
const triggerModel = (given: Trigger): TriggerModel => {
  if (given === 'continuous') return { kind: 'continuous' };
  if ('every' in given) return { kind: 'every', seconds: given.every.seconds };
  if ('cron' in given) return { kind: 'cron', cron: given.cron.trim().split(/\s+/).join(' '), timezone: given.timezone ?? 'UTC' };
  return { kind: 'onUpdateOf', tables: [...new Set(given.onUpdateOf.flatMap((source) => readableOf(source)?.table ?? []))] };
};

const mapSetting = <T, R>({ value, overrides }: SettingModel<T>, change: (value: T) => R): SettingModel<R> => ({
  value: change(value),
  ...(overrides ? { overrides: Object.fromEntries(Object.entries(overrides).map(([name, one]) => [name, change(one)])) } : {}),
});
const valuesOf = <T>(setting: SettingModel<T>): readonly T[] => [setting.value, ...Object.values(setting.overrides ?? {})];
const valueIn = <T>(setting: SettingModel<T>, environment: string | undefined): T =>
  environment !== undefined && setting.overrides && Object.hasOwn(setting.overrides, environment) ? (setting.overrides[environment] as T) : setting.value;

/** Settings inside a setting, resolved to one value for each environment that any of them names. */
const computeModel = (
  given: Setting<Compute>,
  registry: Registry,
): { readonly setting: SettingModel<ComputeModel>; readonly problems: readonly DefinitionProblem[] } => {
  const outer = settingModel(given, 'compute', registry);
  const problems: DefinitionProblem[] = [...outer.problems];
  const named = new Set(Object.keys(outer.setting.overrides ?? {}));
  const resolved = mapSetting(outer.setting, (one): ((environment: string | undefined) => ComputeModel) => {
    if (one.kind === 'serverless') return () => ({ kind: 'serverless' });
    const inner = <T>(setting: Setting<T>, option: string): ((environment: string | undefined) => T) => {
      const made = settingModel(setting, `compute.${option}`, registry);
      problems.push(...made.problems);
      for (const name of Object.keys(made.setting.overrides ?? {})) named.add(name);
      return (environment) => valueIn(made.setting, environment);
    };
    const range = typeof one.workers === 'number' || isSetting(one.workers) ? { min: one.workers, max: one.workers } : one.workers;
    const [nodeType, sparkVersion] = [inner(one.nodeType, 'nodeType'), inner(one.sparkVersion ?? SPARK_VERSION, 'sparkVersion')];
    const [min, max] = [inner(range.min, 'workers'), inner(range.max, 'workers')];
    return (environment) => ({
      kind: 'cluster',
      nodeType: nodeType(environment),
      sparkVersion: sparkVersion(environment),
      workers: { min: min(environment), max: max(environment) },
    });
  });
  const of = (environment: string | undefined): ComputeModel => valueIn(resolved, environment)(environment);
  const overrides = [...named].toSorted().map((name) => [name, of(name)] as const);
  const setting = { value: of(undefined), ...(overrides.length > 0 ? { overrides: Object.fromEntries(overrides) } : {}) };
  for (const one of valuesOf(setting))
    if (one.kind === 'cluster' && one.workers.min > one.workers.max)
      problems.push({
        kind: 'option-value',
        option: 'compute.workers',
        expected: 'a min that is at most max',
        actual: `${one.workers.min} to ${one.workers.max}`,
      });
  return { setting, problems };
};

/** A job that refreshes tables in the order of their lineage. A project that declares none has one that refreshes everything. */
export class Job extends Construct {
  constructor(scope: Project, id: string, props: JobProps) {
    requireScope('Job', scope, ['project']);
    super(scope, freeId(scope, `job.${id}`));
    const registry = registryOf(this);
    const taken = trace();
    const path = `${registry.project.name}/${id}`;
    const wrong = optionProblems(SCHEMA, props);
    report(registry, path, taken, wrong);
    if (wrong.length > 0) return;
    const when = props.trigger === undefined ? undefined : settingModel(props.trigger, 'trigger', registry);
    const where = computeModel(props.compute ?? { kind: 'serverless' }, registry);
    const email = settingModel(props.onFailure?.email ?? [], 'onFailure.email', registry);
    const webhook = props.onFailure?.webhook && secretModel(props.onFailure.webhook, 'onFailure.webhook', registry);
    const environment = variablesModel(props.environment, registry);
    const problems = [
      ...(when ? [...when.problems, ...valuesOf(when.setting).flatMap(triggerProblems)] : []),
      ...where.problems,
      ...email.problems,
      ...(webhook?.problems ?? []),
      ...environment.problems,
      ...(props.timeout ? minutesProblem('timeout', props.timeout.seconds) : []),
    ];
    report(registry, path, taken, problems);
    if (problems.length > 0) return;
    registry.jobs.push({
      name: String(id),
      refreshes: props.refreshes.flatMap((one) => refreshOf(one) ?? []),
      engine: props.engine ?? 'batch',
      ...(when ? { trigger: mapSetting(when.setting, triggerModel) } : {}),
      compute: where.setting,
      ...(props.threads === undefined ? {} : { threads: props.threads }),
      retries: props.retries ?? 0,
      ...(props.timeout ? { timeoutSeconds: props.timeout.seconds } : {}),
      email: email.setting,
      ...(webhook ? { webhook: webhook.model } : {}),
      environment: environment.model,
      trace: taken,
    });
  }
}
