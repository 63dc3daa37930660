import { F, from, Table } from 'lakewright';
import { nation, partsupp, supplier } from '../bronze.ts';
import { gold } from '../project.ts';

const germans = from(supplier).semiJoin(from(nation).where((n) => n.n_name.eq('GERMANY')), {
  on: (s, n) => s.s_nationkey.eq(n.n_nationkey),
});
const stock = from(partsupp)
  .semiJoin(germans, { on: (ps, s) => ps.ps_suppkey.eq(s.s_suppkey) })
  .select((ps) => ({ ps_partkey: ps.ps_partkey, value: ps.ps_supplycost.mul(ps.ps_availqty) }));
const whole = stock.agg((ps) => ({ total: F.sum(ps.value) }));

export const q11 = new Table(gold, 'q11', {
  intent: 'the parts that make up more than 0.01 % of the stock in Germany',
  query: stock
    .groupBy('ps_partkey')
    .agg((ps) => ({ value: F.sum(ps.value) }))
    .where((ps) => ps.value.gt(whole.scalar().mul(0.0001)))
    .orderBy((ps) => ps.value.desc()),
});
