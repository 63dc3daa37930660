import { F, from, Table } from 'lakewright';
import { customer, orders } from '../bronze.ts';
import { gold } from '../project.ts';

const abroad = from(customer)
  .withColumns((c) => ({ cntrycode: F.left(c.c_phone, 2) }))
  .where((c) => c.cntrycode.isIn(['13', '31', '23', '29', '30', '18', '17']));
const usual = abroad.where((c) => c.c_acctbal.gt(0)).agg((c) => ({ balance: F.avg(c.c_acctbal) }));

export const q22 = new Table(gold, 'q22', {
  intent: 'customers in some countries who have money but have never ordered',
  query: abroad
    .where((c) => c.c_acctbal.gt(usual.scalar()))
    .antiJoin(orders, { on: (c, o) => c.c_custkey.eq(o.o_custkey) })
    .groupBy('cntrycode')
    .agg((c) => ({ numcust: F.count(), totacctbal: F.sum(c.c_acctbal) }))
    .orderBy('cntrycode'),
});
