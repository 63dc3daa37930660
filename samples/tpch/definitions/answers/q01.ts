import { F, from, Table } from 'lakewright';
import { lineitem } from '../bronze.ts';
import { discounted } from '../conventions.ts';
import { gold } from '../project.ts';

export const q01 = new Table(gold, 'q01', {
  intent: 'how much was ordered, by state of the lines that were shipped by 2 September 1998',
  query: from(lineitem)
    .where((l) => l.l_shipdate.le(F.date('1998-12-01').addDays(-90)))
    .groupBy('l_returnflag', 'l_linestatus')
    .agg((l) => ({
      sum_qty: F.sum(l.l_quantity),
      sum_base_price: F.sum(l.l_extendedprice),
      sum_disc_price: F.sum(discounted(l)),
      sum_charge: F.sum(discounted(l).mul(F.lit(1).add(l.l_tax))),
      avg_qty: F.avg(l.l_quantity),
      avg_price: F.avg(l.l_extendedprice),
      avg_disc: F.avg(l.l_discount),
      count_order: F.count(),
    }))
    .orderBy('l_returnflag', 'l_linestatus'),
});
