"""Writes that find stored rows by keys, in SQL: it works on classic Spark and Spark Connect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.catalog import TableAddress
from databricks_utils.concurrency import write_derived, write_once
from databricks_utils.naming import column, quote
from databricks_utils.schema import spelled
from databricks_utils.writes.beside import changes_address, read_changes, remember
from databricks_utils.writes.key_bounds import KeyBounds
from databricks_utils.writes.keys import BatchKeys, newest, same_keys
from databricks_utils.writes.merge_sql import delete, insert, merge_rows, on, update
from databricks_utils.writes.strategies import InsertOnly, Merge

_DELETES = "__lakewright_deletes"
_DELETED_AT = "__lakewright_deleted_at"
# Whether a row is one of an earlier run's deletes, because a newer one is remembered.
_EARLIER = "__lakewright_earlier_delete"


def insert_new(
    spark: SparkSession,
    frame: DataFrame,
    address: TableAddress,
    write: InsertOnly,
    keys: BatchKeys,
    *,
    is_empty: bool,
) -> None:
    """Adds the rows whose keys, unique and not NULL, are not stored."""
    source = newest(keys.bounds.guard(frame), write, repeats=keys.repeated > 0)
    if is_empty:
        source.writeTo(address.name).append()
        return
    clauses = [on(write.keys, keys.bounds), insert(frame.columns)]
    write_once(lambda: merge_rows(spark, source, address.name, clauses), address.name)


def merge_into(
    spark: SparkSession,
    frame: DataFrame,
    address: TableAddress,
    write: Merge,
    keys: BatchKeys,
    *,
    is_empty: bool,
) -> None:
    """Merges rows with unique keys that are not NULL.

    `is_empty` promises that the table has no rows and that nobody else writes it.
    """
    if write.sequence_by is not None:
        write = replace(write, sequence_by=spelled(write.sequence_by, frame.schema))
    source = newest(keys.bounds.guard(frame), write, repeats=keys.repeated > 0)
    name, clauses = address.name, _clauses(frame.columns, write, keys.bounds)
    if write.delete_where is not None:
        deletes = F.coalesce(write.delete_where(), F.lit(False))
        source = source.withColumn(_DELETES, deletes)
        if write.sequence_by is not None:
            _remember_deletes(spark, source, address, write, keys.bounds)
    if is_empty:
        rows = source if write.delete_where is None else source.where(~F.col(_DELETES))
        rows.select(*[column(name) for name in frame.columns]).writeTo(name).append()
    elif write.delete_where is None or write.sequence_by is None:
        write_once(lambda: merge_rows(spark, source, name, clauses), name)
    else:

        def merge() -> None:
            merge_rows(spark, _deleted_later(spark, source, address, write), name, clauses)

        write_derived(spark, merge, name)


def deletes_schema(schema: T.StructType, write: Merge) -> T.StructType:
    """The columns of the table that remembers deletes: the keys and the sequence."""
    names = {name.lower() for name in [*write.keys, write.sequence_by or ""]}
    return T.StructType([f for f in schema if f.name.lower() in names])


def _remember_deletes(
    spark: SparkSession,
    source: DataFrame,
    address: TableAddress,
    write: Merge,
    bounds: KeyBounds,
) -> None:
    """Records the newest delete of each key, first: a run that dies then can be repeated."""
    assert write.sequence_by is not None
    names = [*write.keys, write.sequence_by]
    deletes = source.where(F.col(_DELETES)).select(*[column(name) for name in names])
    sequence = quote(write.sequence_by)
    clauses = [on(write.keys, bounds), update(names, f"s.{sequence} > t.{sequence}"), insert(names)]
    schema = deletes_schema(source.schema, write)
    remember(spark, deletes, changes_address(address), schema, clauses, of=address.name)


def _deleted_later(
    spark: SparkSession, source: DataFrame, address: TableAddress, write: Merge
) -> DataFrame:
    """The rows, as deletes where a newer delete of their keys is remembered."""
    assert write.sequence_by is not None
    schema = deletes_schema(source.schema, write)
    remembered = read_changes(spark, changes_address(address), schema)
    if remembered is None:
        return source.withColumn(_EARLIER, F.lit(False))
    sequence = column(write.sequence_by, "s")
    deleted = remembered.withColumnRenamed(write.sequence_by, _DELETED_AT).alias("d")
    rows = source.alias("s").join(deleted, same_keys(write.keys, "s", "d"), "left")
    later = F.coalesce(F.col(f"d.{_DELETED_AT}") > sequence, F.lit(False))
    return rows.select(
        *[
            F.when(later, F.col(f"d.{_DELETED_AT}")).otherwise(sequence).alias(name)
            if name == write.sequence_by
            else column(name, "s")
            for name in source.columns
            if name != _DELETES
        ],
        (F.col(f"s.{_DELETES}") | later).alias(_DELETES),
        later.alias(_EARLIER),
    )


def _clauses(columns: Sequence[str], write: Merge, bounds: KeyBounds) -> list[str]:
    newer = ""
    if write.sequence_by:
        sequence = quote(write.sequence_by)
        newer = f"(t.{sequence} IS NULL OR s.{sequence} >= t.{sequence})"
    values = {c: f"coalesce(s.{quote(c)}, t.{quote(c)})" for c in columns}
    updates = update(columns, newer, values if write.ignore_null_updates else None)
    if write.delete_where is None:
        return [on(write.keys, bounds), updates, insert(columns)]
    kept = f"NOT s.{_DELETES}"
    if not write.sequence_by:
        deletes = delete(f"s.{_DELETES}")
        return [on(write.keys, bounds), deletes, updates, insert(columns, kept)]
    # What came after a remembered delete with the same sequence has replaced it.
    sequence = quote(write.sequence_by)
    first = f"(NOT s.{_EARLIER} OR t.{sequence} IS NULL OR s.{sequence} > t.{sequence})"
    return [
        on(write.keys, bounds),
        delete(f"s.{_DELETES} AND {newer} AND {first}"),
        update(columns, f"{kept} AND {newer}", values if write.ignore_null_updates else None),
        insert(columns, kept),
    ]
