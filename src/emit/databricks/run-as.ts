import type { EnvironmentModel } from '../../model/model.ts';
import { literal } from './literal.ts';

export type Principal = { readonly service_principal_name: string } | { readonly user_name: string };
/** Who runs the jobs of an environment. */
export const principalOf = ({ kind, name }: NonNullable<EnvironmentModel['runAs']>): Principal =>
  kind === 'servicePrincipal' ? { service_principal_name: literal(name) } : { user_name: literal(name) };
