"""Empties a table and what belongs to it, so that it can be rebuilt from its sources."""

from __future__ import annotations

from pyspark.sql import SparkSession
from pyspark.sql import types as T

from databricks_utils.catalog import TableAddress
from databricks_utils.rules.quarantine import quarantine_options, quarantine_schema
from databricks_utils.runs.target import Target
from databricks_utils.schema import nullable_schema
from databricks_utils.writes.beside import changes_address, changes_options
from databricks_utils.writes.ddl import TableOptions, create_table
from databricks_utils.writes.merge import deletes_schema
from databricks_utils.writes.scd2 import changes_schema
from databricks_utils.writes.strategies import Merge, Scd2
from databricks_utils.writes.writers import frame_schema, table_schema


def start_over(spark: SparkSession, target: Target) -> None:
    """Makes the table, its quarantine and its remembered changes empty, with the declared columns.

    Those that do not exist are not created. The tables themselves stay, with grants and history.
    """
    write = target.write
    rows = frame_schema(target.schema, write)
    _empty(spark, target.address, table_schema(target.schema, write), target.options)
    _empty(spark, target.quarantine, quarantine_schema(rows), quarantine_options(target.reference))
    beside, options = changes_address(target.address), changes_options(target.address.name)
    if isinstance(write, Scd2):
        _empty(spark, beside, nullable_schema(changes_schema(rows)), options)
    if isinstance(write, Merge) and write.sequence_by is not None:
        _empty(spark, beside, nullable_schema(deletes_schema(rows, write)), options)


def _empty(
    spark: SparkSession, address: TableAddress, schema: T.StructType, options: TableOptions
) -> None:
    if spark.catalog.tableExists(address.name):
        spark.sql(create_table(address, schema, options, replace=True))
