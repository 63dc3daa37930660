"""Remembers a write whose scans saw different rows: that shows only after its commit.

A retry finds that the write was done before, and would report success.
"""

from __future__ import annotations

from pyspark.sql import SparkSession

from databricks_utils.concurrency import write_once
from databricks_utils.errors import ConservationError
from databricks_utils.naming import sql_text
from databricks_utils.properties import read_properties, set_properties
from databricks_utils.writes.writers import WriteId

_PROPERTY = "lakewright.unequal"


def note_unequal(spark: SparkSession, name: str, write_id: WriteId) -> None:
    """Records in the table that the rows of this write are not those that were counted."""
    statement = set_properties(name, {_PROPERTY: _text(write_id)})
    write_once(lambda: spark.sql(statement), name)


def raise_if_unequal(spark: SparkSession, name: str, write_id: WriteId) -> None:
    """Raises ConservationError if that was recorded for this write, which was done before."""
    if read_properties(spark, name).get(_PROPERTY) == _text(write_id):
        raise ConservationError(
            f"{name}: an earlier attempt of this write read its input several times and got "
            "different rows: some may be in the table and in its quarantine, some in neither",
            hint="Make the input repeatable and run with --full-refresh; or accept what is there: "
            f"ALTER TABLE {name} UNSET TBLPROPERTIES ({sql_text(_PROPERTY)}).",
        )


def _text(write_id: WriteId) -> str:
    return f"{write_id.application} {write_id.version}"
