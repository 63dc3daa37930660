"""Makes the tables in a local warehouse known to a new session.

Open-source Spark's in-memory catalog forgets table names when a process ends. A Hive metastore
(Derby) would keep them, but costs seconds at each start and keeps a lock and a second source of
truth on disk. The Delta log in a table's folder already says everything, and registering it again
takes 0.03 s per table.
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from pyspark.sql import SparkSession

from databricks_utils.errors import SPARK_ERRORS
from databricks_utils.failure import describe_failure
from databricks_utils.naming import qualified, sql_text

log = logging.getLogger(__name__)


def register_tables(spark: SparkSession, warehouse: Path) -> None:
    """Registers each `<warehouse>/<schema>/<table>` that has a Delta log with a commit."""
    for schema in sorted(p for p in warehouse.iterdir() if p.is_dir()):
        tables = sorted(p for p in schema.iterdir() if has_commit(p))
        if tables:
            spark.sql(
                f"CREATE SCHEMA IF NOT EXISTS spark_catalog.{qualified(schema.name)}"
                f" LOCATION {sql_text(str(schema))}"
            )
        for table in tables:
            try:
                spark.sql(
                    f"CREATE TABLE IF NOT EXISTS spark_catalog.{qualified(schema.name, table.name)}"
                    f" USING delta LOCATION {sql_text(str(table))}"
                )
            except SPARK_ERRORS as error:
                # One damaged folder must not keep all others from being used.
                cause = describe_failure(error).message
                log.warning("%s is not a readable table: %s", table, cause)


def remove_unborn(table: Path) -> None:
    """Removes what a creation that died before its commit left: a log without one, and no data.

    Delta refuses to create a table in a folder that is not empty; anything else in it stays.
    """
    folder = table / "_delta_log"
    if not folder.is_dir() or any(path != folder for path in table.iterdir()):
        return
    if all(path.name.startswith(".") for path in folder.rglob("*") if not path.is_dir()):
        shutil.rmtree(table)


def has_commit(table: Path) -> bool:
    """Whether a Delta table is in the folder."""
    folder = table / "_delta_log"
    return any(folder.glob("*.json")) or any(folder.glob("*.checkpoint*.parquet"))


def last_commit(table: Path) -> int:
    """The number of the newest commit in the log of a table's folder; -1 without one."""
    commits = (table / "_delta_log").glob("*.json")
    return max((int(path.stem) for path in commits if path.stem.isdecimal()), default=-1)
