import { F, from, Table } from 'lakewright';
import { lineitem, orders } from '../bronze.ts';
import { within } from '../conventions.ts';
import { gold } from '../project.ts';

const lateLines = from(lineitem).where((l) =>
  l.l_shipmode.isIn(['MAIL', 'SHIP'])
    .and(l.l_commitdate.lt(l.l_receiptdate), l.l_shipdate.lt(l.l_commitdate), within(l.l_receiptdate, '1994-01-01', 12)),
);

export const q12 = new Table(gold, 'q12', {
  intent: 'whether mail or ship brought more urgent orders late in 1994',
  query: lateLines
    .join(orders, {
      on: (l, o) => l.l_orderkey.eq(o.o_orderkey),
      select: (l, o) => ({ l_shipmode: l.l_shipmode, o_orderpriority: o.o_orderpriority }),
    })
    .groupBy('l_shipmode')
    .agg((l) => {
      const urgent = l.o_orderpriority.isIn(['1-URGENT', '2-HIGH']);
      return { high_line_count: F.countIf(urgent), low_line_count: F.countIf(urgent.not()) };
    })
    .orderBy('l_shipmode'),
});
