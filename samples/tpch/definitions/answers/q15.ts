import { F, from, Table } from 'lakewright';
import { lineitem, supplier } from '../bronze.ts';
import { discounted, within } from '../conventions.ts';
import { gold } from '../project.ts';

const revenue = from(lineitem)
  .where((l) => within(l.l_shipdate, '1996-01-01', 3))
  .groupBy('l_suppkey')
  .agg((l) => ({ total_revenue: F.sum(discounted(l)) }));
const best = revenue.agg((r) => ({ most: F.max(r.total_revenue) }));

export const q15 = new Table(gold, 'q15', {
  intent: 'who sold most in the first quarter of 1996',
  query: from(supplier)
    .join(revenue.where((r) => r.total_revenue.eq(best.scalar())), {
      on: (s, r) => s.s_suppkey.eq(r.l_suppkey),
      select: (s, r) => ({
        s_suppkey: s.s_suppkey, s_name: s.s_name, s_address: s.s_address, s_phone: s.s_phone,
        total_revenue: r.total_revenue,
      }),
    })
    .orderBy('s_suppkey'),
});
