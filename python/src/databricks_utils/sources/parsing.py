"""Converts values to a declared type; what does not fit becomes NULL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.schema import nullable
from databricks_utils.sources.exact import exactly
from databricks_utils.sources.struct_fields import by_name

_NESTED = (T.StructType, T.ArrayType, T.MapType)
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
    if not _both_nested(given, wanted):
        return exactly(value, given, wanted)
    # The cast is about nullability only.
    whole = _by_parts(value, given, wanted, formats).cast(wanted)
    if not _may_be_lost(given, wanted):
        return whole
    return F.when(_fits(value, given, wanted, formats), whole)


def _from_text(
    value: Column, given: T.StringType, wanted: T.DataType, formats: Formats | None
) -> Column:
    if isinstance(wanted, T.IntegralType):
        # No regular expression: over millions of cells it costs more than reading the file.
        shorter = F.left(value, F.length(value) - F.lit(2))
        whole = F.when(value.endswith(".0"), shorter.try_cast(wanted))
        return F.coalesce(value.try_cast(wanted), whole)
    if isinstance(wanted, _NESTED):
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


def _both_nested(given: T.DataType, wanted: T.DataType) -> bool:
    return isinstance(given, _NESTED) and type(given) is type(wanted)


def _may_be_lost(given: T.DataType, wanted: T.DataType) -> bool:
    """Whether the types differ in more than names, order and nullability."""
    if isinstance(given, T.StructType) and isinstance(wanted, T.StructType):
        return any(_may_be_lost(there.dataType, f.dataType) for there, f in _pairs(given, wanted))
    if isinstance(given, T.ArrayType) and isinstance(wanted, T.ArrayType):
        return _may_be_lost(given.elementType, wanted.elementType)
    if isinstance(given, T.MapType) and isinstance(wanted, T.MapType):
        keys = _may_be_lost(given.keyType, wanted.keyType)
        return keys or _may_be_lost(given.valueType, wanted.valueType)
    return given != wanted


def _fits(value: Column, given: T.DataType, wanted: T.DataType, formats: Formats | None) -> Column:
    """Whether each part of a value fits its type; NULLs do."""
    if not _may_be_lost(given, wanted):
        return F.lit(True)
    if isinstance(given, T.StructType) and isinstance(wanted, T.StructType):
        fits = F.lit(True)
        for there, f in _pairs(given, wanted):
            part = value.getField(there.name)
            fits = fits & _fits(part, there.dataType, f.dataType, formats)
    elif isinstance(given, T.ArrayType) and isinstance(wanted, T.ArrayType):
        items = given.elementType, wanted.elementType
        fits = F.forall(value, lambda item: _fits(item, *items, formats))
    elif isinstance(given, T.MapType) and isinstance(wanted, T.MapType):
        values = given.valueType, wanted.valueType
        fits = F.forall(F.map_values(value), lambda item: _fits(item, *values, formats))
        if _may_be_lost(given.keyType, wanted.keyType):
            keys = _keys(value, given, wanted, formats)
            # Two keys may become the same, and a key NULL.
            all_there = F.forall(keys, lambda key: key.isNotNull())
            fits = fits & all_there & (F.size(F.array_distinct(keys)) == F.size(value))
    else:
        fits = parsed(value, given, wanted, formats).isNotNull()
    return value.isNull() | fits


def _by_parts(
    value: Column, given: T.DataType, wanted: T.DataType, formats: Formats | None
) -> Column:
    """A value whose parts fit, each part converted, fields in the declared order."""
    if nullable(given) == nullable(wanted):
        return value
    if isinstance(given, T.StructType) and isinstance(wanted, T.StructType):
        fields = [
            _by_parts(value.getField(there.name), there.dataType, f.dataType, formats).alias(f.name)
            for there, f in _pairs(given, wanted)
        ]
        return F.when(value.isNotNull(), F.struct(*fields))
    if isinstance(given, T.ArrayType) and isinstance(wanted, T.ArrayType):
        items = given.elementType, wanted.elementType
        return F.transform(value, lambda item: _by_parts(item, *items, formats))
    if isinstance(given, T.MapType) and isinstance(wanted, T.MapType):
        values = given.valueType, wanted.valueType
        if given.keyType == wanted.keyType:
            return F.transform_values(value, lambda _, item: _by_parts(item, *values, formats))
        return F.map_from_arrays(
            _keys(value, given, wanted, formats),
            F.transform(F.map_values(value), lambda item: _by_parts(item, *values, formats)),
        )
    return parsed(value, given, wanted, formats)


def _keys(value: Column, given: T.MapType, wanted: T.MapType, formats: Formats | None) -> Column:
    keys = given.keyType, wanted.keyType
    return F.transform(F.map_keys(value), lambda key: parsed(key, *keys, formats))


def _pairs(given: T.StructType, wanted: T.StructType) -> list[tuple[T.StructField, T.StructField]]:
    """The declared fields, each with the one of its name."""
    found = by_name(given)
    return [(found[f.name.lower()], f) for f in wanted]


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
