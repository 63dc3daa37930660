"""The CREATE statements of Delta tables, from PySpark schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import types as T

from databricks_utils.catalog import TableAddress
from databricks_utils.local_tables import has_commit, remove_unborn
from databricks_utils.naming import quote, sql_text
from databricks_utils.properties import property_list

# Parquet column names cannot hold these; with column mapping, Delta stores other names.
_NEEDS_COLUMN_MAPPING = frozenset(" ,;{}()\n\t=")
COLUMN_MAPPING = "delta.columnMapping.mode"
TIMESTAMP_NTZ = "delta.feature.timestampNtz"


@dataclass(frozen=True)
class TableOptions:
    """What a table has besides columns."""

    comment: str = ""
    cluster_by: tuple[str, ...] = ()
    partition_by: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    allow_schema_changes: tuple[str, ...] = ()


def ensure_table(
    spark: SparkSession, address: TableAddress, schema: T.StructType, options: TableOptions
) -> bool:
    """Creates the table, and its schema, if it is not there; True if it was not.

    A table that a session's catalog does not know, but whose files exist, is registered again.
    """
    if spark.catalog.tableExists(address.name):
        return False
    folder = None if address.location is None else Path(address.location)
    if folder is not None:
        remove_unborn(folder)
    is_new = folder is None or not has_commit(folder)
    spark.sql(create_schema(address))
    spark.sql(create_table(address, schema, options))
    return is_new


def create_schema(address: TableAddress) -> str:
    """CREATE SCHEMA IF NOT EXISTS."""
    statement = f"CREATE SCHEMA IF NOT EXISTS {address.schema}"
    if address.schema_location is None:
        return statement
    return f"{statement} LOCATION {sql_text(address.schema_location)}"


def create_table(
    address: TableAddress, schema: T.StructType, options: TableOptions, *, replace: bool = False
) -> str:
    """CREATE TABLE with NOT NULL, comments, clustering, partitions, properties.

    IF NOT EXISTS; or, with `replace`, in place of one that exists, which is empty then.
    """
    columns = ",\n  ".join(_column(f) for f in schema)
    needed = table_features(schema)
    if not replace:
        # A table that does not exist gets it by itself.
        needed.pop(TIMESTAMP_NTZ, None)
    properties = {**needed, **options.properties}
    create = "CREATE OR REPLACE TABLE" if replace else "CREATE TABLE IF NOT EXISTS"
    clauses = [f"{create} {address.name} (\n  {columns}\n)", "USING delta"]
    if options.partition_by:
        clauses.append(f"PARTITIONED BY ({', '.join(map(quote, options.partition_by))})")
    if options.cluster_by:
        clauses.append(f"CLUSTER BY ({', '.join(map(quote, options.cluster_by))})")
    if address.location is not None:
        clauses.append(f"LOCATION {sql_text(address.location)}")
    if options.comment:
        clauses.append(f"COMMENT {sql_text(options.comment)}")
    if properties:
        clauses.append(f"TBLPROPERTIES ({property_list(properties)})")
    return "\n".join(clauses)


def table_features(schema: T.StructType) -> dict[str, str]:
    """The properties without which a Delta table cannot have these columns."""
    found = {}
    if any(_NEEDS_COLUMN_MAPPING & set(name) for name in _names(schema)):
        found[COLUMN_MAPPING] = "name"
    if _has_local_time(schema):
        found[TIMESTAMP_NTZ] = "supported"
    return found


def _has_local_time(data_type: T.DataType) -> bool:
    if isinstance(data_type, T.StructType):
        return any(_has_local_time(f.dataType) for f in data_type)
    if isinstance(data_type, T.ArrayType):
        return _has_local_time(data_type.elementType)
    if isinstance(data_type, T.MapType):
        return _has_local_time(data_type.keyType) or _has_local_time(data_type.valueType)
    return isinstance(data_type, T.TimestampNTZType)


def add_columns(name: str, fields: Sequence[T.StructField]) -> str:
    """ALTER TABLE ADD COLUMNS, with comments; Delta adds nullable columns only."""
    columns = ", ".join(_column(f, not_null=False) for f in fields)
    return f"ALTER TABLE {name} ADD COLUMNS ({columns})"


def type_text(data_type: T.DataType) -> str:
    """The type in SQL."""
    return _type(data_type, constrained=True)


def _column(
    field: T.StructField, separator: str = " ", *, constrained: bool = True, not_null: bool = True
) -> str:
    text = f"{quote(field.name)}{separator}{_type(field.dataType, constrained=constrained)}"
    if constrained and not_null and not field.nullable:
        text += " NOT NULL"
    comment = (field.metadata or {}).get("comment")
    return f"{text} COMMENT {sql_text(comment)}" if comment else text


def _type(data_type: T.DataType, *, constrained: bool) -> str:
    """The type in SQL; inside arrays and maps without NOT NULL, which Delta refuses there."""
    if isinstance(data_type, T.StructType):
        fields = (_column(f, ": ", constrained=constrained) for f in data_type)
        return f"struct<{', '.join(fields)}>"
    if isinstance(data_type, T.ArrayType):
        return f"array<{_type(data_type.elementType, constrained=False)}>"
    if isinstance(data_type, T.MapType):
        key = _type(data_type.keyType, constrained=False)
        return f"map<{key}, {_type(data_type.valueType, constrained=False)}>"
    return data_type.simpleString()


def _names(data_type: T.DataType) -> Iterator[str]:
    if isinstance(data_type, T.StructType):
        for f in data_type:
            yield f.name
            yield from _names(f.dataType)
    elif isinstance(data_type, T.ArrayType):
        yield from _names(data_type.elementType)
    elif isinstance(data_type, T.MapType):
        yield from _names(data_type.keyType)
        yield from _names(data_type.valueType)
