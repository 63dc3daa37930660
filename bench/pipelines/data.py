"""The rows of the benchmark: always the same ones, computed by Spark."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

COUNTRIES = ("AT", "CH", "DE", "DK", "ES", "FR", "IT", "NL", "PL", "SE")
STATUSES = ("new", "paid", "sent", "done", "back")
CURRENCIES = ("EUR", "CHF", "DKK", "PLN", "SEK")
CITIES = ("Aarhus", "Basel", "Gdansk", "Graz", "Lyon", "Malmö", "Porto", "Turin", "Utrecht")
START = 1_750_000_000


def chance(salt: str, below: int, of: Column | None = None) -> Column:
    """A number from 0 up to `below` that depends on the row and the salt only."""
    return F.pmod(F.xxhash64(F.col("id") if of is None else of, F.lit(salt)), F.lit(below))


def one_of(values: tuple[str, ...], salt: str) -> Column:
    return F.element_at(F.lit(list(values)), (chance(salt, len(values)) + 1).cast("int"))


def rarely(usual: Column, other: object, salt: str) -> Column:
    """One row in 250 has the other value."""
    return F.when(chance(f"rare {salt}", 250) == 0, other).otherwise(usual)


def money(cents: Column) -> Column:
    return (cents / 100).cast("decimal(12,2)")


def orders(spark: SparkSession, rows: int) -> DataFrame:
    """Orders of which about one in fourteen breaks a rule."""
    ordered = F.timestamp_seconds(START + F.col("id"))
    return spark.range(rows, numPartitions=8).select(
        rarely(F.col("id"), None, "order").alias("order_id"),
        rarely(chance("customer", 100_000), None, "customer").alias("customer_id"),
        rarely(
            F.format_string("customer.%d@shop%d.example", chance("c", 100_000), chance("s", 50)),
            "not an address",
            "email",
        ).alias("email"),
        rarely(one_of(COUNTRIES, "country"), "XX", "country").alias("country"),
        rarely(one_of(STATUSES, "status"), None, "status").alias("status"),
        rarely(one_of(CURRENCIES, "currency"), "???", "currency").alias("currency"),
        rarely(chance("quantity", 100) + 1, 0, "quantity").cast("int").alias("quantity"),
        rarely(money(chance("price", 400_000)), None, "price").alias("unit_price"),
        rarely(money(chance("discount", 5_000)), -1, "discount")
        .cast("decimal(12,2)")
        .alias("discount"),
        rarely(money(10_000 + chance("total", 9_000_000)), -5, "total")
        .cast("decimal(12,2)")
        .alias("total"),
        rarely(ordered, None, "ordered").alias("ordered_at"),
        rarely(
            F.timestamp_seconds(START + F.col("id") + chance("days", 900_000)),
            F.timestamp_seconds(F.lit(START - 1)),
            "shipped",
        ).alias("shipped_at"),
        rarely(
            F.lpad(chance("postcode", 100_000).cast("string"), 5, "0"), "12 45", "postcode"
        ).alias("postcode"),
        F.when(chance("note", 3) == 0, F.concat(F.lit("leave it at door "), F.col("id"))).alias(
            "note"
        ),
    )


def change(order_id: Column, version: Column, at: Column) -> list[Column]:
    """The columns of a change, of which the others depend on the order and its version."""
    both = F.struct(order_id, version)
    return [
        order_id.alias("order_id"),
        version.cast("bigint").alias("version"),
        chance("customer", 100_000, order_id).alias("customer_id"),
        F.element_at(F.lit(list(STATUSES)), (chance("status", 5, both) + 1).cast("int")).alias(
            "status"
        ),
        F.element_at(F.lit(list(CITIES)), (chance("city", 9, both) + 1).cast("int")).alias("city"),
        money(chance("total", 9_000_000, both)).alias("total"),
        F.timestamp_seconds(at).alias("changed_at"),
    ]


def stored(spark: SparkSession, orders: int) -> DataFrame:
    """The tenth version of each order."""
    return spark.range(orders, numPartitions=8).select(
        *change(F.col("id"), F.lit(10), START + F.col("id"))
    )


def changes(spark: SparkSession, orders: int, rows: int, *, late: bool) -> DataFrame:
    """Two changes each of orders all over the table; a tenth is of new orders, a tenth comes twice.

    Some of those that are `late` are older than what the table has.
    """
    spread = F.pmod(F.floor(F.col("id") / 2) * 7919, F.lit(orders))
    order = F.when(F.col("id") % 10 == 0, orders + F.col("id")).otherwise(spread)
    newer = 11 + F.col("id") % 2
    version = F.when(chance("late", 10) == 0, F.col("id") % 9 + 1).otherwise(newer)
    return (
        spark.range(rows, numPartitions=4)
        .withColumn("id", F.when(F.col("id") % 10 == 1, F.col("id") - 1).otherwise(F.col("id")))
        .select(*change(order, version if late else newer, START + orders + F.col("id")))
    )


def events(spark: SparkSession, rows: int) -> DataFrame:
    """Three versions of most orders, some twice."""
    return spark.range(rows, numPartitions=8).select(
        *change(chance("order", rows // 3), chance("version", 10), START + F.col("id"))
    )
