import { F, from, Table } from 'lakewright';
import { customer, lineitem, nation, orders, supplier } from '../bronze.ts';
import { discounted } from '../conventions.ts';
import { gold } from '../project.ts';

const both = from(nation).where((n) => n.n_name.isIn(['FRANCE', 'GERMANY']));
const suppliers = from(supplier).join(both, {
  on: (s, n) => s.s_nationkey.eq(n.n_nationkey),
  select: (s, n) => ({ s_suppkey: s.s_suppkey, supp_nation: n.n_name }),
});
const customers = from(customer).join(both, {
  on: (c, n) => c.c_nationkey.eq(n.n_nationkey),
  select: (c, n) => ({ c_custkey: c.c_custkey, cust_nation: n.n_name }),
});

export const q07 = new Table(gold, 'q07', {
  intent: 'what France and Germany shipped to each other, by year',
  query: from(lineitem)
    .where((l) => l.l_shipdate.between('1995-01-01', '1996-12-31'))
    .join(suppliers, {
      on: (l, s) => l.l_suppkey.eq(s.s_suppkey),
      select: (l, s) => ({ ...l, supp_nation: s.supp_nation }),
    })
    .join(orders, {
      on: (l, o) => l.l_orderkey.eq(o.o_orderkey),
      select: (l, o) => ({ ...l, o_custkey: o.o_custkey }),
    })
    .join(customers, {
      on: (l, c) => l.o_custkey.eq(c.c_custkey).and(l.supp_nation.ne(c.cust_nation)),
      select: (l, c) => ({
        supp_nation: l.supp_nation, cust_nation: c.cust_nation, l_year: F.year(l.l_shipdate), volume: discounted(l),
      }),
    })
    .groupBy('supp_nation', 'cust_nation', 'l_year')
    .agg((l) => ({ revenue: F.sum(l.volume) }))
    .orderBy('supp_nation', 'cust_nation', 'l_year'),
});
