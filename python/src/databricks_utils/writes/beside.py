"""The table beside another one that remembers changes which that one does not show."""

from __future__ import annotations

from dataclasses import replace

from pyspark.sql import SparkSession
from pyspark.sql import types as T

from databricks_utils.catalog import TableAddress
from databricks_utils.schema import nullable_schema
from databricks_utils.writes.ddl import TableOptions, add_columns, ensure_table

CHANGES_SUFFIX = "__changes"


def changes_address(address: TableAddress) -> TableAddress:
    """Where the changes of a table are remembered: in its schema, `<table>__changes`."""
    quoted = address.name.endswith("`")
    name = f"{address.name[:-1]}{CHANGES_SUFFIX}`" if quoted else f"{address.name}{CHANGES_SUFFIX}"
    location = address.location
    return replace(address, name=name, location=location and f"{location}{CHANGES_SUFFIX}")


def ensure_changes(
    spark: SparkSession, address: TableAddress, schema: T.StructType, of: str
) -> None:
    """Creates the table if it is not there; new columns are added to one that is."""
    options = TableOptions(comment=f"Changes that {of} has seen and does not show; it needs them")
    wanted = nullable_schema(schema)
    if ensure_table(spark, address, wanted, options):
        return
    there = {f.name.lower() for f in spark.table(address.name).schema}
    new = [f for f in wanted if f.name.lower() not in there]
    if new:
        spark.sql(add_columns(address.name, new))
