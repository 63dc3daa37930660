import { Construct } from 'constructs';
import { z } from 'zod';
import { LAYER_PRIVILEGES, TABLE_PRIVILEGES } from '../model/operations.ts';
import { trace } from '../query/place.ts';
import { readableOf } from '../query/source.ts';
import type { Layer } from './layer.ts';
import { optionProblems, text } from './options.ts';
import { freeId, kindOf, registryOf, report, requireScope } from './registry.ts';
import { type Setting, settingModel, settingOf } from './setting.ts';
import type { AnyTable } from './table.ts';

/** Who gets a privilege. */
export type Principal =
  | {
      /** A group of the account. */
      readonly group: Setting<string>;
    }
  | {
      /** An e-mail address. */
      readonly user: string;
    }
  | {
      /** The application ID of a service principal. */
      readonly servicePrincipal: Setting<string>;
    };
/** What may be granted on a table or view. */
export type TablePrivilege = 'SELECT' | 'MODIFY' | 'ALL PRIVILEGES';
/** What may be granted on a layer: on its schema, and so on all that is in it. */
export type LayerPrivilege = TablePrivilege | 'USE SCHEMA' | 'CREATE TABLE' | 'EXECUTE';
/** Who gets which privileges. */
export interface GrantProps<P extends LayerPrivilege> {
  /** Who gets them. */
  readonly to: Principal;
  /** To read a table, `USE CATALOG` and `USE SCHEMA` are needed too; the first is granted on the catalog, which is not the project's. */
  readonly privileges: readonly P[];
}

const name = settingOf(text.min(1), 'a name');
const principal = z.union(
  [z.strictObject({ group: name }), z.strictObject({ user: text.min(1) }), z.strictObject({ servicePrincipal: name })],
  '{ group }, { user } or { servicePrincipal }',
);
const schemaOf = (privileges: readonly string[]) => z.strictObject({ to: principal, privileges: z.array(z.enum(privileges)).min(1, 'at least one privilege') });
const SCHEMAS = { layer: schemaOf(LAYER_PRIVILEGES), table: schemaOf(TABLE_PRIVILEGES) };

const nameOf = (to: Principal): { readonly kind: 'group' | 'user' | 'servicePrincipal'; readonly name: Setting<string> } => {
  if ('group' in to) return { kind: 'group', name: to.group };
  return 'user' in to ? { kind: 'user', name: to.user } : { kind: 'servicePrincipal', name: to.servicePrincipal };
};

/** Privileges on a table, a view or a whole layer. Granted on Databricks; locally everything is yours. */
export class Grant<T extends AnyTable | Layer> extends Construct {
  constructor(scope: T, id: string, props: GrantProps<NoInfer<T> extends AnyTable ? TablePrivilege : LayerPrivilege>) {
    requireScope('Grant', scope, ['table', 'view', 'layer']);
    super(scope, freeId(scope, `grant.${id}`));
    const registry = registryOf(this);
    const taken = trace();
    const layer = kindOf(scope);
    const key = readableOf(scope)?.table ?? '';
    const isLayer = layer?.kind === 'layer';
    const path = `${registry.project.name}/${isLayer ? layer.name : key.replace('.', '/')}`;
    const problems = optionProblems(isLayer ? SCHEMAS.layer : SCHEMAS.table, props);
    report(registry, path, taken, problems, ['grants', String(id)]);
    if (problems.length > 0) return;
    const to = nameOf(props.to);
    const made = settingModel(to.name, 'to', registry);
    report(registry, path, taken, made.problems, ['grants', String(id)]);
    registry.grants.push({
      name: String(id),
      on: isLayer ? { kind: 'layer', layer: layer.name } : { kind: 'table', table: key },
      to: { kind: to.kind, name: made.setting },
      privileges: [...new Set(props.privileges)],
      trace: taken,
    });
  }
}
