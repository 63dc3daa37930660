"""The clauses of MERGE statements for `spark.sql(text, source=frame)`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyspark.sql import DataFrame, SparkSession

from databricks_utils.naming import format_safe, quote
from databricks_utils.writes.key_bounds import NO_BOUNDS, KeyBounds


def merge_rows(spark: SparkSession, source: DataFrame, name: str, clauses: Sequence[str]) -> None:
    """Runs MERGE with the rows as `s` and the table as `t`; its first clause says ON what."""
    head = [f"MERGE INTO {format_safe(name)} AS t", "USING {source} AS s"]
    spark.sql("\n".join([*head, *map(format_safe, clauses)]), source=source)


def on(keys: Sequence[str], bounds: KeyBounds = NO_BOUNDS) -> str:
    """Rows with the same keys match; with the bounds of the keys of `s`, Delta skips files."""
    same = " AND ".join(f"t.{quote(key)} = s.{quote(key)}" for key in keys)
    return f"ON {same}{_and(bounds.condition('t'))}"


def update(
    columns: Sequence[str], condition: str = "", values: Mapping[str, str] | None = None
) -> str:
    """Matching rows get the arriving values, or `values`, in SQL."""
    given = values or {}
    pairs = ", ".join(f"t.{quote(c)} = {given.get(c, f's.{quote(c)}')}" for c in columns)
    return f"WHEN MATCHED{_and(condition)} THEN UPDATE SET {pairs}"


def delete(condition: str) -> str:
    """Matching rows are deleted."""
    return f"WHEN MATCHED{_and(condition)} THEN DELETE"


def insert(columns: Sequence[str], condition: str = "") -> str:
    """Rows without a match are added."""
    names = ", ".join(map(quote, columns))
    values = ", ".join(f"s.{quote(c)}" for c in columns)
    return f"WHEN NOT MATCHED{_and(condition)} THEN INSERT ({names}) VALUES ({values})"


def _and(condition: str) -> str:
    return f" AND {condition}" if condition else ""
