/** What the benchmark of pipelines runs: it fills the bronze tables itself, and then runs one silver table at a time. */
import { Environment, files, from, Layer, newRows, Project, QualityRule, Scd2Table, t, Table } from 'lakewright';

const project = new Project({ name: 'orders', acknowledge: ['LW1014'] });
new Environment(project, 'prod', { host: 'https://workspace.example', catalog: 'main' });
const bronze = new Layer(project, 'bronze');
const silver = new Layer(project, 'silver');
const landed = (folder: string) => files(`landing/${folder}`, { format: 'parquet' });

const orders = new Table(bronze, 'orders', {
  source: landed('orders'),
  columns: {
    order_id: t.bigint(),
    customer_id: t.bigint(),
    email: t.string(),
    country: t.string(),
    status: t.string(),
    currency: t.string(),
    quantity: t.int(),
    unit_price: t.decimal(12, 2),
    discount: t.decimal(12, 2),
    total: t.decimal(12, 2),
    ordered_at: t.timestamp(),
    shipped_at: t.timestamp(),
    postcode: t.string(),
    note: t.string(),
  },
});

/** bench/pipelines/rules.py has the same rules for others. */
const checked = new Table(silver, 'checked', { query: from(orders) });
const violates = { onViolation: 'quarantine', nulls: 'violate' } as const;
const passes = { onViolation: 'quarantine', nulls: 'pass' } as const;
new QualityRule(checked, 'order_id_known', { check: (o) => o.order_id.isNotNull(), ...violates });
new QualityRule(checked, 'customer_known', { check: (o) => o.customer_id.isNotNull(), ...violates });
new QualityRule(checked, 'email_known', { check: (o) => o.email.isNotNull(), ...violates });
new QualityRule(checked, 'email_is_one', { check: (o) => o.email.rlike('^[^@ ]+@[^@ ]+$'), ...passes });
new QualityRule(checked, 'country_known', { check: (o) => o.country.isNotNull(), ...violates });
new QualityRule(checked, 'country_listed', { check: (o) => o.country.isIn(['AT', 'CH', 'DE', 'DK', 'ES', 'FR', 'IT', 'NL', 'PL', 'SE']), ...passes });
new QualityRule(checked, 'status_known', { check: (o) => o.status.isNotNull(), ...violates });
new QualityRule(checked, 'status_listed', { check: (o) => o.status.isIn(['new', 'paid', 'sent', 'done', 'back']), ...passes });
new QualityRule(checked, 'currency_listed', { check: (o) => o.currency.isIn(['EUR', 'CHF', 'DKK', 'PLN', 'SEK']), ...passes });
new QualityRule(checked, 'quantity_known', { check: (o) => o.quantity.isNotNull(), ...violates });
new QualityRule(checked, 'quantity_sane', { check: (o) => o.quantity.between(1, 100), ...passes });
new QualityRule(checked, 'unit_price_known', { check: (o) => o.unit_price.isNotNull(), ...violates });
new QualityRule(checked, 'unit_price_sane', { check: (o) => o.unit_price.between(0, 5000), ...passes });
new QualityRule(checked, 'discount_sane', { check: (o) => o.discount.between(0, 500), ...passes });
new QualityRule(checked, 'total_not_negative', { check: (o) => o.total.ge(0), ...passes });
new QualityRule(checked, 'total_above_discount', { check: (o) => o.total.ge(o.discount), ...passes });
new QualityRule(checked, 'ordered_at_known', { check: (o) => o.ordered_at.isNotNull(), ...violates });
new QualityRule(checked, 'sent_after_ordered', { check: (o) => o.shipped_at.ge(o.ordered_at), ...passes });
new QualityRule(checked, 'postcode_is_one', { check: (o) => o.postcode.rlike('^[0-9]{5}$'), ...passes });
new QualityRule(checked, 'note_not_empty', { check: (o) => o.note.ne(''), ...passes });

const change = {
  order_id: t.bigint(),
  version: t.bigint(),
  customer_id: t.bigint(),
  status: t.string(),
  city: t.string(),
  total: t.decimal(12, 2),
  changed_at: t.timestamp(),
};
const changes = new Table(bronze, 'changes', { source: landed('changes'), columns: change });
new Table(silver, 'merged', { query: from(changes), write: { strategy: 'merge', keys: ['order_id'], sequenceBy: 'version' } });
new Scd2Table(silver, 'versions', { query: from(changes), keys: ['order_id'], sequenceBy: 'version', ignoreChangesIn: ['changed_at'] });

const events = new Table(bronze, 'events', { source: landed('events'), columns: change });
new Table(silver, 'latest', {
  query: from(events).dropDuplicates({ by: ['order_id'], keepFirst: (e) => [e.version.desc()] }),
});

const log = new Table(bronze, 'log', { source: landed('log'), columns: { ...change, order_id: t.bigint().notNull() } });
new Table(silver, 'newest', {
  query: newRows(log, { by: 'changed_at' }),
  write: { strategy: 'merge', keys: ['order_id'], sequenceBy: 'version' },
});

project.synth();
