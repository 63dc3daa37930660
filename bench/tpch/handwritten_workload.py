"""The tables of one source of the benchmark's workload, W(1), as one would write them by hand."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

TYPES = ("int", "bigint", "double", "decimal(12,2)", "date", "boolean")


def source_0(source_0_raw: DataFrame) -> DataFrame:
    """Casts, renames, filters; the latest row of each id, all columns deciding between several."""

    def cast(number: int) -> Column:
        name = f"c{number + 1:02}"
        kind = TYPES[number % len(TYPES)]
        return F.col(name).try_cast(kind).alias("renamed" if number == 0 else name)

    typed = source_0_raw.select("id", *[cast(i) for i in range(18)], "updated_at").where(
        F.col("renamed").isNotNull()
    )
    others = [name for name in typed.columns if name not in ("id", "updated_at")]
    latest = Window.partitionBy("id").orderBy(F.desc("updated_at"), *others)
    return (
        typed.withColumn("place", F.row_number().over(latest))
        .where(F.col("place") == 1)
        .drop("place")
    )


def summary_0(source_0: DataFrame) -> DataFrame:
    return source_0.groupBy("c06").agg(
        F.count("*").alias("rows"),
        F.sum("c03").alias("total"),
        F.max("c02").alias("most"),
        F.avg("c04").alias("mean"),
    )
