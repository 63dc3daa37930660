"""Writes a frame to a Delta table as declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, DataFrameWriterV2, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.catalog import TableAddress
from databricks_utils.concurrency import commits, write_once
from databricks_utils.errors import (
    NullValueError,
    PipelineError,
    ReplaceWhereError,
    in_plan_errors,
    raise_in_plan,
)
from databricks_utils.naming import column
from databricks_utils.schema import align, schema_differences
from databricks_utils.writes.clustering import keep_clustering, release
from databricks_utils.writes.ddl import TableOptions, ensure_table
from databricks_utils.writes.evolve import check_partitions, enable_features, evolve, keep_in_step
from databricks_utils.writes.keys import NO_KEYS, BatchKeys, check_keys, identity_columns
from databricks_utils.writes.merge import insert_new, merge_into
from databricks_utils.writes.permission import check_permission
from databricks_utils.writes.scd2 import unversioned_schema, versioned_schema
from databricks_utils.writes.strategies import (
    KEYED,
    Append,
    InsertOnly,
    Merge,
    Overwrite,
    ReplacePartitions,
    ReplaceWhere,
    Scd2,
    Write,
)
from databricks_utils.writes.version_writer import write_versions


@dataclass(frozen=True)
class WriteId:
    """Names a write, so that doing it again adds nothing.

    Delta remembers for each `application` the highest version it has committed, and skips an
    append with the same or a lower one: a run's id with version 1, or a stream's with its batch.
    """

    application: str
    version: int

    def options(self) -> dict[str, str]:
        """The options of Spark's writer."""
        return {"txnAppId": self.application, "txnVersion": str(self.version)}


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
    allow_schema_changes: Sequence[str] = (),
    write_id: WriteId | None = None,
) -> None:
    """Writes the frame to the table `name`, a quoted name of two or three parts.

    The first write creates the table from `schema`; later ones add to its columns, widen and
    reorder them. Columns are matched by name. Running a write twice has the same result as once;
    Append needs a `write_id` for that. Raises SchemaMismatchError, MergeKeyError, SnapshotError,
    ConcurrentWriteError, WritePermissionError, and what its plan raises: an InPlanError.
    """
    parent, dot, _ = name.rpartition(".")
    if not dot:
        raise PipelineError(f'"{name}" has no schema', hint="Give schema.table.")
    options = TableOptions(
        comment,
        tuple(cluster_by),
        tuple(partition_by),
        dict(properties or {}),
        tuple(allow_schema_changes),
    )
    with in_plan_errors():
        aligned = align(frame, frame_schema(schema, write), name)
        keys = check_keys(aligned, write, name) if isinstance(write, KEYED) else NO_KEYS
        target = prepare(spark, TableAddress(name, parent), schema, write, options)
        target.write(aligned, keys=keys, write_id=write_id)


def table_schema(schema: T.StructType, write: Write) -> T.StructType:
    """The columns of the table: those declared, and those that the write adds."""
    return versioned_schema(schema, write) if isinstance(write, Scd2) else schema


def frame_schema(schema: T.StructType, write: Write) -> T.StructType:
    """The columns that a frame must have for a table of this schema."""
    return unversioned_schema(schema) if isinstance(write, Scd2) else schema


class PreparedTable:
    """A table that exists and whose columns fit, ready to be written."""

    def __init__(
        self,
        spark: SparkSession,
        address: TableAddress,
        write: Write,
        options: TableOptions,
        *,
        created: bool,
        replaces_schema: bool,
        unguarded: frozenset[str],
        padded: Mapping[str, int],
    ) -> None:
        self._spark = spark
        self._address = address
        self._write = write
        self._options = options
        self._replaces_schema = replaces_schema
        self._unguarded = unguarded
        self._padded = padded
        # A table that this process has just created, in a warehouse no other process can use, is
        # empty: appending gives what overwriting or merging would, several times faster.
        self._is_new = created and address.location is not None
        self.created = created

    def write(
        self, frame: DataFrame, *, keys: BatchKeys = NO_KEYS, write_id: WriteId | None = None
    ) -> bool:
        """Writes rows that have the declared columns in the declared order.

        `keys` is what is known of them: where keys are unique, rows that are equal may repeat.
        False if nothing was done, because the write of this id was done before.
        """
        rows = frame
        if self._unguarded or self._padded:
            rows = frame.select(*[self._guard(f) for f in frame.schema])
        address, name, is_empty = self._address, self._address.name, self._is_new
        match self._write:
            case Append():
                return append(self._spark, rows.writeTo(name), address, write_id)
            case Overwrite():
                if is_empty:
                    write_once(lambda: rows.writeTo(name).append(), name)
                else:
                    replace = self._replaces_schema
                    write_once(lambda: overwrite(rows, name, replace_schema=replace), name)
                    # Not before: the columns may be new, and Delta forgets it here.
                    keep_clustering(self._spark, name, self._options.cluster_by)
            case ReplaceWhere(where):
                _replace_where(rows, name, where)
            case ReplacePartitions():
                write_once(lambda: rows.writeTo(name).overwritePartitions(), name)
            case InsertOnly() as write:
                insert_new(self._spark, rows, address, write, keys, is_empty=is_empty)
            case Merge() as write:
                merge_into(self._spark, rows, address, write, keys, is_empty=is_empty)
            case Scd2() as write:
                write_versions(self._spark, rows, address, write, keys, is_empty=is_empty)
        return True

    def _guard(self, field: T.StructField) -> Column:
        """Enforces NOT NULL where the table does not: Delta cannot add it to one that exists.

        A char column gets the spaces with which it is stored, where rows are compared.
        """
        value, metadata = column(field.name), field.metadata or {}
        length = self._padded.get(field.name.lower())
        if length is not None:
            text = F.rtrim(value)
            padded = F.when(F.char_length(text) <= length, F.rpad(text, length, " "))
            value = padded.otherwise(value).alias(field.name, metadata=metadata)
        if field.name.lower() not in self._unguarded:
            return value
        message = F.lit(f'column "{field.name}" is declared NOT NULL and has a NULL')
        return (
            F.when(value.isNull(), raise_in_plan(NullValueError, message).cast(field.dataType))
            .otherwise(value)
            .alias(field.name, metadata=metadata)
        )


def prepare(
    spark: SparkSession,
    address: TableAddress,
    schema: T.StructType,
    write: Write,
    options: TableOptions,
) -> PreparedTable:
    """Creates the table if needed and brings one that exists to the declared columns and options.

    Overwrite may replace the columns of a table; the others add, widen and reorder, and raise
    SchemaMismatchError for what would lose something. Raises WritePermissionError, before anything
    else, if a table that exists may not be written.
    """
    check_write(address.name, schema, write, options.partition_by)
    declared = table_schema(schema, write)
    created = ensure_table(spark, address, declared, options)
    replaces = False
    unguarded: frozenset[str] = frozenset()
    if not created:
        check_permission(spark, address)
        check_partitions(spark, address.name, options.partition_by)
        existing = spark.table(address.name).schema
        if isinstance(write, Overwrite):
            replaces = bool(schema_differences(existing, declared))
        if replaces:
            wanted = {f.name.lower() for f in declared}
            gone = [(f.name,) for f in existing if f.name.lower() not in wanted]
            release(spark, address.name, gone)
            enable_features(spark, address.name, existing, declared)
        else:
            evolve(
                spark,
                address.name,
                existing,
                declared,
                allow=("nullability",)
                if isinstance(write, Overwrite)
                else options.allow_schema_changes,
                check_values=not isinstance(write, Overwrite),
            )
        keep_in_step(spark, address.name, options)
        if not isinstance(write, Overwrite):
            keep_clustering(spark, address.name, options.cluster_by)
        enforced = {f.name.lower() for f in existing if not f.nullable and not replaces}
        required = {f.name.lower() for f in frame_schema(schema, write) if not f.nullable}
        unguarded = frozenset(required - enforced)
    return PreparedTable(
        spark,
        address,
        write,
        options,
        created=created,
        replaces_schema=replaces,
        unguarded=unguarded,
        padded=_char_lengths(schema) if isinstance(write, Scd2) else {},
    )


def check_write(
    table: str, schema: T.StructType, write: Write, partition_by: Sequence[str]
) -> None:
    """Raises PipelineError for a write that a table with these columns cannot have."""
    if isinstance(write, ReplacePartitions) and not partition_by:
        raise PipelineError(
            f"{table} replaces partitions and has none: each run would replace all rows",
            hint="Give partition_by; or use Overwrite, if all rows are to be replaced.",
        )
    if isinstance(write, KEYED):
        padded = _char_lengths(schema)
        found = [name for name in identity_columns(write) if name.lower() in padded]
        if found:
            raise PipelineError(
                f"{table} finds rows by {', '.join(found)}, of type char, whose values are stored"
                " with spaces that those of a batch lack",
                hint="Declare it as string or varchar.",
            )


def _char_lengths(schema: T.StructType) -> dict[str, int]:
    return {f.name.lower(): f.dataType.length for f in schema if isinstance(f.dataType, T.CharType)}


def append(
    spark: SparkSession, writer: DataFrameWriterV2, address: TableAddress, write_id: WriteId | None
) -> bool:
    """Adds rows in one commit; False if nothing was done, because the write of this id was done."""
    if write_id is None:
        write_once(writer.append, address.name)
        return True
    identified = writer.options(**write_id.options())
    return commits(spark, lambda: write_once(identified.append, address.name), address)


def overwrite(frame: DataFrame, name: str, *, replace_schema: bool) -> None:
    """Replaces all rows in one commit, and the columns too if `replace_schema`."""
    writer = frame.writeTo(name)
    if replace_schema:
        writer = writer.option("overwriteSchema", "true")
    writer.overwrite(F.lit(True))


def _replace_where(rows: DataFrame, name: str, where: str) -> None:
    # An arbitrary condition in SQL needs the option: `overwrite(condition)` takes simple ones only.
    # With `saveAsTable` Spark loses what it observes, which costs a scan; the option is documented
    # for nothing else, and where it were ignored, all rows would be replaced.
    message = F.concat(
        F.lit("a row is not among those that the write replaces, where "), F.lit(where)
    )
    outside = ~F.coalesce(F.expr(where), F.lit(False))
    checked = rows.where(
        F.when(outside, raise_in_plan(ReplaceWhereError, message).cast("boolean")).otherwise(
            F.lit(True)
        )
    )
    writer = checked.write.format("delta").mode("overwrite").option("replaceWhere", where)
    write_once(lambda: writer.saveAsTable(name), name)
