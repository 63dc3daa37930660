import { F, from, Table } from 'lakewright';
import { customer, lineitem, orders } from '../bronze.ts';
import { discounted } from '../conventions.ts';
import { gold } from '../project.ts';

export const q03 = new Table(gold, 'q03', {
  intent: 'the ten orders of builders that were worth most and not yet shipped on 15 March 1995',
  query: from(orders)
    .where((o) => o.o_orderdate.lt('1995-03-15'))
    .semiJoin(from(customer).where((c) => c.c_mktsegment.eq('BUILDING')), { on: (o, c) => o.o_custkey.eq(c.c_custkey) })
    .join(from(lineitem).where((l) => l.l_shipdate.gt('1995-03-15')), {
      on: (o, l) => o.o_orderkey.eq(l.l_orderkey),
      select: (o, l) => ({
        l_orderkey: l.l_orderkey, o_orderdate: o.o_orderdate, o_shippriority: o.o_shippriority, price: discounted(l),
      }),
    })
    .groupBy('l_orderkey', 'o_orderdate', 'o_shippriority')
    .agg((line) => ({ revenue: F.sum(line.price) }))
    .select((o) => ({
      l_orderkey: o.l_orderkey, revenue: o.revenue, o_orderdate: o.o_orderdate, o_shippriority: o.o_shippriority,
    }))
    .orderBy((o) => o.revenue.desc(), 'o_orderdate')
    .limit(10),
});
