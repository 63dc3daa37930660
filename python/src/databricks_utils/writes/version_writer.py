"""Writes the versions of rows, SCD type 2."""

from __future__ import annotations

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from databricks_utils.catalog import TableAddress
from databricks_utils.concurrency import write_derived, write_once
from databricks_utils.errors import SPARK_ERRORS, SnapshotError
from databricks_utils.naming import column
from databricks_utils.schema import in_nested_order
from databricks_utils.writes.beside import changes_address, ensure_changes, read_changes, remember
from databricks_utils.writes.key_bounds import NO_BOUNDS, KeyBounds
from databricks_utils.writes.keys import BatchKeys
from databricks_utils.writes.merge_sql import delete, insert, merge_rows, on, update
from databricks_utils.writes.scd2 import (
    ACTION,
    DELETED,
    FORGOTTEN,
    changes_schema,
    derive,
)
from databricks_utils.writes.strategies import END_AT, START_AT, Scd2, as_spelled


def write_versions(
    spark: SparkSession,
    frame: DataFrame,
    address: TableAddress,
    write: Scd2,
    keys: BatchKeys,
    *,
    is_empty: bool,
) -> None:
    """Brings changes, or a snapshot, into a table of versions in one commit.

    Keys and sequence are not NULL, and rows that share them are equal in all columns. Raises
    SnapshotError for a snapshot that is empty, of several moments, or older than the table.
    """
    name, write = address.name, as_spelled(write, frame.schema)
    # In a snapshot, missing rows count as well.
    bounds = NO_BOUNDS if write.snapshots else keys.bounds
    batch = bounds.guard(frame)

    def derived() -> None:
        # A frame keeps the state of the table it was made from: each attempt needs its own.
        _write(spark, batch, address, write, bounds, spark.table(name))

    if is_empty:
        _write(spark, batch, address, write, bounds, None)
    else:
        write_derived(spark, derived, name)


def _check_snapshot(
    batch: DataFrame,
    write: Scd2,
    table: str,
    stored: DataFrame | None,
    remembered: DataFrame | None,
) -> bool:
    """Raises SnapshotError unless the rows are of one moment, no earlier than what the table knows.

    True if the moment is not remembered.
    """
    sequence = column(write.sequence_by)
    row = batch.agg(F.min(sequence).alias("first"), F.max(sequence).alias("last"))
    if stored is None:
        row = row.withColumn("shown", F.lit(None))
    else:
        latest = F.max(F.greatest(column(START_AT), column(END_AT), sequence))
        row = row.crossJoin(stored.agg(latest.alias("shown")))
    if remembered is None:
        row = row.withColumn("noted", F.lit(None))
    else:
        row = row.crossJoin(remembered.agg(F.max(sequence).alias("noted")))
    found = (
        row.withColumn("newest", F.greatest("shown", "noted"))
        .select(
            F.col("first").isNull().alias("empty"),
            (F.col("first") != F.col("last")).alias("several"),
            (F.col("last") < F.col("newest")).alias("late"),
            F.coalesce(F.col("last") > F.col("noted"), F.lit(True)).alias("new"),
            *[F.col(c).cast("string").alias(f"{c}_text") for c in ("first", "last", "newest")],
        )
        .first()
    )
    assert found is not None
    if found["empty"]:
        raise SnapshotError(
            f"the snapshot for {table} has no rows, which would end every row",
            hint="Check its source; nothing was written.",
        )
    if found["several"]:
        raise SnapshotError(
            f"the snapshot for {table} has rows of several moments: {write.sequence_by} goes from"
            f" {found['first_text']} to {found['last_text']}",
            hint="Give each run the rows of one snapshot, or write changes.",
        )
    if found["late"]:
        raise SnapshotError(
            f"the snapshot for {table} is of {found['last_text']}, but the table already"
            f" has {found['newest_text']}",
            hint="Snapshots must come in order; nothing was written.",
        )
    return bool(found["new"])


def _write(
    spark: SparkSession,
    batch: DataFrame,
    address: TableAddress,
    write: Scd2,
    bounds: KeyBounds,
    stored: DataFrame | None,
) -> None:
    beside = changes_address(address)
    remembered = read_changes(spark, beside, changes_schema(batch.schema))
    if write.snapshots:
        if _check_snapshot(batch, write, address.name, stored, remembered):
            _remember_moment(spark, batch, address, write)
        remembered = None
    before = [
        None if known is None else in_nested_order(bounds.narrow(known), batch.schema)
        for known in (stored, remembered)
    ]
    changes = _kept(derive(batch, write, *before))
    try:
        if not write.snapshots:
            _remember(spark, changes, batch, address, write, bounds)
        rows = changes.where(F.col(ACTION).isNotNull())
        columns = [*batch.columns, START_AT, END_AT]
        if stored is None:
            rows.select(*[column(c) for c in columns]).writeTo(address.name).append()
        else:
            # A change that is shown is found by its keys and sequence: no other version shows it.
            clauses = [
                on([*write.keys, write.sequence_by], bounds),
                delete(f"s.{ACTION} = 'delete'"),
                update(columns),
                insert(columns, f"s.{ACTION} <> 'delete'"),
            ]
            merge_rows(spark, rows, address.name, clauses)
    finally:
        _release(changes)


def _remember_moment(
    spark: SparkSession, batch: DataFrame, address: TableAddress, write: Scd2
) -> None:
    """Records the moment of the newest snapshot: one that changes nothing shows nowhere else.

    It is a row without keys, which belongs to no row of the table, and comes before anything else:
    an older snapshot cannot come in between, and this one may come again.
    """
    beside = changes_address(address)
    schema = changes_schema(batch.schema)
    ensure_changes(spark, beside, schema, of=address.name)
    newest = batch.agg(F.max(column(write.sequence_by)).alias(write.sequence_by))
    row = newest.select(
        *[
            column(f.name)
            if f.name == write.sequence_by
            else F.lit(None).cast(f.dataType).alias(f.name)
            for f in schema
        ]
    )
    is_note = column(DELETED).isNull()
    write_once(lambda: row.writeTo(beside.name).overwrite(is_note), beside.name)


def _remember(
    spark: SparkSession,
    changes: DataFrame,
    batch: DataFrame,
    address: TableAddress,
    write: Scd2,
    bounds: KeyBounds,
) -> None:
    """Records changes that no version will show, first: a run that dies then can be repeated."""
    columns = [*batch.columns, DELETED]
    forgotten = changes.where(F.col(FORGOTTEN)).select(*[column(c) for c in columns])
    clauses = [on([*write.keys, write.sequence_by], bounds), update(columns), insert(columns)]
    schema = changes_schema(batch.schema)
    remember(spark, forgotten, changes_address(address), schema, clauses, of=address.name)


def _kept(frame: DataFrame) -> DataFrame:
    """The frame, computed once where the platform can keep it: serverless compute cannot."""
    try:
        return frame.persist()
    except SPARK_ERRORS:
        return frame


def _release(frame: DataFrame) -> None:
    try:
        frame.unpersist()
    except SPARK_ERRORS:
        return
