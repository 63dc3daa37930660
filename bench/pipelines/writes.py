"""Merging, versions and deduplication beside hand-written Delta code that gives the same table."""

from __future__ import annotations

from collections.abc import Callable

from contest import Contender, compete
from data import changes, events, stored
from project import Project
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

SOURCE = "bronze.changes"
KEY, SEQUENCE, START, END = "order_id", "version", "__START_AT", "__END_AT"
Write = Callable[[SparkSession, DataFrame, str], None]


def merge_by_hand(spark: SparkSession, source: DataFrame, target: str) -> None:
    newest = Window.partitionBy(KEY).orderBy(F.desc(SEQUENCE))
    rows = source.withColumn("n", F.row_number().over(newest)).where("n = 1").drop("n")
    rows.createOrReplaceTempView("rows")
    spark.sql(
        f"""MERGE INTO {target} t USING rows s ON t.order_id = s.order_id
        WHEN MATCHED AND s.version >= t.version THEN UPDATE SET *
        WHEN NOT MATCHED THEN INSERT *"""
    )


def versions_in_order(spark: SparkSession, source: DataFrame, target: str) -> None:
    """The usual way: each change ends the version before it. Right only if none comes late."""
    history = Window.partitionBy(KEY).orderBy(SEQUENCE)
    rows = source.distinct().select(
        "*",
        F.col(SEQUENCE).alias(START),
        F.lead(SEQUENCE).over(history).alias(END),
        F.row_number().over(history).alias("n"),
    )
    ends = rows.where("n = 1").withColumn("ended", F.col(KEY))
    starts = rows.withColumn("ended", F.lit(None).cast("bigint"))
    ends.unionByName(starts).createOrReplaceTempView("rows")
    columns = [*source.columns, START, END]
    spark.sql(
        f"""MERGE INTO {target} t USING rows s ON t.order_id = s.ended AND t.{END} IS NULL
        WHEN MATCHED THEN UPDATE SET t.{END} = s.version
        WHEN NOT MATCHED AND s.ended IS NULL THEN
        INSERT ({", ".join(columns)}) VALUES ({", ".join(f"s.{c}" for c in columns)})"""
    )


def versions_by_hand(spark: SparkSession, source: DataFrame, target: str) -> None:
    """Also right for changes that come late: the versions of the keys that come are made anew.

    Of orders that are never deleted and whose changes all differ: else more must be remembered.
    """
    batch = source.distinct()
    known = spark.table(target).drop(START, END).join(batch.select(KEY), KEY, "left_semi")
    later = known.join(batch.select(KEY, SEQUENCE), [KEY, SEQUENCE], "left_anti")
    history = Window.partitionBy(KEY).orderBy(SEQUENCE)
    batch.unionByName(later).select(
        "*", F.col(SEQUENCE).alias(START), F.lead(SEQUENCE).over(history).alias(END)
    ).createOrReplaceTempView("rows")
    differs = " OR ".join(
        f"NOT t.{c} <=> s.{c}" for c in (END, *[c for c in source.columns if c != KEY])
    )
    spark.sql(
        f"""MERGE INTO {target} t USING rows s
        ON t.order_id = s.order_id AND t.version = s.version
        WHEN MATCHED AND ({differs}) THEN UPDATE SET *
        WHEN NOT MATCHED THEN INSERT *"""
    )


def latest_by_hand(spark: SparkSession, source: DataFrame, target: str) -> None:
    others = [c for c in source.columns if c not in (KEY, SEQUENCE)]
    newest = Window.partitionBy(KEY).orderBy(F.desc(SEQUENCE), *others)
    rows = source.withColumn("n", F.row_number().over(newest)).where("n = 1").drop("n")
    rows.writeTo(target).overwrite(F.lit(True))


def compare_writes(project: Project, rows: int, rounds: int) -> dict[str, dict[str, list[float]]]:
    """The same for each way to write, by its name; each starts with the same files."""
    spark = project.spark
    spark.sql("CREATE SCHEMA IF NOT EXISTS others")
    project.land(SOURCE, stored(spark, rows))
    project.run("silver.merged")
    project.run("silver.versions")
    late, in_order = (changes(spark, rows, rows // 10, late=late) for late in (True, False))
    project.land("bronze.events", events(spark, rows))
    project.run("silver.latest")

    def contest(name: str, table: str, source: str, function: Write) -> dict[str, list[float]]:
        return compete(
            spark,
            name,
            {
                "generated": generated(project, table),
                "by hand": handwritten(project, table, source, function),
            },
            rounds,
        )

    project.land(SOURCE, late)
    found = {
        "merge": contest("merge", "silver.merged", SOURCE, merge_by_hand),
        "versions": contest("versions", "silver.versions", SOURCE, versions_by_hand),
    }
    project.land(SOURCE, in_order)
    found["versions, in order"] = contest(
        "versions, in order", "silver.versions", SOURCE, versions_in_order
    )
    found["deduplication"] = contest(
        "deduplication", "silver.latest", "bronze.events", latest_by_hand
    )
    return found


def generated(project: Project, table: str) -> Contender:
    name = project.name(table)

    def run() -> None:
        project.run(table)

    return Contender(
        run=run,
        result=lambda: {"table": project.spark.table(name)},
        reset=returning(project.spark, name),
    )


def handwritten(project: Project, table: str, source: str, function: Write) -> Contender:
    """Starts with the same files."""
    spark, name = project.spark, f"others.{function.__name__}"
    spark.sql(f"DROP TABLE IF EXISTS {name}")
    spark.sql(f"CREATE TABLE {name} SHALLOW CLONE {project.name(table)}")
    return Contender(
        run=lambda: function(spark, spark.table(project.name(source)), name),
        result=lambda: {"table": spark.table(name)},
        reset=returning(spark, name),
    )


def returning(spark: SparkSession, name: str) -> Callable[[], None]:
    """Brings a table back to its present state."""
    last = spark.sql(f"DESCRIBE HISTORY {name} LIMIT 1").first()
    assert last is not None
    version = last["version"]

    def reset() -> None:
        spark.sql(f"RESTORE TABLE {name} TO VERSION AS OF {version}")

    return reset
