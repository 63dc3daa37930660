import { F, from, Table } from 'lakewright';
import { lineitem, nation, orders, supplier } from '../bronze.ts';
import { gold } from '../project.ts';

const late = from(lineitem).where((l) => l.l_receiptdate.gt(l.l_commitdate));
const saudis = from(supplier).semiJoin(from(nation).where((n) => n.n_name.eq('SAUDI ARABIA')), {
  on: (s, n) => s.s_nationkey.eq(n.n_nationkey),
});

export const q21 = new Table(gold, 'q21', {
  intent: 'the suppliers in Saudi Arabia who most often were the only ones to hold up an order of several',
  query: late
    .join(saudis, {
      on: (l, s) => l.l_suppkey.eq(s.s_suppkey),
      select: (l, s) => ({ l_orderkey: l.l_orderkey, l_suppkey: l.l_suppkey, s_name: s.s_name }),
    })
    .semiJoin(from(orders).where((o) => o.o_orderstatus.eq('F')), { on: (l, o) => l.l_orderkey.eq(o.o_orderkey) })
    .semiJoin(lineitem, { on: (l, other) => l.l_orderkey.eq(other.l_orderkey).and(l.l_suppkey.ne(other.l_suppkey)) })
    .antiJoin(late, { on: (l, other) => l.l_orderkey.eq(other.l_orderkey).and(l.l_suppkey.ne(other.l_suppkey)) })
    .groupBy('s_name')
    .agg(() => ({ numwait: F.count() }))
    .orderBy((s) => s.numwait.desc(), 's_name')
    .limit(100),
});
