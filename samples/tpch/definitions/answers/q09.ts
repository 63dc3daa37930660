import { F, from, Table } from 'lakewright';
import { lineitem, nation, orders, part, partsupp, supplier } from '../bronze.ts';
import { discounted } from '../conventions.ts';
import { gold } from '../project.ts';

export const q09 = new Table(gold, 'q09', {
  intent: 'the profit on green parts, by nation of the supplier and year',
  query: from(lineitem)
    .semiJoin(from(part).where((p) => p.p_name.contains('green')), { on: (l, p) => l.l_partkey.eq(p.p_partkey) })
    .join(partsupp, {
      on: (l, ps) => l.l_partkey.eq(ps.ps_partkey).and(l.l_suppkey.eq(ps.ps_suppkey)),
      select: (l, ps) => ({
        l_orderkey: l.l_orderkey, l_suppkey: l.l_suppkey, amount: discounted(l).sub(ps.ps_supplycost.mul(l.l_quantity)),
      }),
    })
    .join(supplier, {
      on: (l, s) => l.l_suppkey.eq(s.s_suppkey),
      select: (l, s) => ({ ...l, s_nationkey: s.s_nationkey }),
    })
    .join(nation, {
      on: (l, n) => l.s_nationkey.eq(n.n_nationkey),
      select: (l, n) => ({ ...l, nation: n.n_name }),
    })
    .join(orders, {
      on: (l, o) => l.l_orderkey.eq(o.o_orderkey),
      select: (l, o) => ({ nation: l.nation, o_year: F.year(o.o_orderdate), amount: l.amount }),
    })
    .groupBy('nation', 'o_year')
    .agg((l) => ({ sum_profit: F.sum(l.amount) }))
    .orderBy('nation', (l) => l.o_year.desc()),
});
