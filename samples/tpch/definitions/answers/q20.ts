import { F, from, Table } from 'lakewright';
import { lineitem, nation, part, partsupp, supplier } from '../bronze.ts';
import { within } from '../conventions.ts';
import { gold } from '../project.ts';

const forest = from(part).where((p) => p.p_name.startsWith('forest'));
const shipped = from(lineitem)
  .where((l) => within(l.l_shipdate, '1994-01-01', 12))
  .groupBy('l_partkey', 'l_suppkey')
  .agg((l) => ({ quantity: F.sum(l.l_quantity) }));
const excess = from(partsupp)
  .semiJoin(forest, { on: (ps, p) => ps.ps_partkey.eq(p.p_partkey) })
  .semiJoin(shipped, {
    on: (ps, l) => ps.ps_partkey.eq(l.l_partkey).and(ps.ps_suppkey.eq(l.l_suppkey), ps.ps_availqty.gt(l.quantity.mul(0.5))),
  });

export const q20 = new Table(gold, 'q20', {
  intent: 'who in Canada has more of a forest part than half of what was shipped of it in 1994',
  query: from(supplier)
    .semiJoin(from(nation).where((n) => n.n_name.eq('CANADA')), { on: (s, n) => s.s_nationkey.eq(n.n_nationkey) })
    .semiJoin(excess, { on: (s, ps) => s.s_suppkey.eq(ps.ps_suppkey) })
    .select((s) => ({ s_name: s.s_name, s_address: s.s_address }))
    .orderBy('s_name'),
});
