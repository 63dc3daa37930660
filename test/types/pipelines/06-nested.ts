import { F, from, kafka, Table, t } from '../../../src/index.ts';
import { bronze, silver } from './00-project.ts';

const events = new Table(bronze, 'order_events', {
  source: kafka({ servers: 'broker:9092', topic: 'orders' }),
  columns: { key: t.string(), value: t.string(), timestamp: t.timestamp() },
});
const item = t.struct({ sku: t.string(), qty: t.int(), price: t.decimal(10, 2) });
const order = t.struct({
  id: t.bigint(), items: t.array(item), labels: t.map(t.string(), t.string()),
  address: t.struct({ city: t.string(), geo: t.struct({ lat: t.double(), lon: t.double() }) }),
});
export const ordersNested = new Table(silver, 'orders_nested', {
  query: from(events)
    .withColumns((e) => ({ order: F.fromJson(e.value, order) }))
    .select((e) => ({
      ...e.order.fields, received_at: e.timestamp,
      lat: e.order.fields.address.fields.geo.fields.lat,
      channel: e.order.fields.labels.getItem('channel'),
      paid: F.filter(e.order.fields.items, (i) => i.fields.price.gt(0)),
      lines: F.transform(e.order.fields.items, (i) => F.struct({ sku: i.fields.sku, total: i.fields.price.mul(i.fields.qty) })),
      pieces: F.aggregate(e.order.fields.items, F.lit(0), (total, i) => total.add(i.fields.qty)),
      first_sku: e.order.fields.items.getItem(0).fields.sku,
    })),
});
export const lines = new Table(silver, 'order_lines', {
  query: from(ordersNested).explode('line', (o) => o.lines, { keepEmpty: true }).select((o) => ({ id: o.id, city: o.address.fields.city, ...o.line.fields })),
});
export const labels = new Table(silver, 'order_labels', {
  query: from(ordersNested).explode('label', (o) => F.mapEntries(o.labels)).select((o) => ({ id: o.id, name: o.label.fields.key, value: o.label.fields.value })),
});
