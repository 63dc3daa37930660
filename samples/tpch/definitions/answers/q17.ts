import { F, from, Table, Window } from 'lakewright';
import { lineitem, part } from '../bronze.ts';
import { gold } from '../project.ts';

const boxes = from(part).where((p) => p.p_brand.eq('Brand#23').and(p.p_container.eq('MED BOX')));

export const q17 = new Table(gold, 'q17', {
  intent: 'what is lost a year if small orders of one part are no longer taken',
  query: from(lineitem)
    .semiJoin(boxes, { on: (l, p) => l.l_partkey.eq(p.p_partkey) })
    .withColumns((l) => ({ avg_quantity: F.avg(l.l_quantity).over(Window.partitionBy(l.l_partkey)) }))
    .where((l) => l.l_quantity.lt(l.avg_quantity.mul(0.2)))
    .agg((l) => ({ avg_yearly: F.sum(l.l_extendedprice).div(7) })),
});
