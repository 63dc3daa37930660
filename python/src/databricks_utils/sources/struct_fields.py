"""Fields of structs are found by name, without regard to case, like columns."""

from __future__ import annotations

from collections.abc import Iterator

from pyspark.sql import types as T


def by_name(struct: T.StructType) -> dict[str, T.StructField]:
    """The fields by their names in lower case."""
    return {f.name.lower(): f for f in struct}


def missing_fields(given: T.DataType, wanted: T.DataType, path: str) -> list[tuple[str, list[str]]]:
    """The paths of declared fields that are not there, each with the names that are."""
    return [
        (f"{place}.{f.name}", there.fieldNames())
        for place, there, declared in _structs_in_place(given, wanted, path)
        for f in declared
        if f.name.lower() not in by_name(there)
    ]


def undeclared_fields(given: T.DataType, wanted: T.DataType, path: str) -> list[str]:
    """The paths of fields that are not declared."""
    return [
        f"{place}.{f.name}"
        for place, there, declared in _structs_in_place(given, wanted, path)
        for f in there
        if f.name.lower() not in by_name(declared)
    ]


def _structs_in_place(
    given: T.DataType, wanted: T.DataType, path: str
) -> Iterator[tuple[str, T.StructType, T.StructType]]:
    """The structs of a type, each with its path and with the one declared in its place."""
    if isinstance(given, T.StructType) and isinstance(wanted, T.StructType):
        yield path, given, wanted
        found = by_name(given)
        for f in wanted:
            if f.name.lower() in found:
                there = found[f.name.lower()]
                yield from _structs_in_place(there.dataType, f.dataType, f"{path}.{there.name}")
    elif isinstance(given, T.ArrayType) and isinstance(wanted, T.ArrayType):
        yield from _structs_in_place(given.elementType, wanted.elementType, path)
    elif isinstance(given, T.MapType) and isinstance(wanted, T.MapType):
        yield from _structs_in_place(given.keyType, wanted.keyType, path)
        yield from _structs_in_place(given.valueType, wanted.valueType, path)
