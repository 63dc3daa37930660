"""Properties of tables: those that a user declares, and those in which runs keep what they know."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import SparkSession

from databricks_utils.naming import sql_text

# Spark's `Utils.REDACTION_REPLACEMENT_TEXT`.
_REDACTED = "*********(redacted)"


def read_properties(spark: SparkSession, table: str) -> dict[str, str]:
    """All properties of a table, by name."""
    rows = spark.sql(f"SHOW TBLPROPERTIES {table}").collect()
    found = {str(row["key"]): str(row["value"]) for row in rows}
    if _REDACTED not in found.values():
        return found
    # Spark hides what may be a secret, by names such as `url`; this costs more, and shows all.
    detail = spark.sql(f"DESCRIBE DETAIL {table}").first()
    return {**found, **((detail and detail["properties"]) or {})}


def set_properties(table: str, properties: Mapping[str, str]) -> str:
    """ALTER TABLE SET TBLPROPERTIES."""
    return f"ALTER TABLE {table} SET TBLPROPERTIES ({property_list(properties)})"


def property_list(properties: Mapping[str, str]) -> str:
    """Names and values as SQL lists them, in order."""
    return ", ".join(f"{sql_text(k)} = {sql_text(v)}" for k, v in sorted(properties.items()))
