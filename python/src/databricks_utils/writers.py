"""Writes a frame to a Delta table as declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.catalog import TableAddress
from databricks_utils.ddl import TableOptions, ensure_table
from databricks_utils.errors import (
    NullValueError,
    PipelineError,
    SchemaMismatchError,
    raise_in_plan,
)
from databricks_utils.merge import check_merge_keys, merge_into
from databricks_utils.naming import column
from databricks_utils.schema import align, schema_differences
from databricks_utils.writes import Append, Merge, Overwrite, Write


def write_table(
    spark: SparkSession,
    frame: DataFrame,
    name: str,
    schema: T.StructType,
    write: Write,
    *,
    comment: str = "",
    cluster_by: Sequence[str] = (),
    partition_by: Sequence[str] = (),
    properties: Mapping[str, str] | None = None,
) -> None:
    """Writes the frame to the table `name`, a quoted name of two or three parts.

    The first write creates the table from `schema`. Columns are matched by name. Overwrite and
    Merge may run twice with the result of once. Raises SchemaMismatchError, MergeKeyError.
    """
    parent, dot, _ = name.rpartition(".")
    if not dot:
        raise PipelineError(f'"{name}" has no schema', hint="Give schema.table.")
    options = TableOptions(comment, tuple(cluster_by), tuple(partition_by), dict(properties or {}))
    aligned = align(frame, schema, name)
    if isinstance(write, Merge):
        check_merge_keys(aligned, write, name)
    target = prepare(spark, TableAddress(name, parent), schema, write, options)
    target.write(aligned)


class PreparedTable:
    """A table that exists and whose columns fit, ready to be written."""

    def __init__(
        self,
        spark: SparkSession,
        address: TableAddress,
        write: Write,
        *,
        created: bool,
        replaces_schema: bool,
        unguarded: frozenset[str],
    ) -> None:
        self._spark = spark
        self._name = address.name
        self._write = write
        self._replaces_schema = replaces_schema
        self._unguarded = unguarded
        # A table that this process has just created, in a warehouse no other process can use, is
        # empty: appending gives what overwriting or merging would, several times faster.
        self._is_new = created and address.location is not None
        self.created = created

    def write(self, frame: DataFrame) -> None:
        """Writes rows that have the declared columns in the declared order."""
        guarded = (
            frame.select(*[self._guard(f) for f in frame.schema]) if self._unguarded else frame
        )
        match self._write:
            case Append():
                guarded.writeTo(self._name).append()
            case Overwrite():
                if self._is_new:
                    guarded.writeTo(self._name).append()
                else:
                    overwrite(guarded, self._name, replace_schema=self._replaces_schema)
            case Merge():
                merge_into(self._spark, guarded, self._name, self._write, is_empty=self._is_new)

    def _guard(self, field: T.StructField) -> Column:
        """Enforces NOT NULL where the table does not: Delta cannot add it to one that exists."""
        value = column(field.name)
        if field.name.lower() not in self._unguarded:
            return value
        message = F.lit(f'column "{field.name}" is declared NOT NULL and has a NULL')
        return (
            F.when(value.isNull(), raise_in_plan(NullValueError, message).cast(field.dataType))
            .otherwise(value)
            .alias(field.name, metadata=field.metadata or {})
        )


def prepare(
    spark: SparkSession,
    address: TableAddress,
    schema: T.StructType,
    write: Write,
    options: TableOptions,
) -> PreparedTable:
    """Creates the table if needed and checks that its columns are those declared.

    Overwrite may change the columns of a table; Append and Merge raise SchemaMismatchError.
    """
    created = ensure_table(spark, address, schema, options)
    differences: list[str] = []
    unguarded: frozenset[str] = frozenset()
    if not created:
        existing = spark.table(address.name).schema
        differences = schema_differences(existing, schema)
        if differences and not isinstance(write, Overwrite):
            raise SchemaMismatchError(
                f"the existing table {address.name}",
                differences,
                hint="Alter the table, or drop it and run again; only Overwrite replaces columns.",
            )
        enforced = {f.name.lower() for f in existing if not f.nullable and not differences}
        required = {f.name.lower() for f in schema if not f.nullable}
        unguarded = frozenset(required - enforced)
    return PreparedTable(
        spark,
        address,
        write,
        created=created,
        replaces_schema=bool(differences),
        unguarded=unguarded,
    )


def overwrite(frame: DataFrame, name: str, *, replace_schema: bool) -> None:
    """Replaces all rows in one commit, and the columns too if `replace_schema`."""
    writer = frame.writeTo(name)
    if replace_schema:
        writer = writer.option("overwriteSchema", "true")
    writer.overwrite(F.lit(True))
