"""Converts values to a declared type; what does not fit becomes NULL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.sources.exact import exactly
from databricks_utils.sources.nested import NESTED, by_parts

# Where Spark keeps a JSON text that it could not read completely.
_CORRUPT = "__lakewright_corrupt"


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


def parsed(
    value: Column, given: T.DataType, wanted: T.DataType, formats: Formats | None = None
) -> Column:
    """The value of type `given` as `wanted`, NULL where it does not fit.

    Texts of whole numbers may end in .0, as pandas writes columns with NULLs; no value is rounded,
    but for digits of decimals beyond their scale. Nested types are read from JSON texts, structs by
    the names of their fields, which must all be there; one value that does not fit makes the whole
    NULL.
    """
    if given == wanted:
        return value
    if isinstance(given, T.StringType):
        return _from_text(value, given, wanted, formats)
    if isinstance(given, NESTED) and type(given) is type(wanted):
        return by_parts(value, given, wanted, lambda part, a, b: parsed(part, a, b, formats))
    return exactly(value, given, wanted)


def _from_text(
    value: Column, given: T.StringType, wanted: T.DataType, formats: Formats | None
) -> Column:
    if isinstance(wanted, T.IntegralType):
        # No regular expression: over millions of cells it costs more than reading the file.
        shorter = F.left(value, F.length(value) - F.lit(2))
        whole = F.when(value.endswith(".0"), shorter.try_cast(wanted))
        return F.coalesce(value.try_cast(wanted), whole)
    if isinstance(wanted, NESTED):
        return _from_json(value, wanted)
    if isinstance(wanted, T.VariantType):
        return F.try_parse_json(value)
    if isinstance(wanted, T.BinaryType):
        return F.encode(value, "UTF-8")
    patterns = _patterns(wanted, formats)
    if patterns:
        return F.coalesce(*[_time(F.trim(value), pattern, wanted) for pattern in patterns])
    return value.try_cast(wanted)


def _from_json(text: Column, wanted: T.DataType) -> Column:
    """A nested value from its JSON, NULL where one of its parts does not fit."""
    # from_json makes parts that do not fit NULL, and tells only of the struct that it is asked for.
    # In an array it also sees what follows the value.
    given = read_as(wanted)
    around = T.StructType(
        [
            T.StructField("value", T.ArrayType(given)),
            T.StructField(_CORRUPT, T.StringType()),
        ]
    )
    json = F.from_json(
        F.concat(F.lit('{"value":['), text, F.lit("]}")),
        around.json(),
        {"columnNameOfCorruptRecord": _CORRUPT},
    )

    def read(found: Column) -> Column:
        values = found.getField("value")
        good = found.getField(_CORRUPT).isNull() & (F.size(values) == 1)
        return F.when(good, parsed(F.get(values, F.lit(0)), given, wanted))

    # The function gives it a name, so that the text is read once.
    return F.get(F.transform(F.array(json), read), F.lit(0))


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
