"""How many files an increment of one percent reads, beside how many hold what it needs.

Times would say what the machine does; files are counted by Spark, scan by scan.
"""

from __future__ import annotations

from typing import Any

from data import START, change
from project import Project
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from scans import last_query, scans_since

SOURCE, TABLE = "bronze.log", "silver.newest"
FILES = 100


def log(spark: SparkSession, rows: int) -> DataFrame:
    """New orders as they come: identifiers and times grow."""
    ids = spark.range(0, rows, numPartitions=FILES)
    return ids.select(*change(F.col("id"), F.lit(1), START + F.col("id")))


def news(spark: SparkSession, stored: int, rows: int) -> DataFrame:
    """The next rows of the log: one in five changes an order of the last three percent."""
    ids = spark.range(stored, stored + rows, numPartitions=1)
    changes = F.col("id") % 5 == 0
    order = F.when(changes, stored - 1 - (F.col("id") - stored) * 3).otherwise(F.col("id"))
    version = F.when(changes, F.lit(2)).otherwise(F.lit(1))
    return ids.select(*change(order, version, START + F.col("id")))


def files_with(frame: DataFrame) -> int:
    """How many files hold these rows."""
    return frame.select("_metadata.file_path").distinct().count()


def count_files(project: Project, rows: int) -> dict[str, Any]:
    """Fills the log, takes its last percent in and counts.

    Gives for source and target how many files there are, how many hold what is needed, and the
    files that each scan has read.
    """
    spark = project.spark
    source, target = project.name(SOURCE), project.name(TABLE)
    project.land(SOURCE, log(spark, rows))
    # As after a first run and OPTIMIZE: orders lie in the files by their identifiers.
    spark.sql(f"DROP TABLE IF EXISTS {target}")
    spark.sql(f"CREATE TABLE {target} SHALLOW CLONE {source}")
    mark = (START + rows - 1) * 1_000_000
    spark.sql(
        f"ALTER TABLE {target} SET TBLPROPERTIES "
        f"('lakewright.mark.{SOURCE}.changed_at.timestamp' = '{mark}')"
    )
    news(spark, rows, rows // 100).writeTo(source).append()
    # Rows at the mark are read again.
    new = spark.table(source).where(F.unix_micros("changed_at") >= mark)
    keys = new.agg(F.min("order_id"), F.max("order_id")).first()
    assert keys is not None
    needed = {
        "source": files_with(new),
        "target": files_with(spark.table(target).where(F.col("order_id").between(*keys))),
    }
    there = {"source": FILES + 1, "target": FILES}
    before = last_query(spark)
    outcome = project.run(TABLE)
    scans = scans_since(spark, before, {"source": source, "target": target})
    assert outcome.rows is not None
    return {
        "rows": rows,
        "read": outcome.rows.read,
        **{
            table: {
                "files": there[table],
                "needed": needed[table],
                "scans": [scan.files for scan in scans if scan.table == table],
            }
            for table in ("source", "target")
        },
    }
