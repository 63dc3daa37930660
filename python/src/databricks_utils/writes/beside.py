"""The table next to another one, which remembers changes that the other does not show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from databricks_utils.catalog import TableAddress
from databricks_utils.concurrency import write_once
from databricks_utils.schema import nullable_schema
from databricks_utils.writes.ddl import TableOptions, ensure_table
from databricks_utils.writes.evolve import follow
from databricks_utils.writes.merge_sql import merge_rows

CHANGES_SUFFIX = "__changes"

_CURE = "Declare it as it was, or rebuild the table from its source with a full refresh."


def changes_address(address: TableAddress) -> TableAddress:
    """Where the changes of a table are remembered: in its schema, `<table>__changes`."""
    quoted = address.name.endswith("`")
    name = f"{address.name[:-1]}{CHANGES_SUFFIX}`" if quoted else f"{address.name}{CHANGES_SUFFIX}"
    location = address.location
    return replace(address, name=name, location=location and f"{location}{CHANGES_SUFFIX}")


def changes_options(of: str) -> TableOptions:
    """What the table has besides columns."""
    return TableOptions(comment=f"Changes that {of} has seen and does not show; it needs them")


def read_changes(
    spark: SparkSession, address: TableAddress, schema: T.StructType
) -> DataFrame | None:
    """What is remembered, in a table that has been brought to these columns; None without one."""
    if not spark.catalog.tableExists(address.name):
        return None
    existing = spark.table(address.name).schema
    follow(spark, address.name, existing, nullable_schema(schema), cure=_CURE)
    return spark.table(address.name)


def ensure_changes(
    spark: SparkSession, address: TableAddress, schema: T.StructType, of: str
) -> None:
    """Creates the table if it is not there; one that is there is brought to these columns."""
    if not ensure_table(spark, address, nullable_schema(schema), changes_options(of)):
        read_changes(spark, address, schema)


def remember(
    spark: SparkSession,
    changes: DataFrame,
    address: TableAddress,
    schema: T.StructType,
    clauses: Sequence[str],
    of: str,
) -> None:
    """Merges changes into the table, if there are any: most batches have none."""
    # Not isEmpty, which would compute one partition after the other to find none.
    if changes.count() == 0:
        return
    ensure_changes(spark, address, schema, of)
    write_once(lambda: merge_rows(spark, changes, address.name, clauses), address.name)
