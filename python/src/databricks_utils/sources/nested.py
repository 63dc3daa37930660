"""Structs, arrays and maps of one type as those of another, part by part."""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.schema import nullable
from databricks_utils.sources.struct_fields import by_name

NESTED = (T.StructType, T.ArrayType, T.MapType)
# The value of the first type as the second, NULL where it does not fit.
Convert = Callable[[Column, T.DataType, T.DataType], Column]


def by_parts(value: Column, given: T.DataType, wanted: T.DataType, convert: Convert) -> Column:
    """The value with its parts converted; as a whole NULL where one of them does not fit.

    Fields are found by name; all of them must be there.
    """
    # The cast is about nullability only.
    whole = _converted(value, given, wanted, convert).cast(wanted)
    if not _may_be_lost(given, wanted):
        return whole
    return F.when(_fits(value, given, wanted, convert), whole)


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


def _fits(value: Column, given: T.DataType, wanted: T.DataType, convert: Convert) -> Column:
    """Whether each part of a value fits its type; NULLs do."""
    if not _may_be_lost(given, wanted):
        return F.lit(True)
    if isinstance(given, T.StructType) and isinstance(wanted, T.StructType):
        fits = F.lit(True)
        for there, f in _pairs(given, wanted):
            part = value.getField(there.name)
            fits = fits & _fits(part, there.dataType, f.dataType, convert)
    elif isinstance(given, T.ArrayType) and isinstance(wanted, T.ArrayType):
        items = given.elementType, wanted.elementType
        fits = F.forall(value, lambda item: _fits(item, *items, convert))
    elif isinstance(given, T.MapType) and isinstance(wanted, T.MapType):
        values = given.valueType, wanted.valueType
        fits = F.forall(F.map_values(value), lambda item: _fits(item, *values, convert))
        if _may_be_lost(given.keyType, wanted.keyType):
            keys = _keys(value, given, wanted, convert)
            # A key may become NULL, and two keys the same.
            all_there = F.forall(keys, lambda key: key.isNotNull())
            fits = fits & all_there & (F.size(F.array_distinct(keys)) == F.size(value))
    else:
        fits = convert(value, given, wanted).isNotNull()
    return value.isNull() | fits


def _converted(value: Column, given: T.DataType, wanted: T.DataType, convert: Convert) -> Column:
    """A value whose parts fit, each part converted, fields in the declared order."""
    if nullable(given) == nullable(wanted):
        return value
    if isinstance(given, T.StructType) and isinstance(wanted, T.StructType):
        fields = []
        for there, f in _pairs(given, wanted):
            part = value.getField(there.name)
            fields.append(_converted(part, there.dataType, f.dataType, convert).alias(f.name))
        return F.when(value.isNotNull(), F.struct(*fields))
    if isinstance(given, T.ArrayType) and isinstance(wanted, T.ArrayType):
        items = given.elementType, wanted.elementType
        return F.transform(value, lambda item: _converted(item, *items, convert))
    if isinstance(given, T.MapType) and isinstance(wanted, T.MapType):
        values = given.valueType, wanted.valueType
        if given.keyType == wanted.keyType:
            return F.transform_values(value, lambda _, item: _converted(item, *values, convert))
        return F.map_from_arrays(
            _keys(value, given, wanted, convert),
            F.transform(F.map_values(value), lambda item: _converted(item, *values, convert)),
        )
    return convert(value, given, wanted)


def _keys(value: Column, given: T.MapType, wanted: T.MapType, convert: Convert) -> Column:
    keys = given.keyType, wanted.keyType
    return F.transform(F.map_keys(value), lambda key: convert(key, *keys))


def _pairs(given: T.StructType, wanted: T.StructType) -> list[tuple[T.StructField, T.StructField]]:
    """The declared fields, each with the one of its name."""
    found = by_name(given)
    return [(found[f.name.lower()], f) for f in wanted]
