/** The eight tables of TPC-H, as its generator writes them. */
import { files, t, Table } from 'lakewright';
import { bronze } from './project.ts';

const landed = (folder: string) => files(`landing/${folder}`, { format: 'parquet' });
const money = () => t.decimal(15, 2);

export const region = new Table(bronze, 'region', {
  source: landed('region'),
  columns: { r_regionkey: t.bigint().notNull(), r_name: t.string(), r_comment: t.string() },
  primaryKey: ['r_regionkey'],
});

export const nation = new Table(bronze, 'nation', {
  source: landed('nation'),
  columns: { n_nationkey: t.bigint().notNull(), n_name: t.string(), n_regionkey: t.bigint().notNull(), n_comment: t.string() },
  primaryKey: ['n_nationkey'],
});

export const supplier = new Table(bronze, 'supplier', {
  source: landed('supplier'),
  columns: {
    s_suppkey: t.bigint().notNull(), s_name: t.string(), s_address: t.string(), s_nationkey: t.bigint().notNull(),
    s_phone: t.string(), s_acctbal: money().comment('USD, negative is owed'), s_comment: t.string(),
  },
  primaryKey: ['s_suppkey'],
});

export const customer = new Table(bronze, 'customer', {
  source: landed('customer'),
  columns: {
    c_custkey: t.bigint().notNull(), c_name: t.string(), c_address: t.string(), c_nationkey: t.bigint().notNull(),
    c_phone: t.string().comment('the first two digits are the country'), c_acctbal: money().comment('USD, negative is owed'),
    c_mktsegment: t.string(), c_comment: t.string(),
  },
  primaryKey: ['c_custkey'],
});

export const part = new Table(bronze, 'part', {
  source: landed('part'),
  columns: {
    p_partkey: t.bigint().notNull(), p_name: t.string(), p_mfgr: t.string(), p_brand: t.string(),
    p_type: t.string().comment('three words: finish, treatment, metal'), p_size: t.int(), p_container: t.string(),
    p_retailprice: money().comment('USD'), p_comment: t.string(),
  },
  primaryKey: ['p_partkey'],
});

export const partsupp = new Table(bronze, 'partsupp', {
  source: landed('partsupp'),
  columns: {
    ps_partkey: t.bigint().notNull(), ps_suppkey: t.bigint().notNull(), ps_availqty: t.int().comment('pieces'),
    ps_supplycost: money().comment('USD a piece'), ps_comment: t.string(),
  },
  primaryKey: ['ps_partkey', 'ps_suppkey'],
});

export const orders = new Table(bronze, 'orders', {
  source: landed('orders'),
  columns: {
    o_orderkey: t.bigint().notNull(), o_custkey: t.bigint().notNull(),
    o_orderstatus: t.string().comment('F: all lines are fulfilled, O: none is, P: some are'), o_totalprice: money().comment('USD'),
    o_orderdate: t.date(), o_orderpriority: t.string(), o_clerk: t.string(), o_shippriority: t.int(), o_comment: t.string(),
  },
  primaryKey: ['o_orderkey'],
});

export const lineitem = new Table(bronze, 'lineitem', {
  source: landed('lineitem'),
  columns: {
    l_orderkey: t.bigint().notNull(), l_partkey: t.bigint().notNull(), l_suppkey: t.bigint().notNull(),
    l_linenumber: t.int().notNull(), l_quantity: money().comment('pieces'), l_extendedprice: money().comment('USD, of all pieces'),
    l_discount: money().comment('share of the price'), l_tax: money().comment('share of the discounted price'),
    l_returnflag: t.string().comment('R: returned, A: accepted, N: too early to say'),
    l_linestatus: t.string().comment('F: fulfilled, O: open'),
    l_shipdate: t.date(), l_commitdate: t.date(), l_receiptdate: t.date(), l_shipinstruct: t.string(), l_shipmode: t.string(),
    l_comment: t.string(),
  },
  primaryKey: ['l_orderkey', 'l_linenumber'],
});
