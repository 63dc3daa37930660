import { F, from, Table } from 'lakewright';
import { customer, lineitem, nation, orders, region, supplier } from '../bronze.ts';
import { discounted, within } from '../conventions.ts';
import { gold } from '../project.ts';

const asia = from(nation).semiJoin(from(region).where((r) => r.r_name.eq('ASIA')), {
  on: (n, r) => n.n_regionkey.eq(r.r_regionkey),
});

export const q05 = new Table(gold, 'q05', {
  intent: 'what the nations of Asia sold to themselves in 1994',
  query: from(orders)
    .where((o) => within(o.o_orderdate, '1994-01-01', 12))
    .join(customer, {
      on: (o, c) => o.o_custkey.eq(c.c_custkey),
      select: (o, c) => ({ o_orderkey: o.o_orderkey, c_nationkey: c.c_nationkey }),
    })
    .join(asia, {
      on: (o, n) => o.c_nationkey.eq(n.n_nationkey),
      select: (o, n) => ({ ...o, n_name: n.n_name }),
    })
    .join(lineitem, {
      on: (o, l) => o.o_orderkey.eq(l.l_orderkey),
      select: (o, l) => ({ n_name: o.n_name, c_nationkey: o.c_nationkey, l_suppkey: l.l_suppkey, price: discounted(l) }),
    })
    .semiJoin(supplier, { on: (l, s) => l.l_suppkey.eq(s.s_suppkey).and(l.c_nationkey.eq(s.s_nationkey)) })
    .groupBy('n_name')
    .agg((l) => ({ revenue: F.sum(l.price) }))
    .orderBy((n) => n.revenue.desc()),
});
