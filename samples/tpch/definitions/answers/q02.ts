import { F, from, Table, Window } from 'lakewright';
import { nation, part, partsupp, region, supplier } from '../bronze.ts';
import { gold } from '../project.ts';

const suppliersInEurope = from(supplier)
  .join(nation, {
    on: (s, n) => s.s_nationkey.eq(n.n_nationkey),
    select: (s, n) => ({ ...s, n_name: n.n_name, n_regionkey: n.n_regionkey }),
  })
  .semiJoin(from(region).where((r) => r.r_name.eq('EUROPE')), { on: (s, r) => s.n_regionkey.eq(r.r_regionkey) });

export const q02 = new Table(gold, 'q02', {
  intent: 'who in Europe offers each brass part of size 15 at the lowest price',
  query: from(partsupp)
    .join(from(part).where((p) => p.p_size.eq(15).and(p.p_type.endsWith('BRASS'))), {
      on: (ps, p) => ps.ps_partkey.eq(p.p_partkey),
      select: (ps, p) => ({ ...ps, ...p }),
    })
    .join(suppliersInEurope, {
      on: (ps, s) => ps.ps_suppkey.eq(s.s_suppkey),
      select: (ps, s) => ({ ...ps, ...s }),
    })
    .withColumns((offer) => ({ lowest: F.min(offer.ps_supplycost).over(Window.partitionBy(offer.ps_partkey)) }))
    .where((offer) => offer.ps_supplycost.eq(offer.lowest))
    .select((offer) => ({
      s_acctbal: offer.s_acctbal, s_name: offer.s_name, n_name: offer.n_name, p_partkey: offer.p_partkey,
      p_mfgr: offer.p_mfgr, s_address: offer.s_address, s_phone: offer.s_phone, s_comment: offer.s_comment,
    }))
    .orderBy((offer) => offer.s_acctbal.desc(), 'n_name', 's_name', 'p_partkey')
    .limit(100),
});
