"""Whether an existing table may be written: asked before its rows are computed, which is slow."""

from __future__ import annotations

import os
import re
from pathlib import Path

from pyspark.sql import SparkSession

from databricks_utils.catalog import TableAddress
from databricks_utils.errors import SPARK_ERRORS, WritePermissionError

_REFUSED = re.compile(r"\[INSUFFICIENT_PERMISSIONS[\w.]*\]\s*(.*?)\s*(?:SQLSTATE|$)", re.DOTALL)


def check_permission(spark: SparkSession, address: TableAddress) -> None:
    """Raises WritePermissionError if it may not.

    On Databricks Spark is asked to explain an insert, which needs the privileges of one and writes
    nothing. Only its own refusal counts: what it does not say, the write will.
    """
    if address.location is None:
        refusal = _refusal(spark, address.name)
        if refusal is not None:
            raise WritePermissionError(
                f"{address.name} may not be written: {refusal}",
                hint="Ask its owner for the privilege, or run as a principal that has it.",
            )
        return
    folder = Path(address.location)
    effective = os.access in os.supports_effective_ids
    for place in (folder, folder / "_delta_log"):
        if not os.access(place, os.W_OK | os.X_OK, effective_ids=effective):
            raise WritePermissionError(
                f"{address.name} may not be written: the system denies access to {place}",
                hint="Give the user who runs this write access there, then run again.",
            )


def _refusal(spark: SparkSession, name: str) -> str | None:
    """What Spark says about missing privileges, in one line; it says so in place of the plan."""
    try:
        row = spark.sql(f"EXPLAIN INSERT INTO {name} TABLE {name}").first()
        text = "" if row is None else str(row[0])
    except SPARK_ERRORS as error:
        text = str(error)
    found = _REFUSED.search(text)
    return None if found is None else " ".join(found[1].split())
