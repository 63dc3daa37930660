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


def json_text(values: Sequence[Column]) -> Column:
    """The values as JSON; the entries of a map are in the order that the map has them in."""
    return F.to_json(F.struct(*values), _OPTIONS)


def canonical_text(fields: Sequence[T.StructField]) -> Column:
    """The columns as JSON, including types that Spark neither compares nor hashes, such as maps."""
    return json_text(
        [
            F.expr(_ordered(quote(f.name), f.dataType)).alias(f.name)
            if _has_map(f.dataType)
            else column(f.name)
            for f in fields
        ]
    )


def digest(fields: Sequence[T.StructField]) -> Column:
    """SHA-256 of the canonical text."""
    return F.sha2(canonical_text(fields), 256)


def digest_sql(fields: Sequence[T.StructField]) -> str:
    """Like `digest`, in SQL, for statements that have no Python columns."""
    values = ", ".join(f"{_ordered(quote(f.name), f.dataType)} AS {quote(f.name)}" for f in fields)
    return f"sha2({_json(f'struct({values})')}, 256)"


def _json(value: str) -> str:
    options = ", ".join(f"{sql_text(key)}, {sql_text(text)}" for key, text in _OPTIONS.items())
    return f"to_json({value}, map({options}))"


def _has_map(data_type: T.DataType) -> bool:
    if isinstance(data_type, T.StructType):
        return any(_has_map(f.dataType) for f in data_type)
    if isinstance(data_type, T.ArrayType):
        return _has_map(data_type.elementType)
    return isinstance(data_type, T.MapType)


def _ordered(value: str, data_type: T.DataType, depth: int = 0) -> str:
    """The value in SQL, with each map in it as the texts of its entries, sorted: maps are equal
    whatever the order of their entries is. `value` is a name, or a path of names."""
    if not _has_map(data_type):
        return value
    each = f"x{depth}"
    if isinstance(data_type, T.StructType):
        fields = (
            f"{sql_text(f.name)}, {_ordered(f'{value}.{quote(f.name)}', f.dataType, depth)}"
            for f in data_type
        )
        return f"if({value} IS NULL, NULL, named_struct({', '.join(fields)}))"
    if isinstance(data_type, T.ArrayType):
        return f"transform({value}, {each} -> {_ordered(each, data_type.elementType, depth + 1)})"
    assert isinstance(data_type, T.MapType)
    key = _ordered(f"{each}.key", data_type.keyType, depth + 1)
    content = _ordered(f"{each}.value", data_type.valueType, depth + 1)
    entry = _json(f"named_struct('key', {key}, 'value', {content})")
    return f"array_sort(transform(map_entries({value}), {each} -> {entry}))"


def fingerprint(schema: Iterable[T.StructField]) -> tuple[Column, Column]:
    """Two 64-bit numbers, much cheaper than the digest: different rows share both with a
    probability of one in 2^128."""
    parts: list[Column] = []
    for field in schema:
        value = column(field.name)
        content = value if is_hashed(field.dataType) else canonical_text([field])
        # The hash ignores NULL: without the flag, (NULL, 1) would equal (1, NULL).
        parts += [value.isNull(), content]
    return F.xxhash64(F.lit(0), *parts), F.xxhash64(F.lit(1), *parts)


def is_hashed(data_type: T.DataType) -> bool:
    """Whether the value itself is hashed, and not its text, which takes much longer."""
    return isinstance(data_type, _HASHED) or data_type == T.StringType()
