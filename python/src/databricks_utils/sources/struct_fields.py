"""Fields of structs are found by name, without regard to case, like columns."""

from __future__ import annotations

from collections.abc import Iterator

from pyspark.sql import types as T


def by_name(struct: T.StructType) -> dict[str, T.StructField]:
    """The fields by their names in lower case."""
    return {f.name.lower(): f for f in struct}


def structs_in_place(
    given: T.DataType, wanted: T.DataType, path: str
) -> Iterator[tuple[str, T.StructType, T.StructType]]:
    """The structs of a type, each with its path and with the one declared in its place."""
    if isinstance(given, T.StructType) and isinstance(wanted, T.StructType):
        yield path, given, wanted
        found = by_name(given)
        for f in wanted:
            if f.name.lower() in found:
                there = found[f.name.lower()]
                yield from structs_in_place(there.dataType, f.dataType, f"{path}.{there.name}")
    elif isinstance(given, T.ArrayType) and isinstance(wanted, T.ArrayType):
        yield from structs_in_place(given.elementType, wanted.elementType, path)
    elif isinstance(given, T.MapType) and isinstance(wanted, T.MapType):
        yield from structs_in_place(given.keyType, wanted.keyType, path)
        yield from structs_in_place(given.valueType, wanted.valueType, path)
