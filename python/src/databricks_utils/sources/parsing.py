"""Converts values to a declared type; what does not fit becomes NULL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

_NESTED = (T.StructType, T.ArrayType, T.MapType)


@dataclass(frozen=True)
class Formats:
    """Spark's patterns for dates and timestamps as text; the first that fits wins."""

    dates: Sequence[str] = ()
    timestamps: Sequence[str] = ()


def read_as(wanted: T.DataType) -> T.DataType:
    """The type with strings for its decimals.

    Spark's readers of JSON and XML treat a comma as a thousands separator: "12,50" is 1250.
    """
    match wanted:
        case T.DecimalType():
            return T.StringType()
        case T.StructType():
            return T.StructType([T.StructField(f.name, read_as(f.dataType)) for f in wanted])
        case T.ArrayType():
            return T.ArrayType(read_as(wanted.elementType))
        case T.MapType():
            return T.MapType(wanted.keyType, read_as(wanted.valueType))
        case _:
            return wanted


def _has_decimals(wanted: T.DataType) -> bool:
    match wanted:
        case T.StructType():
            return any(_has_decimals(f.dataType) for f in wanted)
        case T.ArrayType():
            return _has_decimals(wanted.elementType)
        case T.MapType():
            return _has_decimals(wanted.valueType)
        case _:
            return isinstance(wanted, T.DecimalType)


def _fits(value: Column, wanted: T.DataType) -> Column:
    """Whether all texts in a nested value are decimals where they should be; NULLs are."""
    if not _has_decimals(wanted):
        return F.lit(True)
    match wanted:
        case T.StructType():
            fits = F.lit(True)
            for f in wanted:
                fits = fits & _fits(value.getField(f.name), f.dataType)
        case T.ArrayType():
            fits = F.forall(value, lambda item: _fits(item, wanted.elementType))
        case T.MapType():
            fits = F.forall(F.map_values(value), lambda item: _fits(item, wanted.valueType))
        case _:
            fits = value.try_cast(wanted).isNotNull()
    return value.isNull() | fits


def parsed(
    value: Column, given: T.DataType, wanted: T.DataType, formats: Formats | None = None
) -> Column:
    """The value of type `given` as `wanted`, NULL where it does not fit.

    Texts of whole numbers may end in .0, as pandas writes columns with NULLs; no value is rounded.
    Nested types are read from JSON texts.
    """
    if given == wanted:
        return value
    if isinstance(given, T.StringType):
        if isinstance(wanted, T.IntegralType):
            # No regular expression: over millions of cells it costs more than reading the file.
            shorter = F.left(value, F.length(value) - F.lit(2))
            whole = F.when(value.endswith(".0"), shorter.try_cast(wanted))
            return F.coalesce(value.try_cast(wanted), whole)
        if isinstance(wanted, _NESTED):
            texts = F.from_json(value, read_as(wanted).json())
            return parsed(texts, read_as(wanted), wanted)
        if isinstance(wanted, T.VariantType):
            return F.try_parse_json(value)
        if isinstance(wanted, T.BinaryType):
            return F.encode(value, "UTF-8")
        patterns = _patterns(wanted, formats)
        if patterns:
            return F.coalesce(*[_time(F.trim(value), pattern, wanted) for pattern in patterns])
        if not isinstance(wanted, T.StringType | T.CharType | T.VarcharType):
            return value.try_cast(wanted)
    if isinstance(given, _NESTED) and _has_decimals(wanted) and given == read_as(wanted):
        return F.when(_fits(value, wanted), value.try_cast(wanted))
    return value.try_cast(wanted)


def _patterns(wanted: T.DataType, formats: Formats | None) -> Sequence[str]:
    if formats is None:
        return ()
    if isinstance(wanted, T.DateType):
        return formats.dates
    return formats.timestamps if isinstance(wanted, T.TimestampType | T.TimestampNTZType) else ()


def _time(text: Column, pattern: str, wanted: T.DataType) -> Column:
    """The text as a date or time, NULL if the pattern does not fit."""
    instant = F.try_to_timestamp(text, F.lit(pattern))
    if isinstance(wanted, T.TimestampNTZType) and not _names_zone(pattern):
        # An instant would move times that clocks skip; to_timestamp_ntz fails on other texts.
        return F.when(instant.isNotNull(), F.to_timestamp_ntz(text, F.lit(pattern)))
    return instant.cast(wanted)


def _names_zone(pattern: str) -> bool:
    """Whether texts of this pattern say their zone; letters between quotes are literal."""
    return any(letter in "VzOXxZ" for part in pattern.split("'")[::2] for letter in part)
