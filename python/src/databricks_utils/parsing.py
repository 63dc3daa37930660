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
    """Patterns of Spark for texts of dates and timestamps; the first that fits wins."""

    dates: Sequence[str] = ()
    timestamps: Sequence[str] = ()


def parsed(
    value: Column, given: T.DataType, wanted: T.DataType, formats: Formats | None = None
) -> Column:
    """The value of type `given` as `wanted`, NULL where it does not fit.

    Texts of whole numbers may end in .0, as pandas writes columns with gaps; no value is rounded.
    Nested types are read from JSON texts.
    """
    if given == wanted:
        return value
    if isinstance(given, T.StringType):
        if isinstance(wanted, T.IntegralType):
            # No regular expression: over millions of cells it costs more than reading the file.
            whole = F.when(value.endswith(".0"), F.substring_index(value, ".", 1).try_cast(wanted))
            return F.coalesce(value.try_cast(wanted), whole)
        if isinstance(wanted, _NESTED):
            return F.from_json(value, wanted.json())
        if isinstance(wanted, T.VariantType):
            return F.try_parse_json(value)
        if isinstance(wanted, T.BinaryType):
            return F.encode(value, "UTF-8")
        patterns = _patterns(wanted, formats)
        if patterns:
            times = [F.try_to_timestamp(F.trim(value), F.lit(pattern)) for pattern in patterns]
            return F.coalesce(*[time.cast(wanted) for time in times])
        if not isinstance(wanted, T.StringType | T.CharType | T.VarcharType):
            return value.try_cast(wanted)
    return value.try_cast(wanted)


def _patterns(wanted: T.DataType, formats: Formats | None) -> Sequence[str]:
    if formats is None:
        return ()
    if isinstance(wanted, T.DateType):
        return formats.dates
    return formats.timestamps if isinstance(wanted, T.TimestampType | T.TimestampNTZType) else ()
