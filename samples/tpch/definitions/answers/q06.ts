import { F, from, Table } from 'lakewright';
import { lineitem } from '../bronze.ts';
import { within } from '../conventions.ts';
import { gold } from '../project.ts';

export const q06 = new Table(gold, 'q06', {
  intent: 'what some discounts of 1994 cost',
  query: from(lineitem)
    .where((l) => within(l.l_shipdate, '1994-01-01', 12).and(l.l_discount.between(0.05, 0.07), l.l_quantity.lt(24)))
    .agg((l) => ({ revenue: F.sum(l.l_extendedprice.mul(l.l_discount)) })),
});
