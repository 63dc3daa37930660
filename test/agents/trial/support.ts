/** A small shop, and what it takes to try bodies of it. */
import { delimiter, resolve } from 'node:path';
import { F, files, from, Layer, python, sql, t, Table } from '../../../src/index.ts';
import type { Model } from '../../../src/model/model.ts';
import type { Prepared } from '../../../src/run/run-session.ts';
import { modelOf, newProject } from '../../support.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
/** As `ensureLocal` prepares it; made once, before all tests. */
export const prepared = (): Prepared => {
  const python = process.env['LAKEWRIGHT_TEST_PYTHON'] ?? '';
  const classes = process.env['LAKEWRIGHT_CLASSES'];
  return {
    python: { python },
    env: {
      JAVA_HOME: process.env['JAVA_HOME'],
      PYTHONPATH: [resolve(ROOT, 'python/src'), ...(process.env['PYTHONPATH'] ?? '').split(delimiter)].filter(Boolean).join(delimiter),
      LAKEWRIGHT_JARS: process.env['LAKEWRIGHT_TEST_JARS'],
      ...(classes === undefined ? {} : { LAKEWRIGHT_CLASSES: classes }),
    },
  };
};

export const shop = (): Model => {
  const project = newProject('shop');
  const bronze = new Layer(project, 'bronze');
  const gold = new Layer(project, 'gold');
  const orders = new Table(bronze, 'orders', {
    source: files('landing/orders', { format: 'csv', header: true }),
    columns: { id: t.int().notNull(), customer: t.string(), amount: t.decimal(9, 2), at: t.timestamp() },
    primaryKey: ['id'],
  });
  const customers = new Table(bronze, 'customers', {
    source: files('landing/customers', { format: 'csv', header: true }),
    columns: { customer: t.string().notNull(), country: t.string() },
    primaryKey: ['customer'],
  });
  new Table(gold, 'totals', {
    query: from(orders)
      .groupBy('customer')
      .agg((o) => ({ orders: F.count(), total: F.sum(o.amount) })),
  });
  new Table(gold, 'paid', {
    columns: { id: t.int(), customer: t.string(), country: t.string() },
    query: sql`SELECT o.id, o.customer, c.country FROM ${orders} o LEFT JOIN ${customers} c ON c.customer = o.customer`,
  });
  const spoken = { id: t.int(), loud: t.string() };
  new Table(gold, 'spoken', { columns: spoken, query: python({ file: 'src/bodies/spoken.py', function: 'spoken', inputs: { orders } }) });
  return modelOf(project.check());
};
export const body = (lines: readonly string[]): Readonly<Record<string, string>> => ({
  'src/bodies/spoken.py': [
    'from pyspark.sql import DataFrame',
    'from pyspark.sql import functions as F',
    '',
    '',
    'def spoken(orders: DataFrame) -> DataFrame:',
    ...lines.map((line) => `    ${line}`),
    '',
  ].join('\n'),
});
