import { Environment, Layer, Project } from 'lakewright';

export const project = new Project({
  name: 'retail',
  ownerTeam: 'shop-data',
  description: 'A web shop whose files arrive late, twice, out of order and with mistakes: what it sells, to whom, and what was paid',
});
export const prod = new Environment(project, 'prod', {
  host: 'https://prod.example.com', catalog: 'shop', runAs: { servicePrincipal: 'shop-data' },
});

export const bronze = new Layer(project, 'bronze', { comment: 'as delivered, each file once' });
export const silver = new Layer(project, 'silver', { comment: 'the newest state, and every version of customers' });
export const gold = new Layer(project, 'gold', { comment: 'answers' });
