"""What identifies rows: keys that are NULL or shared by different rows are refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column, DataFrame, Row, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.canonical import canonical_text, fingerprint, is_hashed
from databricks_utils.errors import MergeKeyError
from databricks_utils.naming import column
from databricks_utils.writes.key_bounds import NO_BOUNDS, KeyBounds, bounding, read_bounds
from databricks_utils.writes.strategies import InsertOnly, KeyedWrite, Merge


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
    return canonical_text([field]).alias(field.name)


def row_of(fields: Sequence[T.StructField]) -> Column:
    """The columns as one value that Spark compares: short, since many copies of it are kept."""
    hashed = [f for f in fields if is_hashed(f.dataType)]
    others = [comparable(f) for f in fields if not is_hashed(f.dataType)]
    values = [*fingerprint(hashed), *others]
    return F.struct(*[value.alias(f"c{i}") for i, value in enumerate(values)])


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
    rows have, those of them whose rows are not all the same, and the bounds of the keys."""

    null_rows: int = 0
    repeated: int = 0
    different: int = 0
    bounds: KeyBounds = NO_BOUNDS


NO_KEYS = BatchKeys()

_ROWS = "__lakewright_rows"
_CONTENTS = tuple(f"__lakewright_{name}" for name in ("low", "high", "other_low", "other_high"))


def check_keys(frame: DataFrame, write: KeyedWrite, table: str) -> BatchKeys:
    """Raises MergeKeyError if keys are NULL or several different rows have them (one scan)."""
    groups = frame.groupBy(*[column(name) for name in identity_columns(write)])
    row = groups.agg(*grouping(frame.schema)).agg(*counting(frame.schema, write)).first()
    assert row is not None
    found = read_keys(frame.schema, write, row)
    raise_for_keys(write, table, found)
    return found


def grouping(schema: T.StructType, counted: Column | None = None) -> list[Column]:
    """Aggregates over the rows of one identity, all or those `counted`, for `counting`."""
    where = F.lit(True) if counted is None else counted
    contents = [F.when(where, number) for number in fingerprint(schema)]
    extremes = [of(number) for number in contents for of in (F.min, F.max)]
    named = [value.alias(name) for value, name in zip(extremes, _CONTENTS, strict=True)]
    return [F.count_if(where).alias(_ROWS), *named]


def counting(schema: T.StructType, write: KeyedWrite) -> list[Column]:
    """Aggregates over the groups that `grouping` makes of identities, for `read_keys`."""
    identity = identity_columns(write)
    rows, (low, high, other_low, other_high) = F.col(_ROWS), map(F.col, _CONTENTS)
    present = ~any_null(identity)
    return [
        F.sum(F.when(any_null(identity), rows)).alias("null_rows"),
        F.count_if(present & (rows > 1)).alias("repeated_keys"),
        F.count_if(present & ((low != high) | (other_low != other_high))).alias("different_keys"),
        *bounding(schema, write.keys, rows > 0),
    ]


def read_keys(schema: T.StructType, write: KeyedWrite, row: Row) -> BatchKeys:
    """What is known of the keys, from the values of `counting`."""
    return BatchKeys(
        null_rows=int(row["null_rows"] or 0),
        repeated=int(row["repeated_keys"]),
        different=int(row["different_keys"]),
        bounds=read_bounds(schema, write.keys, row),
    )


def raise_for_keys(write: KeyedWrite, table: str, found: BatchKeys) -> None:
    """Raises MergeKeyError for NULL keys and for keys that several different rows have.

    Rows that are the same in all columns count once.
    """
    names = ", ".join(identity_columns(write))
    problems = []
    if found.null_rows:
        rows = "1 row has" if found.null_rows == 1 else f"{found.null_rows} rows have"
        problems.append(f"{rows} a NULL in {names}")
    if found.different:
        keys = "1 key appears" if found.different == 1 else f"{found.different} keys appear"
        problems.append(f"{keys} in more than one row ({names})")
    if problems:
        raise MergeKeyError(
            f"{table} cannot be merged: {' and '.join(problems)}; nothing was written",
            hint="Filter or quarantine rows with NULL keys; deduplicate rows with keep_first.",
        )


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
