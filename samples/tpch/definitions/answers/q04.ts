import { F, from, Table } from 'lakewright';
import { lineitem, orders } from '../bronze.ts';
import { within } from '../conventions.ts';
import { gold } from '../project.ts';

const late = from(lineitem).where((l) => l.l_commitdate.lt(l.l_receiptdate));

export const q04 = new Table(gold, 'q04', {
  intent: 'how many orders of summer 1993 had a line that came late, by priority',
  query: from(orders)
    .where((o) => within(o.o_orderdate, '1993-07-01', 3))
    .semiJoin(late, { on: (o, l) => o.o_orderkey.eq(l.l_orderkey) })
    .groupBy('o_orderpriority')
    .agg(() => ({ order_count: F.count() }))
    .orderBy('o_orderpriority'),
});
