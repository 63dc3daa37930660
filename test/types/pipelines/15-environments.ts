import { Job, Layer, perEnvironment, Secret, type Compute } from '../../../src/index.ts';
import { dev, prod, project } from './00-project.ts';

export const pii = new Layer(project, 'pii', { catalog: perEnvironment('dev_pii').in(prod, 'pii') });
const webhook = new Secret(perEnvironment('ops-dev').in(prod, 'ops-prod'), 'pager-url');
new Job(project, 'nightly', {
  refreshes: [pii],
  trigger: { cron: '0 3 * * *', timezone: 'Europe/Berlin' },
  compute: perEnvironment<Compute>({ kind: 'serverless' }).in(prod, { kind: 'cluster', nodeType: 'i3.xlarge', workers: { min: 2, max: 8 } }),
  onFailure: { email: perEnvironment<readonly string[]>([]).in(prod, ['ops@example.com']), webhook },
  environment: { API_TOKEN: new Secret('ops', 'api-token'), LOG_LEVEL: perEnvironment('DEBUG').in(prod, 'WARN').in(dev, 'INFO') },
});
