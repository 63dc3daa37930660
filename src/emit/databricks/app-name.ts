import { createHash } from 'node:crypto';
import { identifier } from '../../model/names.ts';
import type { EnvironmentModel, Model } from '../../model/model.ts';

const LONGEST = 30;
const hyphens = (name: string): string => name.replaceAll('_', '-').replace(/-+/g, '-').replace(/^-|-$/g, '');

/** An app's name in a workspace: lower case letters, digits and `-`, 2 to 30 characters, different in each environment. */
export const appName = (model: Model, environment: EnvironmentModel, app = 'catalogue'): string => {
  const whole = `${hyphens(model.project.package)}-${hyphens(identifier(app))}-${hyphens(environment.name)}`;
  if (whole.length <= LONGEST) return whole;
  // Two environments, apps or projects with the same start keep two names.
  const identity = app === 'catalogue' ? [] : [app];
  const hash = createHash('sha256')
    .update([model.project.package, environment.name, ...identity].join('\n'))
    .digest('hex')
    .slice(0, 6);
  return `${whole.slice(0, LONGEST - 7).replace(/-$/, '')}-${hash}`;
};
