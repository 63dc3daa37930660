import { F, from, Table } from 'lakewright';
import { customer, lineitem, nation, orders, part, region, supplier } from '../bronze.ts';
import { discounted } from '../conventions.ts';
import { gold } from '../project.ts';

const america = from(nation).semiJoin(from(region).where((r) => r.r_name.eq('AMERICA')), {
  on: (n, r) => n.n_regionkey.eq(r.r_regionkey),
});
const americans = from(customer).semiJoin(america, { on: (c, n) => c.c_nationkey.eq(n.n_nationkey) });

export const q08 = new Table(gold, 'q08', {
  intent: "Brazil's share of what America bought of one type of part, by year",
  query: from(lineitem)
    .semiJoin(from(part).where((p) => p.p_type.eq('ECONOMY ANODIZED STEEL')), { on: (l, p) => l.l_partkey.eq(p.p_partkey) })
    .join(from(orders).where((o) => o.o_orderdate.between('1995-01-01', '1996-12-31')), {
      on: (l, o) => l.l_orderkey.eq(o.o_orderkey),
      select: (l, o) => ({ ...l, o_custkey: o.o_custkey, o_orderdate: o.o_orderdate }),
    })
    .semiJoin(americans, { on: (l, c) => l.o_custkey.eq(c.c_custkey) })
    .join(supplier, {
      on: (l, s) => l.l_suppkey.eq(s.s_suppkey),
      select: (l, s) => ({ ...l, s_nationkey: s.s_nationkey }),
    })
    .join(nation, {
      on: (l, n) => l.s_nationkey.eq(n.n_nationkey),
      select: (l, n) => ({ o_year: F.year(l.o_orderdate), volume: discounted(l), nation: n.n_name }),
    })
    .groupBy('o_year')
    .agg((l) => ({ mkt_share: F.sum(F.when(l.nation.eq('BRAZIL'), l.volume).otherwise(0)).div(F.sum(l.volume)) }))
    .orderBy('o_year'),
});
