"""Casts that change no value: one that does not survive the way there and back is none."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

_FLOATING = (T.FloatType, T.DoubleType)
_TIMESTAMPS = (T.TimestampType, T.TimestampNTZType)
_INTERVALS = (T.DayTimeIntervalType, T.YearMonthIntervalType)
# Rounded to a double it is 2^63, which Spark casts to this number again.
_LARGEST = 2**63 - 1


def exactly(value: Column, given: T.DataType, wanted: T.DataType) -> Column:
    """The value, which is no text, as `wanted`; NULL where that is another value.

    Numbers are rounded to the scale of a decimal. A FLOAT is the number that it is written as.
    """
    cast = value.try_cast(wanted)
    if not _may_change(given, wanted):
        return cast
    same = _back(cast, given, wanted) == value
    if isinstance(given, _FLOATING) and isinstance(wanted, T.LongType):
        same = same & (cast != F.lit(_LARGEST))
    if isinstance(given, T.LongType) and isinstance(wanted, _FLOATING):
        same = same & (value != F.lit(_LARGEST))
    return F.when(same, cast)


def _may_change(given: T.DataType, wanted: T.DataType) -> bool:
    """Whether Spark has a cast that gives another value instead of NULL."""
    match wanted:
        case T.BooleanType():
            return isinstance(given, T.NumericType)
        case T.IntegralType():
            if isinstance(given, T.DecimalType):
                return given.scale > 0
            return isinstance(given, (*_FLOATING, *_TIMESTAMPS, *_INTERVALS))
        case T.DecimalType():
            return isinstance(given, (*_TIMESTAMPS, *_INTERVALS))
        case T.FloatType():
            exact = T.ByteType | T.ShortType | T.FloatType
            return isinstance(given, (T.NumericType, *_TIMESTAMPS)) and not isinstance(given, exact)
        case T.DoubleType():
            return isinstance(given, (T.LongType, T.DecimalType, *_TIMESTAMPS))
        case T.DateType():
            return isinstance(given, _TIMESTAMPS)
        case T.TimestampType() | T.TimestampNTZType():
            return isinstance(given, (T.NumericType, *_TIMESTAMPS)) and given != wanted
        case T.DayTimeIntervalType() | T.YearMonthIntervalType():
            return isinstance(given, (*_INTERVALS, T.DecimalType))
        case _:
            # PySpark has TimeType since 4.1.
            return type(given).__name__ == type(wanted).__name__ == "TimeType"


def _back(cast: Column, given: T.DataType, wanted: T.DataType) -> Column:
    """The cast value as what it was."""
    if isinstance(wanted, T.FloatType) and isinstance(given, T.DoubleType | T.DecimalType):
        # As a number, 0.1 comes back as 0.10000000149.
        return cast.cast("string").try_cast(given)
    if isinstance(wanted, _FLOATING) and isinstance(given, T.TimestampType):
        # Spark cuts what a product with a million has after the point.
        return cast.try_cast(T.DecimalType(20, 6)).try_cast(given)
    return cast.try_cast(given)
