import { Environment, Layer, Project } from 'lakewright';

export const project = new Project({
  name: 'tpch',
  ownerTeam: 'sales-data',
  description: 'The 22 questions of TPC-H about a wholesaler: its orders, parts, customers and suppliers',
});
export const prod = new Environment(project, 'prod', {
  host: 'https://prod.example.com', catalog: 'sales', runAs: { servicePrincipal: 'sales-data' },
});

export const bronze = new Layer(project, 'bronze', { comment: 'as delivered' });
export const gold = new Layer(project, 'gold', { comment: 'answers' });
