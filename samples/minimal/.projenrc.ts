import { F, files, from, Layer, Project, t, Table } from 'lakewright';

const project = new Project({ name: 'minimal', acknowledge: ['LW1014'] });
const bronze = new Layer(project, 'bronze');
const gold = new Layer(project, 'gold');

const orders = new Table(bronze, 'orders', {
  source: files('landing/orders', { format: 'csv', header: true }),
  columns: { id: t.int().notNull(), customer: t.string(), amount: t.decimal(9, 2) },
});
new Table(gold, 'customers', {
  query: from(orders).groupBy('customer').agg((o) => ({ orders: F.count(), total: F.sum(o.amount) })),
});

project.synth();
