"""The 22 questions of TPC-H as one would write them in PySpark by hand.

Each function takes the tables that it reads and gives what samples/tpch gives under that name.
"""

from __future__ import annotations

import datetime as dt

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F


def discounted() -> Column:
    return F.col("l_extendedprice") * (1 - F.col("l_discount"))


def q01(lineitem: DataFrame) -> DataFrame:
    price = discounted()
    return (
        lineitem.where(F.col("l_shipdate") <= dt.date(1998, 9, 2))
        .groupBy("l_returnflag", "l_linestatus")
        .agg(
            F.sum("l_quantity").alias("sum_qty"),
            F.sum("l_extendedprice").alias("sum_base_price"),
            F.sum(price).alias("sum_disc_price"),
            F.sum(price * (1 + F.col("l_tax"))).alias("sum_charge"),
            F.avg("l_quantity").alias("avg_qty"),
            F.avg("l_extendedprice").alias("avg_price"),
            F.avg("l_discount").alias("avg_disc"),
            F.count("*").alias("count_order"),
        )
        .orderBy("l_returnflag", "l_linestatus")
    )


def q02(
    part: DataFrame, supplier: DataFrame, partsupp: DataFrame, nation: DataFrame, region: DataFrame
) -> DataFrame:
    europe = (
        supplier.join(nation, F.col("s_nationkey") == F.col("n_nationkey"))
        .join(region, F.col("n_regionkey") == F.col("r_regionkey"))
        .where(F.col("r_name") == "EUROPE")
    )
    brass = part.where((F.col("p_size") == 15) & F.col("p_type").like("%BRASS"))
    return (
        partsupp.join(brass, F.col("ps_partkey") == F.col("p_partkey"))
        .join(europe, F.col("ps_suppkey") == F.col("s_suppkey"))
        .withColumn("lowest", F.min("ps_supplycost").over(Window.partitionBy("ps_partkey")))
        .where(F.col("ps_supplycost") == F.col("lowest"))
        .select(
            "s_acctbal",
            "s_name",
            "n_name",
            "p_partkey",
            "p_mfgr",
            "s_address",
            "s_phone",
            "s_comment",
        )
        .orderBy(F.desc("s_acctbal"), "n_name", "s_name", "p_partkey")
        .limit(100)
    )


def q03(customer: DataFrame, orders: DataFrame, lineitem: DataFrame) -> DataFrame:
    day = dt.date(1995, 3, 15)
    return (
        customer.where(F.col("c_mktsegment") == "BUILDING")
        .join(orders.where(F.col("o_orderdate") < day), F.col("c_custkey") == F.col("o_custkey"))
        .join(lineitem.where(F.col("l_shipdate") > day), F.col("o_orderkey") == F.col("l_orderkey"))
        .groupBy("l_orderkey", "o_orderdate", "o_shippriority")
        .agg(F.sum(discounted()).alias("revenue"))
        .select("l_orderkey", "revenue", "o_orderdate", "o_shippriority")
        .orderBy(F.desc("revenue"), "o_orderdate")
        .limit(10)
    )


def q04(orders: DataFrame, lineitem: DataFrame) -> DataFrame:
    late = lineitem.where(F.col("l_commitdate") < F.col("l_receiptdate"))
    return (
        orders.where(F.col("o_orderdate") >= dt.date(1993, 7, 1))
        .where(F.col("o_orderdate") < dt.date(1993, 10, 1))
        .join(late, F.col("o_orderkey") == F.col("l_orderkey"), "left_semi")
        .groupBy("o_orderpriority")
        .agg(F.count("*").alias("order_count"))
        .orderBy("o_orderpriority")
    )


def q05(
    customer: DataFrame,
    orders: DataFrame,
    lineitem: DataFrame,
    supplier: DataFrame,
    nation: DataFrame,
    region: DataFrame,
) -> DataFrame:
    asia = nation.join(
        region.where(F.col("r_name") == "ASIA"), F.col("n_regionkey") == F.col("r_regionkey")
    )
    return (
        orders.where(F.col("o_orderdate") >= dt.date(1994, 1, 1))
        .where(F.col("o_orderdate") < dt.date(1995, 1, 1))
        .join(customer, F.col("o_custkey") == F.col("c_custkey"))
        .join(asia, F.col("c_nationkey") == F.col("n_nationkey"))
        .join(lineitem, F.col("o_orderkey") == F.col("l_orderkey"))
        .join(
            supplier,
            (F.col("l_suppkey") == F.col("s_suppkey"))
            & (F.col("c_nationkey") == F.col("s_nationkey")),
        )
        .groupBy("n_name")
        .agg(F.sum(discounted()).alias("revenue"))
        .orderBy(F.desc("revenue"))
    )


def q06(lineitem: DataFrame) -> DataFrame:
    return (
        lineitem.where(F.col("l_shipdate") >= dt.date(1994, 1, 1))
        .where(F.col("l_shipdate") < dt.date(1995, 1, 1))
        .where(F.col("l_discount").between(F.expr("0.05"), F.expr("0.07")))
        .where(F.col("l_quantity") < 24)
        .agg(F.sum(F.col("l_extendedprice") * F.col("l_discount")).alias("revenue"))
    )


def q07(
    supplier: DataFrame,
    lineitem: DataFrame,
    orders: DataFrame,
    customer: DataFrame,
    nation: DataFrame,
) -> DataFrame:
    both = nation.where(F.col("n_name").isin("FRANCE", "GERMANY"))
    sellers = supplier.join(both, F.col("s_nationkey") == F.col("n_nationkey")).select(
        "s_suppkey", F.col("n_name").alias("supp_nation")
    )
    buyers = customer.join(both, F.col("c_nationkey") == F.col("n_nationkey")).select(
        "c_custkey", F.col("n_name").alias("cust_nation")
    )
    return (
        lineitem.where(F.col("l_shipdate").between(dt.date(1995, 1, 1), dt.date(1996, 12, 31)))
        .join(sellers, F.col("l_suppkey") == F.col("s_suppkey"))
        .join(orders, F.col("l_orderkey") == F.col("o_orderkey"))
        .join(buyers, F.col("o_custkey") == F.col("c_custkey"))
        .where(F.col("supp_nation") != F.col("cust_nation"))
        .groupBy("supp_nation", "cust_nation", F.year("l_shipdate").alias("l_year"))
        .agg(F.sum(discounted()).alias("revenue"))
        .orderBy("supp_nation", "cust_nation", "l_year")
    )


def q08(
    part: DataFrame,
    supplier: DataFrame,
    lineitem: DataFrame,
    orders: DataFrame,
    customer: DataFrame,
    nation: DataFrame,
    region: DataFrame,
) -> DataFrame:
    steel = part.where(F.col("p_type") == "ECONOMY ANODIZED STEEL")
    years = orders.where(F.col("o_orderdate").between(dt.date(1995, 1, 1), dt.date(1996, 12, 31)))
    america = nation.join(
        region.where(F.col("r_name") == "AMERICA"), F.col("n_regionkey") == F.col("r_regionkey")
    ).select("n_nationkey")
    americans = customer.join(america, F.col("c_nationkey") == F.col("n_nationkey"), "left_semi")
    sold = (
        lineitem.join(steel, F.col("l_partkey") == F.col("p_partkey"))
        .join(years, F.col("l_orderkey") == F.col("o_orderkey"))
        .join(americans, F.col("o_custkey") == F.col("c_custkey"))
        .join(supplier, F.col("l_suppkey") == F.col("s_suppkey"))
        .join(nation, F.col("s_nationkey") == F.col("n_nationkey"))
        .select(F.year("o_orderdate").alias("o_year"), discounted().alias("volume"), "n_name")
    )
    brazil = F.sum(F.when(F.col("n_name") == "BRAZIL", F.col("volume")).otherwise(0))
    return (
        sold.groupBy("o_year").agg((brazil / F.sum("volume")).alias("mkt_share")).orderBy("o_year")
    )


def q09(
    part: DataFrame,
    supplier: DataFrame,
    lineitem: DataFrame,
    partsupp: DataFrame,
    orders: DataFrame,
    nation: DataFrame,
) -> DataFrame:
    profit = discounted() - F.col("ps_supplycost") * F.col("l_quantity")
    return (
        lineitem.join(
            part.where(F.col("p_name").contains("green")), F.col("l_partkey") == F.col("p_partkey")
        )
        .join(
            partsupp,
            (F.col("l_partkey") == F.col("ps_partkey"))
            & (F.col("l_suppkey") == F.col("ps_suppkey")),
        )
        .join(supplier, F.col("l_suppkey") == F.col("s_suppkey"))
        .join(nation, F.col("s_nationkey") == F.col("n_nationkey"))
        .join(orders, F.col("l_orderkey") == F.col("o_orderkey"))
        .groupBy(F.col("n_name").alias("nation"), F.year("o_orderdate").alias("o_year"))
        .agg(F.sum(profit).alias("sum_profit"))
        .orderBy("nation", F.desc("o_year"))
    )


def q10(
    customer: DataFrame, orders: DataFrame, lineitem: DataFrame, nation: DataFrame
) -> DataFrame:
    return (
        orders.where(F.col("o_orderdate") >= dt.date(1993, 10, 1))
        .where(F.col("o_orderdate") < dt.date(1994, 1, 1))
        .join(
            lineitem.where(F.col("l_returnflag") == "R"),
            F.col("o_orderkey") == F.col("l_orderkey"),
        )
        .join(customer, F.col("o_custkey") == F.col("c_custkey"))
        .join(nation, F.col("c_nationkey") == F.col("n_nationkey"))
        .groupBy("c_custkey", "c_name", "c_acctbal", "c_phone", "n_name", "c_address", "c_comment")
        .agg(F.sum(discounted()).alias("revenue"))
        .select(
            "c_custkey",
            "c_name",
            "revenue",
            "c_acctbal",
            "n_name",
            "c_address",
            "c_phone",
            "c_comment",
        )
        .orderBy(F.desc("revenue"))
        .limit(20)
    )


def q11(partsupp: DataFrame, supplier: DataFrame, nation: DataFrame) -> DataFrame:
    german = supplier.join(
        nation.where(F.col("n_name") == "GERMANY"), F.col("s_nationkey") == F.col("n_nationkey")
    )
    stock = partsupp.join(german, F.col("ps_suppkey") == F.col("s_suppkey"), "left_semi")
    value = F.sum(F.col("ps_supplycost") * F.col("ps_availqty"))
    total = stock.agg(value).scalar()
    return (
        stock.groupBy("ps_partkey")
        .agg(value.alias("value"))
        .where(F.col("value") > total * F.expr("0.0001"))
        .orderBy(F.desc("value"))
    )


def q12(orders: DataFrame, lineitem: DataFrame) -> DataFrame:
    urgent = F.col("o_orderpriority").isin("1-URGENT", "2-HIGH")
    return (
        lineitem.where(F.col("l_shipmode").isin("MAIL", "SHIP"))
        .where(F.col("l_commitdate") < F.col("l_receiptdate"))
        .where(F.col("l_shipdate") < F.col("l_commitdate"))
        .where(F.col("l_receiptdate") >= dt.date(1994, 1, 1))
        .where(F.col("l_receiptdate") < dt.date(1995, 1, 1))
        .join(orders, F.col("l_orderkey") == F.col("o_orderkey"))
        .groupBy("l_shipmode")
        .agg(
            F.count_if(urgent).alias("high_line_count"),
            F.count_if(~urgent).alias("low_line_count"),
        )
        .orderBy("l_shipmode")
    )


def q13(customer: DataFrame, orders: DataFrame) -> DataFrame:
    ordinary = orders.where(~F.col("o_comment").like("%special%requests%"))
    return (
        customer.join(ordinary, F.col("c_custkey") == F.col("o_custkey"), "left")
        .groupBy("c_custkey")
        .agg(F.count("o_orderkey").alias("c_count"))
        .groupBy("c_count")
        .agg(F.count("*").alias("custdist"))
        .orderBy(F.desc("custdist"), F.desc("c_count"))
    )


def q14(lineitem: DataFrame, part: DataFrame) -> DataFrame:
    promo = F.sum(F.when(F.col("p_type").like("PROMO%"), discounted()).otherwise(0))
    return (
        lineitem.where(F.col("l_shipdate") >= dt.date(1995, 9, 1))
        .where(F.col("l_shipdate") < dt.date(1995, 10, 1))
        .join(part, F.col("l_partkey") == F.col("p_partkey"))
        .agg((100 * promo / F.sum(discounted())).alias("promo_revenue"))
    )


def q15(lineitem: DataFrame, supplier: DataFrame) -> DataFrame:
    revenue = (
        lineitem.where(F.col("l_shipdate") >= dt.date(1996, 1, 1))
        .where(F.col("l_shipdate") < dt.date(1996, 4, 1))
        .groupBy("l_suppkey")
        .agg(F.sum(discounted()).alias("total_revenue"))
    )
    most = revenue.agg(F.max("total_revenue")).scalar()
    return (
        revenue.where(F.col("total_revenue") == most)
        .join(supplier, F.col("l_suppkey") == F.col("s_suppkey"))
        .select("s_suppkey", "s_name", "s_address", "s_phone", "total_revenue")
        .orderBy("s_suppkey")
    )


def q16(partsupp: DataFrame, part: DataFrame, supplier: DataFrame) -> DataFrame:
    wanted = (
        part.where(F.col("p_brand") != "Brand#45")
        .where(~F.col("p_type").like("MEDIUM POLISHED%"))
        .where(F.col("p_size").isin(49, 14, 23, 45, 19, 3, 36, 9))
    )
    bad = supplier.where(F.col("s_comment").like("%Customer%Complaints%"))
    return (
        partsupp.join(wanted, F.col("ps_partkey") == F.col("p_partkey"))
        .join(bad, F.col("ps_suppkey") == F.col("s_suppkey"), "left_anti")
        .groupBy("p_brand", "p_type", "p_size")
        .agg(F.count_distinct("ps_suppkey").alias("supplier_cnt"))
        .orderBy(F.desc("supplier_cnt"), "p_brand", "p_type", "p_size")
    )


def q17(lineitem: DataFrame, part: DataFrame) -> DataFrame:
    boxes = part.where((F.col("p_brand") == "Brand#23") & (F.col("p_container") == "MED BOX"))
    average = F.avg("l_quantity").over(Window.partitionBy("l_partkey"))
    return (
        lineitem.join(boxes, F.col("l_partkey") == F.col("p_partkey"))
        .withColumn("average", average)
        .where(F.col("l_quantity") < F.expr("0.2 * average"))
        .agg((F.sum("l_extendedprice") / 7).alias("avg_yearly"))
    )


def q18(customer: DataFrame, orders: DataFrame, lineitem: DataFrame) -> DataFrame:
    large = (
        lineitem.groupBy("l_orderkey")
        .agg(F.sum("l_quantity").alias("quantity"))
        .where(F.col("quantity") > 300)
        .select(F.col("l_orderkey").alias("large_orderkey"))
    )
    return (
        orders.join(large, F.col("o_orderkey") == F.col("large_orderkey"), "left_semi")
        .join(customer, F.col("o_custkey") == F.col("c_custkey"))
        .join(lineitem, F.col("o_orderkey") == F.col("l_orderkey"))
        .groupBy("c_name", "c_custkey", "o_orderkey", "o_orderdate", "o_totalprice")
        .agg(F.sum("l_quantity").alias("sum_qty"))
        .orderBy(F.desc("o_totalprice"), "o_orderdate")
        .limit(100)
    )


def q19(lineitem: DataFrame, part: DataFrame) -> DataFrame:
    def fits(brand: str, containers: list[str], pieces: int, size: int) -> Column:
        return (
            (F.col("p_brand") == brand)
            & F.col("p_container").isin(containers)
            & F.col("l_quantity").between(pieces, pieces + 10)
            & F.col("p_size").between(1, size)
        )

    return (
        lineitem.where(F.col("l_shipmode").isin("AIR", "AIR REG"))
        .where(F.col("l_shipinstruct") == "DELIVER IN PERSON")
        .join(part, F.col("l_partkey") == F.col("p_partkey"))
        .where(
            fits("Brand#12", ["SM CASE", "SM BOX", "SM PACK", "SM PKG"], 1, 5)
            | fits("Brand#23", ["MED BAG", "MED BOX", "MED PKG", "MED PACK"], 10, 10)
            | fits("Brand#34", ["LG CASE", "LG BOX", "LG PACK", "LG PKG"], 20, 15)
        )
        .agg(F.sum(discounted()).alias("revenue"))
    )


def q20(
    supplier: DataFrame,
    nation: DataFrame,
    partsupp: DataFrame,
    part: DataFrame,
    lineitem: DataFrame,
) -> DataFrame:
    shipped = (
        lineitem.where(F.col("l_shipdate") >= dt.date(1994, 1, 1))
        .where(F.col("l_shipdate") < dt.date(1995, 1, 1))
        .groupBy("l_partkey", "l_suppkey")
        .agg(F.sum("l_quantity").alias("quantity"))
    )
    excess = partsupp.join(
        part.where(F.col("p_name").like("forest%")),
        F.col("ps_partkey") == F.col("p_partkey"),
        "left_semi",
    ).join(
        shipped,
        (F.col("ps_partkey") == F.col("l_partkey"))
        & (F.col("ps_suppkey") == F.col("l_suppkey"))
        & (F.col("ps_availqty") > F.expr("0.5 * quantity")),
        "left_semi",
    )
    return (
        supplier.join(
            nation.where(F.col("n_name") == "CANADA"),
            F.col("s_nationkey") == F.col("n_nationkey"),
        )
        .join(excess, F.col("s_suppkey") == F.col("ps_suppkey"), "left_semi")
        .select("s_name", "s_address")
        .orderBy("s_name")
    )


def q21(
    supplier: DataFrame, lineitem: DataFrame, orders: DataFrame, nation: DataFrame
) -> DataFrame:
    late = lineitem.where(F.col("l_receiptdate") > F.col("l_commitdate"))
    saudi = supplier.join(
        nation.where(F.col("n_name") == "SAUDI ARABIA"),
        F.col("s_nationkey") == F.col("n_nationkey"),
    )
    another = (F.col("l1.l_orderkey") == F.col("l2.l_orderkey")) & (
        F.col("l1.l_suppkey") != F.col("l2.l_suppkey")
    )
    return (
        late.alias("l1")
        .join(saudi, F.col("l_suppkey") == F.col("s_suppkey"))
        .join(
            orders.where(F.col("o_orderstatus") == "F"),
            F.col("l_orderkey") == F.col("o_orderkey"),
        )
        .join(lineitem.alias("l2"), another, "left_semi")
        .join(late.alias("l2"), another, "left_anti")
        .groupBy("s_name")
        .agg(F.count("*").alias("numwait"))
        .orderBy(F.desc("numwait"), "s_name")
        .limit(100)
    )


def q22(customer: DataFrame, orders: DataFrame) -> DataFrame:
    abroad = customer.withColumn("cntrycode", F.substring("c_phone", 1, 2)).where(
        F.col("cntrycode").isin("13", "31", "23", "29", "30", "18", "17")
    )
    average = abroad.where(F.col("c_acctbal") > 0).agg(F.avg("c_acctbal")).scalar()
    return (
        abroad.where(F.col("c_acctbal") > average)
        .join(orders, F.col("c_custkey") == F.col("o_custkey"), "left_anti")
        .groupBy("cntrycode")
        .agg(F.count("*").alias("numcust"), F.sum("c_acctbal").alias("totacctbal"))
        .orderBy("cntrycode")
    )
