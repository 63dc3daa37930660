"""Compares a frame's columns with those declared, and brings them into the declared order."""

from __future__ import annotations

from collections import Counter

from pyspark.sql import DataFrame
from pyspark.sql import types as T

from databricks_utils.errors import SchemaMismatchError
from databricks_utils.naming import column
from databricks_utils.suggest import did_you_mean


def spelled(name: str, schema: T.StructType) -> str:
    """The name as the schema spells it, compared as Spark does; one that is not in it stays."""
    return next((f.name for f in schema if f.name.lower() == name.lower()), name)


def schema_differences(actual: T.StructType, declared: T.StructType) -> list[str]:
    """Every missing, extra, repeated or differently typed column; order and nullability are free.

    Names are compared without regard to case, as Spark does.
    """
    found = {field.name.lower(): field for field in actual}
    wanted = {field.name.lower(): field for field in declared}
    repeated = [
        name for name, count in Counter(f.name.lower() for f in actual).items() if count > 1
    ]
    differences = [f'column "{found[name].name}" appears more than once' for name in repeated]
    for name, field in wanted.items():
        if name not in found:
            extras = [f.name for key, f in found.items() if key not in wanted]
            guess = did_you_mean(field.name, extras, "")
            differences.append(
                f'column "{field.name}" is missing' + (f": {guess}" if guess else "")
            )
        elif nullable(found[name].dataType) != nullable(field.dataType):
            differences.append(
                f'column "{field.name}" is {found[name].dataType.simpleString()},'
                f" declared as {field.dataType.simpleString()}"
            )
    differences += [
        f'column "{field.name}" is not declared'
        for name, field in found.items()
        if name not in wanted
    ]
    return differences


def align(frame: DataFrame, declared: T.StructType, table: str) -> DataFrame:
    """The frame with the declared columns, in their order and spelling, with their comments.

    Raises SchemaMismatchError with every difference.
    """
    differences = schema_differences(frame.schema, declared)
    if differences:
        raise SchemaMismatchError(
            table,
            differences,
            hint="Select and cast the columns as declared, or change the schema.",
        )
    spelling = {field.name.lower(): field.name for field in frame.schema}
    return frame.select(
        *[
            column(spelling[field.name.lower()]).alias(field.name, metadata=field.metadata or {})
            for field in declared
        ]
    )


def in_nested_order(frame: DataFrame, wanted: T.StructType) -> DataFrame:
    """The frame with the fields inside of its columns in the wanted order, found by their names.

    Its columns stay in their order; those that are not wanted, or are as wanted, stay as they are.
    """
    types = {f.name.lower(): nullable(f.dataType) for f in wanted}
    fields = []
    for field in frame.schema:
        now = nullable(field.dataType)
        other = types.get(field.name.lower(), now)
        fields.append(field if other == now else T.StructField(field.name, other))
    return frame if fields == frame.schema.fields else frame.to(T.StructType(fields))


def nullable(data_type: T.DataType) -> T.DataType:
    """The type with everything in it nullable, without comments, and char and varchar as string:
    equal for two types that hold the same values."""
    if isinstance(data_type, T.StructType):
        return T.StructType([T.StructField(f.name, nullable(f.dataType)) for f in data_type])
    if isinstance(data_type, T.ArrayType):
        return T.ArrayType(nullable(data_type.elementType))
    if isinstance(data_type, T.MapType):
        return T.MapType(nullable(data_type.keyType), nullable(data_type.valueType))
    if isinstance(data_type, T.CharType | T.VarcharType):
        return T.StringType()
    return data_type


def nullable_schema(schema: T.StructType) -> T.StructType:
    """The same columns and comments, all nullable."""
    return T.StructType(
        [T.StructField(f.name, nullable(f.dataType), metadata=f.metadata) for f in schema]
    )
