import { F, from, Table } from 'lakewright';
import { customer, orders } from '../bronze.ts';
import { gold } from '../project.ts';

const ordinary = from(orders).where((o) => o.o_comment.like('%special%requests%').not());

export const q13 = new Table(gold, 'q13', {
  intent: 'how many customers have placed how many orders, those without any included',
  query: from(customer)
    .join(ordinary, {
      on: (c, o) => c.c_custkey.eq(o.o_custkey), how: 'left',
      select: (c, o) => ({ c_custkey: c.c_custkey, o_orderkey: o.o_orderkey }),
    })
    .groupBy('c_custkey').agg((c) => ({ c_count: F.count(c.o_orderkey) }))
    .groupBy('c_count').agg(() => ({ custdist: F.count() }))
    .orderBy((c) => c.custdist.desc(), (c) => c.c_count.desc()),
});
