import { F, from, Table } from 'lakewright';
import { lineitem, part } from '../bronze.ts';
import { discounted, within } from '../conventions.ts';
import { gold } from '../project.ts';

export const q14 = new Table(gold, 'q14', {
  intent: 'the percentage of the revenue of September 1995 that came from promoted parts',
  query: from(lineitem)
    .where((l) => within(l.l_shipdate, '1995-09-01', 1))
    .join(part, {
      on: (l, p) => l.l_partkey.eq(p.p_partkey),
      select: (l, p) => ({ promoted: p.p_type.startsWith('PROMO'), price: discounted(l) }),
    })
    .agg((l) => ({ promo_revenue: F.sum(F.when(l.promoted, l.price).otherwise(0)).mul(100).div(F.sum(l.price)) })),
});
