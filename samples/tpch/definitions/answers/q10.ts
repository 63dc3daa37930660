import { F, from, Table } from 'lakewright';
import { customer, lineitem, nation, orders } from '../bronze.ts';
import { discounted, within } from '../conventions.ts';
import { gold } from '../project.ts';

export const q10 = new Table(gold, 'q10', {
  intent: 'the twenty customers who sent back most of what they ordered in autumn 1993',
  query: from(orders)
    .where((o) => within(o.o_orderdate, '1993-10-01', 3))
    .join(from(lineitem).where((l) => l.l_returnflag.eq('R')), {
      on: (o, l) => o.o_orderkey.eq(l.l_orderkey),
      select: (o, l) => ({ o_custkey: o.o_custkey, price: discounted(l) }),
    })
    .join(customer, {
      on: (o, c) => o.o_custkey.eq(c.c_custkey),
      select: (o, c) => ({ ...c, price: o.price }),
    })
    .join(nation, {
      on: (c, n) => c.c_nationkey.eq(n.n_nationkey),
      select: (c, n) => ({ ...c, n_name: n.n_name }),
    })
    .groupBy('c_custkey', 'c_name', 'c_acctbal', 'n_name', 'c_address', 'c_phone', 'c_comment')
    .agg((c) => ({ revenue: F.sum(c.price) }))
    .select((c) => ({
      c_custkey: c.c_custkey, c_name: c.c_name, revenue: c.revenue, c_acctbal: c.c_acctbal, n_name: c.n_name,
      c_address: c.c_address, c_phone: c.c_phone, c_comment: c.c_comment,
    }))
    .orderBy((c) => c.revenue.desc())
    .limit(20),
});
