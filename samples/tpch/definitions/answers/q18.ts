import { F, from, Table } from 'lakewright';
import { customer, lineitem, orders } from '../bronze.ts';
import { gold } from '../project.ts';

const large = from(lineitem)
  .groupBy('l_orderkey')
  .agg((l) => ({ quantity: F.sum(l.l_quantity) }))
  .where((o) => o.quantity.gt(300));

export const q18 = new Table(gold, 'q18', {
  intent: 'the hundred dearest orders of more than 300 pieces, and who placed them',
  query: from(orders)
    .semiJoin(large, { on: (o, l) => o.o_orderkey.eq(l.l_orderkey) })
    .join(customer, {
      on: (o, c) => o.o_custkey.eq(c.c_custkey),
      select: (o, c) => ({
        c_name: c.c_name, c_custkey: c.c_custkey, o_orderkey: o.o_orderkey, o_orderdate: o.o_orderdate, o_totalprice: o.o_totalprice,
      }),
    })
    .join(lineitem, {
      on: (o, l) => o.o_orderkey.eq(l.l_orderkey),
      select: (o, l) => ({ ...o, l_quantity: l.l_quantity }),
    })
    .groupBy('c_name', 'c_custkey', 'o_orderkey', 'o_orderdate', 'o_totalprice')
    .agg((o) => ({ sum_qty: F.sum(o.l_quantity) }))
    .orderBy((o) => o.o_totalprice.desc(), 'o_orderdate')
    .limit(100),
});
