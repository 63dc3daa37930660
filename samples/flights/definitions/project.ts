import { Environment, Layer, Project } from 'lakewright';

export const project = new Project({
  name: 'flights',
  ownerTeam: 'ops-data',
  description: 'Every flight that left New York in 2013: who is late, when, and why',
});
export const lab = new Environment(project, 'lab', { host: 'https://lab.example.com', catalog: 'ops' });
export const dev = new Environment(project, 'dev', { host: 'https://dev.example.com', catalog: 'ops' });
export const prod = new Environment(project, 'prod', { host: 'https://prod.example.com', catalog: 'ops', runAs: { servicePrincipal: 'ops-data' } });

export const bronze = new Layer(project, 'bronze', { comment: 'as delivered' });
export const silver = new Layer(project, 'silver', { comment: 'clean, typed and joined' });
export const gold = new Layer(project, 'gold', { comment: 'answers' });
