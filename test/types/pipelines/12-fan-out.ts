import { F, files, from, Layer, seed, Table, tables, t, type Relation, type TableProps } from '../../../src/index.ts';
import { bronze, silver } from './00-project.ts';

// 50 feeds from one configuration, each with its own columns
const feeds = {
  orders: { path: 'landing/orders', columns: { id: t.bigint(), amount: t.decimal(12, 2) } },
  customers: { path: 'landing/customers', columns: { id: t.bigint(), email: t.string() } },
  // … 48 more
};
export const raw = tables(bronze, feeds, (feed, name) => ({ source: files(feed.path, { format: 'parquet' }), intent: `feed ${name} as it arrived` }));
export const emails = from(raw.customers).select((c) => ({ email: F.lower(c.email) }));

// 50 tables with the same columns: a plain loop
const tenants = ['acme', 'globex', 'initech'];
export const perTenant = tenants.map((name) => new Table(bronze, `sales_${name}`, { source: files(`landing/${name}`, { format: 'parquet' }), columns: { id: t.bigint(), amount: t.double() } }));
export const allTenants = perTenant.map((table) => from(table)).reduce((a, b) => a.unionByName(b));

// a step for any relation, and one for relations that have what it needs
export const withAudit = <S>(input: Relation<S>) => input.withColumns(() => ({ loaded_at: F.currentTimestamp() }));
export const onlyRecent = <S extends { updated_at: 'timestamp' }>(input: Relation<S>) => input.where((r) => r.updated_at.ge('2026-01-01T00:00:00Z'));
export const audited = new Table(silver, 'customers_audited', { query: from(raw.customers).pipe(withAudit) });
export const check = from(audited).select((c) => ({ id: c.id, at: c.loaded_at, year: F.dateTrunc('year', c.loaded_at) }));

// a company's own table
type AcmeProps<S> = TableProps<S> & { readonly costCentre: string };
export class AcmeTable<S> extends Table<S> {
  constructor(scope: Layer, id: string, props: AcmeProps<S>) {
    super(scope, id, { ...props, owner: 'data-platform', tags: { cost_centre: props.costCentre, ...props.tags } });
  }
}
export const acme = new AcmeTable(silver, 'acme_orders', { costCentre: '4711', query: from(raw.orders).withColumns((o) => ({ big: o.amount.gt(1000) })), write: { strategy: 'merge', keys: ['id'] } });
export const big = from(acme).where((o) => o.big);
// the constraint is checked, the other columns stay
const states = seed({ id: t.int(), state: t.string(), updated_at: t.timestamp() }, [{ id: 1, state: 'new', updated_at: '2026-01-02T00:00:00Z' }]);
export const recent = new Table(silver, 'recent_states', { query: states.pipe(onlyRecent).pipe(withAudit), primaryKey: ['id'], clusterBy: ['loaded_at'] });
