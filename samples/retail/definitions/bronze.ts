/** What arrives: each file is read once, and no row is lost. */
import { Duration, files, FreshnessRule, t, Table } from 'lakewright';
import { bronze } from './project.ts';

const money = () => t.decimal(10, 2);

export const productsRaw = new Table(bronze, 'products_raw', {
  intent: 'each change of a product, as the warehouse sends it',
  source: files('landing/products', { format: 'json', read: 'new' }),
  columns: {
    sku: t.string().notNull(), name: t.string(), category: t.string(), list_price: money().comment('EUR'),
    version: t.bigint().notNull().comment('counts the changes of a product'),
    supplier: t.string().comment('in the files since 16 March'),
  },
});

export const customerChanges = new Table(bronze, 'customer_changes', {
  intent: 'each change of a customer, in the order in which files come, which is not that of the changes',
  source: files('landing/customers', { format: 'json', read: 'new', onBadValue: 'rescue', metadata: { source_file: 'file_name' } }),
  columns: {
    customer_id: t.bigint().notNull(), op: t.string().comment('UPSERT or DELETE'),
    name: t.string(), email: t.string(), city: t.string(),
    changed_at: t.timestamp().comment('when the customer or the shop made the change'),
    source_file: t.string(),
  },
});

export const ordersRaw = new Table(bronze, 'orders_raw', {
  intent: 'each event of an order; files come late, and some come twice',
  source: files('landing/orders', {
    format: 'csv', header: true, separator: ';', read: 'new', nullValues: ['NA'], onBadValue: 'quarantine',
    metadata: { source_file: 'file_name' },
  }),
  columns: {
    order_id: t.bigint(), version: t.bigint().comment('counts the events of an order'),
    status: t.string().comment('placed, paid, shipped, cancelled; void: there never was such an order'),
    customer_id: t.bigint().comment('NULL for guests'), sku: t.string(), quantity: t.int(),
    unit_price: money().comment('EUR'), ordered_at: t.timestamp(), source_file: t.string(),
  },
});

export const paymentsRaw = new Table(bronze, 'payments_raw', {
  intent: 'payments as the provider sends them: nested, and not always as agreed',
  source: files('landing/payments', { format: 'json', read: 'new', onBadValue: 'rescue' }),
  columns: {
    payment_id: t.bigint(), order_id: t.bigint(), paid_at: t.timestamp(),
    method: t.struct({ kind: t.string(), issuer: t.string() }),
    parts: t.array(t.struct({ sku: t.string(), amount: money() })),
  },
});
new FreshnessRule(paymentsRaw, 'arrives_daily', {
  description: 'the provider sends a file every night; the data of this sample is older',
  column: 'paid_at', maxAge: Duration.hours(36), onViolation: 'warn', severity: 'low',
});
