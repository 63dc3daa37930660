import type { EnvironmentModel, LayerModel, Model } from '../../model/model.ts';
import type { YamlMap } from '../../utils/yaml-text.ts';
import { settingIn } from '../physical.ts';
import { appKey } from './keys.ts';
import { literal, reference } from './literal.ts';

/**
 * Who may do what in a layer's schema; undefined if nobody is named. What the CLI finds there beyond this, it takes away:
 * so an app's right to look into the schema stands here too, and not in SQL.
 */
export const schemaGrants = (model: Model, layer: LayerModel, environment: EnvironmentModel | undefined): readonly YamlMap[] | undefined => {
  const granted = new Map<string, Set<string>>();
  const grant = (principal: string, privileges: readonly string[]): void => {
    const known = granted.get(principal) ?? new Set();
    for (const privilege of privileges) known.add(privilege.replaceAll(' ', '_'));
    granted.set(principal, known);
  };
  for (const { on, to, privileges } of model.grants)
    if (on.kind === 'layer' && on.layer === layer.name) grant(literal(settingIn(to.name, environment?.name ?? '')), privileges);
  const inLayer = new Set(model.tables.filter((t) => t.layer === layer.name && t.kind !== 'external').map(({ key }) => key));
  for (const app of model.apps)
    if ([...app.reads, ...app.writes].some((key) => inLayer.has(key)))
      grant(reference(`resources.apps.${appKey(app)}.service_principal_client_id`), ['USE SCHEMA']);
  if (granted.size === 0) return undefined;
  return [...granted].map(([principal, privileges]) => ({ principal, privileges: [...privileges].toSorted() }));
};
