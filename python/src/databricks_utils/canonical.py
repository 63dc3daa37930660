"""One text, or two numbers, for each row content: equal for equal rows and for no others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.naming import column, quote, sql_text

# to_json cuts timestamps to milliseconds and writes them in the session's zone unless told.
_OPTIONS = {
    "timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
    "timestampNTZFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS",
    "timeZone": "UTC",
}


# Nested values are not among them: the hash skips each NULL in them.
_HASHED = (
    T.NumericType,
    T.BooleanType,
    T.DateType,
    T.TimestampType,
    T.TimestampNTZType,
    T.BinaryType,
)


def canonical_text(columns: Sequence[str]) -> Column:
    """The columns as JSON, including types that Spark neither compares nor hashes, such as maps."""
    return F.to_json(F.struct(*[column(name) for name in columns]), _OPTIONS)


def digest(columns: Sequence[str]) -> Column:
    """SHA-256 of the canonical text."""
    return F.sha2(canonical_text(columns), 256)


def digest_sql(columns: Sequence[str]) -> str:
    """Like `digest`, in SQL, for statements that have no Python columns."""
    options = ", ".join(f"{sql_text(key)}, {sql_text(value)}" for key, value in _OPTIONS.items())
    values = ", ".join(quote(name) for name in columns)
    return f"sha2(to_json(struct({values}), map({options})), 256)"


def fingerprint(schema: Iterable[T.StructField]) -> tuple[Column, Column]:
    """Two 64-bit numbers, much cheaper than the digest: different rows share both with a
    probability of one in 2^128."""
    parts: list[Column] = []
    for field in schema:
        value = column(field.name)
        content = value if is_hashed(field.dataType) else canonical_text([field.name])
        # The hash ignores NULL: without the flag, (NULL, 1) would equal (1, NULL).
        parts += [value.isNull(), content]
    return F.xxhash64(F.lit(0), *parts), F.xxhash64(F.lit(1), *parts)


def is_hashed(data_type: T.DataType) -> bool:
    """Whether the value itself is hashed, and not its text, which takes much longer."""
    return isinstance(data_type, _HASHED) or data_type == T.StringType()
