import { F, from, Table } from 'lakewright';
import { part, partsupp, supplier } from '../bronze.ts';
import { gold } from '../project.ts';

const wanted = from(part).where((p) =>
  p.p_brand.ne('Brand#45').and(p.p_type.startsWith('MEDIUM POLISHED').not(), p.p_size.isIn([49, 14, 23, 45, 19, 3, 36, 9])),
);
const complainedOf = from(supplier).where((s) => s.s_comment.like('%Customer%Complaints%'));

export const q16 = new Table(gold, 'q16', {
  intent: 'how many suppliers without complaints can deliver parts, by brand, type and size',
  query: from(partsupp)
    .join(wanted, {
      on: (ps, p) => ps.ps_partkey.eq(p.p_partkey),
      select: (ps, p) => ({ p_brand: p.p_brand, p_type: p.p_type, p_size: p.p_size, ps_suppkey: ps.ps_suppkey }),
    })
    .antiJoin(complainedOf, { on: (ps, s) => ps.ps_suppkey.eq(s.s_suppkey) })
    .groupBy('p_brand', 'p_type', 'p_size')
    .agg((ps) => ({ supplier_cnt: F.countDistinct(ps.ps_suppkey) }))
    .orderBy((ps) => ps.supplier_cnt.desc(), 'p_brand', 'p_type', 'p_size'),
});
