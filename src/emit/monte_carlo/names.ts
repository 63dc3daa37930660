/** Names that Monte Carlo keeps: a changed one means that a monitor is deleted and another one learns from the start. */
import { createHash } from 'node:crypto';
import type { EnvironmentModel, Model, MonitorModel, TableModel } from '../../model/model.ts';
import { identifier } from '../../model/names.ts';
import { catalogIn, shortIdentifier } from '../physical.ts';
import { addressIn } from '../address.ts';

const LONGEST = 120;
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);
/** Lower case, digits and `_`; if something was lost on the way, a hash keeps two names apart. */
const slug = (name: string): string => {
  const short = shortIdentifier(name, LONGEST);
  return short === name || identifier(name) !== short ? short : `${short}_${hash(name)}`;
};

/** Parts that can be told apart again when they are joined by `__`. */
const PLAIN = /^[a-z0-9]+(?:_[a-z0-9]+)*$/;
/** Unique in its namespace, and the same whatever else is monitored. */
export const monitorName = (monitor: MonitorModel): string => {
  const [layer = '', ...table] = monitor.table.split('.');
  const parts = [layer, table.join('.'), monitor.name];
  const joined = parts.join('__');
  return parts.every((part) => PLAIN.test(part)) && joined.length <= LONGEST ? joined : slug(parts.join('/'));
};

/** Per environment: two environments never share monitors, even in one account. */
export const namespaceOf = (model: Model, environment: EnvironmentModel): string => `${model.project.package}_${slug(environment.name)}`;
/** Alerts belong to people, not to an environment. */
export const alertsNamespace = (model: Model): string => `${model.project.package}_alerts`;

/** `catalog:schema.table`, as Monte Carlo names tables of Unity Catalog. */
export const assetName = (model: Model, environment: EnvironmentModel, table: TableModel): string => {
  const { catalog, path } = addressIn(model, table, environment.name);
  return `${catalog.kind === 'own' ? catalogIn(environment, catalog.layer) : catalog.name}:${path.join('.')}`;
};

export type Recipient = { readonly kind: 'slack' | 'email'; readonly address: string } | { readonly kind: 'audience'; readonly name: string };
/** `#channel` is Slack, `a@b` e-mail, everything else the name of an audience that Monte Carlo knows. */
export const recipientOf = (notify: string): Recipient => {
  if (notify.startsWith('#')) return { kind: 'slack', address: notify.slice(1) };
  return /^[^\s@]+@[^\s@]+$/.test(notify) ? { kind: 'email', address: notify } : { kind: 'audience', name: notify };
};
/** One audience per recipient, so that each monitor says exactly whom it notifies. */
export const audienceOf = (model: Model, notify: string): string => {
  const recipient = recipientOf(notify);
  return recipient.kind === 'audience' ? recipient.name : `${model.project.package}_${recipient.kind}_${slug(recipient.address)}`;
};
