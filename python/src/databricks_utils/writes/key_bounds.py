"""Between which values the keys of a batch lie, so that files without such keys are not read.

Delta keeps the least and the greatest value of columns for each file. A merge compares keys with
keys, which tells it nothing about files; the bounds as literals do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.errors import UnrepeatableInputError, raise_in_plan
from databricks_utils.naming import column, quote, sql_text

# Types whose literals have no other type: with a cast around a column, Delta skips no file.
_SUFFIX: Mapping[type[T.DataType], str] = {
    T.ByteType: "Y",
    T.ShortType: "S",
    T.IntegerType: "",
    T.LongType: "L",
}
_LONGEST = 200


@dataclass(frozen=True)
class KeyBounds:
    """The least and the greatest value, as SQL literals, of those keys that have them."""

    literals: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def condition(self, of: str) -> str:
        """What holds for each row of the table `of` that has a key of the batch, in SQL."""
        return " AND ".join(
            f"{of}.{quote(key)} >= {low} AND {of}.{quote(key)} <= {high}"
            for key, (low, high) in self.literals.items()
        )

    def narrow(self, stored: DataFrame) -> DataFrame:
        """The stored rows that may have a key of the batch."""
        return stored.where(self._between()) if self.literals else stored

    def guard(self, batch: DataFrame) -> DataFrame:
        """The rows of the batch, read again: a key that was not there before fails the query.

        Not a filter: from one, Spark derives another for what the keys are joined with.
        """
        if not self.literals:
            return batch
        message = F.lit("reading the rows of a write several times gave different keys")
        error = raise_in_plan(UnrepeatableInputError, message)
        inside, bounded = self._between(), {key.lower() for key in self.literals}
        return batch.select(
            *[
                F.when(inside, column(f.name))
                .otherwise(error.cast(f.dataType))
                .alias(f.name, metadata=f.metadata or {})
                if f.name.lower() in bounded
                else column(f.name)
                for f in batch.schema
            ]
        )

    def _between(self) -> Column:
        conditions = [
            column(key).between(F.expr(low), F.expr(high))
            for key, (low, high) in self.literals.items()
        ]
        return reduce(Column.__and__, conditions)


NO_BOUNDS = KeyBounds()


def bounding(schema: T.StructType, keys: Sequence[str], where: Column) -> list[Column]:
    """Aggregates over the keys of rows for which a condition is TRUE, for `read_bounds`."""
    types = _types(schema)
    return [
        aggregate(F.when(where, column(key))).cast("string").alias(f"{name}_{i}")
        for i, key in enumerate(keys)
        if _has_literals(types[key.lower()])
        for name, aggregate in (("low", F.min), ("high", F.max))
    ]


def read_bounds(schema: T.StructType, keys: Sequence[str], row: Row) -> KeyBounds:
    """The bounds, from the values of `bounding`."""
    found, types = {}, _types(schema)
    for i, key in enumerate(keys):
        data_type = types[key.lower()]
        if not _has_literals(data_type):
            continue
        low, high = row[f"low_{i}"], row[f"high_{i}"]
        if low is not None and high is not None and max(len(low), len(high)) <= _LONGEST:
            found[key] = (_literal(low, data_type), _literal(high, data_type))
    return KeyBounds(found)


def _types(schema: T.StructType) -> dict[str, T.DataType]:
    return {f.name.lower(): f.dataType for f in schema}


def _has_literals(data_type: T.DataType) -> bool:
    # A string with another collation is another type, and is not equal to this one.
    return type(data_type) in _SUFFIX or data_type in (T.StringType(), T.DateType())


def _literal(text: str, data_type: T.DataType) -> str:
    if isinstance(data_type, T.StringType):
        return sql_text(text)
    if isinstance(data_type, T.DateType):
        return f"DATE{sql_text(text)}"
    return f"{text}{_SUFFIX[type(data_type)]}"
