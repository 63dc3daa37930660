"""What identifies rows: keys that are NULL or that several different rows have are refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.canonical import canonical_text
from databricks_utils.errors import MergeKeyError
from databricks_utils.key_bounds import NO_BOUNDS, KeyBounds, bounding, read_bounds
from databricks_utils.naming import column
from databricks_utils.writes import InsertOnly, KeyedWrite, Merge


def sequence_of(write: KeyedWrite) -> str | None:
    """The column that orders changes, if the write has one."""
    return None if isinstance(write, InsertOnly) else write.sequence_by


def identity_columns(write: KeyedWrite) -> list[str]:
    """What must not be NULL and identifies a row of a batch: the keys, and the sequence if any."""
    sequence = sequence_of(write)
    return [*write.keys, *([sequence] if sequence is not None else [])]


def any_null(columns: Sequence[str]) -> Column:
    """Whether at least one of the columns is NULL."""
    return reduce(Column.__or__, [column(name).isNull() for name in columns])


def same_keys(keys: Sequence[str], left: str, right: str) -> Column:
    """Whether rows of two aliased frames have the same keys."""
    return reduce(Column.__and__, [column(k, left) == column(k, right) for k in keys])


def comparable(field: T.StructField) -> Column:
    """The column in a form that Spark compares: maps and variants as text."""
    if _compares(field.dataType):
        return column(field.name)
    return canonical_text([field.name]).alias(field.name)


def row_of(fields: Sequence[T.StructField]) -> Column:
    """The columns as one value that Spark compares."""
    values = [comparable(f).alias(f"c{i}") for i, f in enumerate(fields)]
    return F.struct(*values) if values else F.struct(F.lit(0))


def _compares(data_type: T.DataType) -> bool:
    if isinstance(data_type, T.StructType):
        return all(_compares(f.dataType) for f in data_type)
    if isinstance(data_type, T.ArrayType):
        return _compares(data_type.elementType)
    return not isinstance(data_type, T.MapType | T.VariantType)


_AGE = "__lakewright_age"


@dataclass(frozen=True)
class BatchKeys:
    """What is known of a batch's keys: rows with NULL in their identity, identities that several
    rows have, and the bounds of the keys."""

    null_rows: int = 0
    repeated: int = 0
    bounds: KeyBounds = NO_BOUNDS


NO_KEYS = BatchKeys()


def check_keys(frame: DataFrame, write: KeyedWrite, table: str) -> BatchKeys:
    """Raises MergeKeyError if keys are NULL or several different rows have them (one scan)."""
    identity = identity_columns(write)
    groups = frame.groupBy(*[column(name) for name in identity]).agg(F.count(F.lit(1)).alias("n"))
    row = groups.agg(
        F.sum(F.when(any_null(identity), F.col("n"))).alias("null_rows"),
        F.count_if(~any_null(identity) & (F.col("n") > 1)).alias("repeated"),
        *bounding(frame.schema, write.keys, F.lit(True)),
    ).first()
    assert row is not None
    bounds = read_bounds(frame.schema, write.keys, row)
    found = BatchKeys(int(row["null_rows"] or 0), int(row["repeated"]), bounds)
    raise_for_keys(frame, write, table, found)
    return found


def raise_for_keys(frame: DataFrame, write: KeyedWrite, table: str, counts: BatchKeys) -> None:
    """Raises MergeKeyError for NULL keys and for keys that several different rows have.

    Rows that are the same in all columns count once; only if there are repeated keys, a second
    scan tells.
    """
    names = ", ".join(identity_columns(write))
    problems = []
    if counts.null_rows:
        rows = "1 row has" if counts.null_rows == 1 else f"{counts.null_rows} rows have"
        problems.append(f"{rows} a NULL in {names}")
    different = _different(frame, write) if counts.repeated else 0
    if different:
        keys = "1 key appears" if different == 1 else f"{different} keys appear"
        problems.append(f"{keys} in more than one row ({names})")
    if problems:
        raise MergeKeyError(
            f"{table} cannot be merged: {' and '.join(problems)}; nothing was written",
            hint="Filter or quarantine rows with NULL keys; deduplicate rows with keep_first.",
        )


def _different(frame: DataFrame, write: KeyedWrite) -> int:
    identity = identity_columns(write)
    content = F.sha2(canonical_text(frame.columns), 256)
    contents = (
        frame.where(~any_null(identity))
        .groupBy(*[column(name) for name in identity])
        .agg(F.min(content).alias("a"), F.max(content).alias("b"))
    )
    row = contents.agg(F.count_if(F.col("a") != F.col("b")).alias("n")).first()
    assert row is not None
    return int(row["n"])


def newest(frame: DataFrame, write: InsertOnly | Merge, *, repeats: bool) -> DataFrame:
    """One row for each key: the newest if there is a sequence, else one of those that are equal.

    Without a sequence, `repeats` says whether keys may be repeated at all.
    """
    sequence = sequence_of(write)
    if sequence is None:
        return frame.dropDuplicates(list(write.keys)) if repeats else frame
    order = row_number_of(write.keys, column(sequence).desc())
    return frame.withColumn(_AGE, order).where(F.col(_AGE) == 1).drop(_AGE)


def row_number_of(keys: Sequence[str], *order: Column) -> Column:
    """The position of a row among those with its keys."""
    return F.row_number().over(Window.partitionBy(*[column(key) for key in keys]).orderBy(*order))
