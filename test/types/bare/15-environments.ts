import { Layer, perEnvironment, Secret } from '../../../src/index.ts';
import { dev, prod, project } from './00-project.ts';

export const pii = new Layer(project, 'pii', { catalog: perEnvironment('dev_pii').in(prod, 'pii').in(dev, 'dev_pii') });
export const webhook = new Secret(perEnvironment('ops-dev').in(prod, 'ops-prod'), 'pager-url');
