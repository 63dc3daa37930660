import { Construct } from 'constructs';
import { z } from 'zod';
import { trace } from '../query/place.ts';
import { optionProblems, text } from './options.ts';
import type { Project } from './project.ts';
import { freeId, mark, registryOf, report, requireScope } from './registry.ts';

/** Where an environment is and who runs its jobs. */
export interface EnvironmentProps {
  /** URL of the workspace, e.g. `https://adb-1.azuredatabricks.net`. */
  readonly host: string;
  /** Catalog of the tables; their names are `{environment}_{catalog}.{project}_{layer}.{table}`. */
  readonly catalog: string;
  /** Who runs the jobs. @default whoever deploys them */
  readonly runAs?: EnvironmentRunAs;
  /** How Monte Carlo knows the workspace. @default the only warehouse and domain of the account */
  readonly monteCarlo?: MonteCarloOptions;
}
/** Who runs jobs. */
export type EnvironmentRunAs =
  | {
      /** Application ID of the service principal. */
      readonly servicePrincipal: string;
    }
  | {
      /** E-mail address of the user. */
      readonly user: string;
    };
/** Which warehouse and domain Monte Carlo's monitors of an environment belong to. */
export interface MonteCarloOptions {
  /** Name or id of the warehouse in Monte Carlo. @default the only one */
  readonly warehouse?: string;
  /** Name of the domain. @default none */
  readonly domain?: string;
}

const SCHEMA = z.strictObject({
  host: text,
  catalog: text,
  runAs: z.union([z.strictObject({ servicePrincipal: text }), z.strictObject({ user: text })], '{ servicePrincipal } or { user }').optional(),
  monteCarlo: z.strictObject({ warehouse: text.min(1).optional(), domain: text.min(1).optional() }).optional(),
});

/** A place where the project is deployed. `local` is always there and needs no declaration. */
export class Environment extends Construct {
  constructor(scope: Project, id: string, props: EnvironmentProps) {
    requireScope('Environment', scope, ['project']);
    super(scope, freeId(scope, id));
    const registry = registryOf(this);
    const taken = trace();
    mark(this, 'environment', id);
    const path = `${registry.project.name}/${id}`;
    // A missing catalog or host has a diagnostic of its own.
    const given = typeof props === 'object' && props !== null ? { ...props, host: props.host ?? '', catalog: props.catalog ?? '' } : props;
    const problems = optionProblems(SCHEMA, given);
    report(registry, path, taken, problems);
    if (problems.length > 0) return;
    const runAs =
      props.runAs &&
      ('servicePrincipal' in props.runAs
        ? ({ kind: 'servicePrincipal', name: props.runAs.servicePrincipal } as const)
        : ({ kind: 'user', name: props.runAs.user } as const));
    registry.environments.push({
      name: String(id),
      host: given.host,
      catalog: given.catalog,
      ...(runAs ? { runAs } : {}),
      ...(props.monteCarlo ? { monteCarlo: props.monteCarlo } : {}),
      trace: taken,
    });
  }
}
