"""Merging a frame into a table by SQL, which works on classic Spark and on Spark Connect."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from databricks_utils.errors import MergeKeyError
from databricks_utils.naming import column, format_safe, quote
from databricks_utils.writes import Merge

_DELETES = "__lakewright_deletes"
_AGE = "__lakewright_age"


def identity_columns(write: Merge) -> list[str]:
    """What must be unique and not NULL in a batch: the keys, and the sequence if there is one."""
    return [*write.keys, *([write.sequence_by] if write.sequence_by else [])]


def any_null(columns: Sequence[str]) -> Column:
    """Whether at least one of the columns is NULL."""
    return reduce(Column.__or__, [column(name).isNull() for name in columns])


def check_merge_keys(frame: DataFrame, write: Merge, table: str) -> None:
    """Raises MergeKeyError if keys are NULL or repeated in the frame (one scan)."""
    identity = identity_columns(write)
    groups = frame.groupBy(*[column(name) for name in identity]).agg(F.count(F.lit(1)).alias("n"))
    row = groups.agg(
        F.sum(F.when(any_null(identity), F.col("n"))).alias("null_rows"),
        F.count_if(~any_null(identity) & (F.col("n") > 1)).alias("repeated_keys"),
    ).first()
    assert row is not None
    raise_for_keys(write, table, int(row["null_rows"] or 0), int(row["repeated_keys"]))


def raise_for_keys(write: Merge, table: str, null_rows: int, repeated_keys: int) -> None:
    """Raises MergeKeyError unless both counts are zero."""
    names = ", ".join(identity_columns(write))
    problems = []
    if null_rows:
        rows = "1 row has" if null_rows == 1 else f"{null_rows} rows have"
        problems.append(f"{rows} a NULL in {names}")
    if repeated_keys:
        keys = "1 key appears" if repeated_keys == 1 else f"{repeated_keys} keys appear"
        problems.append(f"{keys} in more than one row ({names})")
    if problems:
        raise MergeKeyError(
            f"{table} cannot be merged: {' and '.join(problems)}; nothing was written",
            hint="Filter or quarantine rows with NULL keys; deduplicate rows with keep_first.",
        )


def merge_into(
    spark: SparkSession, frame: DataFrame, name: str, write: Merge, *, is_empty: bool = False
) -> None:
    """Merges rows with unique keys that are not NULL.

    `is_empty` promises that the table has no rows and that nobody else writes it.
    """
    columns = frame.columns
    source = _newest(frame, write)
    deletes = F.coalesce(write.delete_where(), F.lit(False)) if write.delete_where else F.lit(False)
    if is_empty:
        source.where(~deletes).writeTo(name).append()
        return
    if write.delete_where:
        source = source.withColumn(_DELETES, deletes)
    spark.sql(_statement(name, columns, write), source=source)


def _newest(frame: DataFrame, write: Merge) -> DataFrame:
    if write.sequence_by is None:
        return frame
    newest_first = Window.partitionBy(*[column(key) for key in write.keys]).orderBy(
        column(write.sequence_by).desc()
    )
    return (
        frame.withColumn(_AGE, F.row_number().over(newest_first)).where(F.col(_AGE) == 1).drop(_AGE)
    )


def _statement(name: str, columns: Sequence[str], write: Merge) -> str:
    names = [quote(column_name) for column_name in columns]
    matches = " AND ".join(f"t.{quote(key)} = s.{quote(key)}" for key in write.keys)
    newer = ""
    if write.sequence_by:
        sequence = quote(write.sequence_by)
        newer = f" AND (t.{sequence} IS NULL OR s.{sequence} >= t.{sequence})"
    lines = [
        f"MERGE INTO {format_safe(name)} AS t",
        "USING {source} AS s",
        f"ON {format_safe(matches)}",
    ]
    if write.delete_where:
        lines.append(f"WHEN MATCHED AND s.{_DELETES}{format_safe(newer)} THEN DELETE")
    updates = ", ".join(f"t.{c} = s.{c}" for c in names)
    lines.append(format_safe(f"WHEN MATCHED{newer} THEN UPDATE SET {updates}"))
    inserted = f" AND NOT s.{_DELETES}" if write.delete_where else ""
    values = ", ".join(f"s.{c}" for c in names)
    lines.append(
        format_safe(
            f"WHEN NOT MATCHED{inserted} THEN INSERT ({', '.join(names)}) VALUES ({values})"
        )
    )
    return "\n".join(lines)
