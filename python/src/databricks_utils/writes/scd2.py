"""Derives the versions of rows, SCD type 2, from what is stored and what arrives.

A history is a sequence of changes for each key. Stored versions, and the table beside them, hold
every change seen so far: a visible version holds its last change, an end that no version follows
is a delete, and `<table>__changes` holds the rest. So the histories of the keys that a batch
touches are derived again from all their changes, and the order of arrival cannot matter.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.naming import column
from databricks_utils.writes.keys import row_of, same_keys
from databricks_utils.writes.strategies import END_AT, START_AT, Scd2, as_spelled

DELETED = "__deleted"
ACTION = "__lakewright_action"
FORGOTTEN = "__lakewright_forgotten"

_RANK = "__lakewright_rank"
_STORED = "__lakewright_stored"
_ROW = "__lakewright_row"
_SHOWN_ROW = "__lakewright_shown_row"
_KNOWN_ROW = "__lakewright_known_row"
_BOTH = "__lakewright_both"
_FIRST = "__lakewright_first"
_AFTER_DELETE = "__lakewright_after_delete"
_STARTS = "__lakewright_starts"
_VISIBLE = "__lakewright_visible"

# Of several changes with the same keys and sequence, the one that arrives wins, then what is shown.
_ARRIVING, _SHOWN, _REMEMBERED = 2, 1, 0


def versioned_schema(schema: T.StructType, write: Scd2) -> T.StructType:
    """The columns of the frame, and those that say from when to when a version is valid."""
    data = unversioned_schema(schema)
    sequence = next(f.dataType for f in data if f.name.lower() == write.sequence_by.lower())
    start = {"comment": "sequence at which the version starts"}
    end = {"comment": "sequence at which it ends; NULL for the current version"}
    return T.StructType(
        [
            *data,
            T.StructField(START_AT, sequence, nullable=False, metadata=start),
            T.StructField(END_AT, sequence, metadata=end),
        ]
    )


def unversioned_schema(schema: T.StructType) -> T.StructType:
    """The columns of the frame: those of the table without `__START_AT` and `__END_AT`."""
    return T.StructType([f for f in schema if f.name not in (START_AT, END_AT)])


def changes_schema(schema: T.StructType) -> T.StructType:
    """The columns of the table beside: those of the frame, and whether the change deletes."""
    deleted = {"comment": "whether the change is a delete"}
    return T.StructType([*schema, T.StructField(DELETED, T.BooleanType(), metadata=deleted)])


def derive(
    batch: DataFrame, write: Scd2, stored: DataFrame | None, remembered: DataFrame | None
) -> DataFrame:
    """All changes of the keys that the batch touches, and what is to be done with each.

    In: rows with keys and sequence that are not NULL; the table, and the table beside, if they
    have rows. Out: the columns of the batch, `__START_AT`, `__END_AT`, `__deleted`, the action
    "insert", "update", "delete" or NULL for the table, and whether no version shows the change and
    the table beside does not have it.
    """
    arriving = batch
    if write.snapshots and stored is not None:
        arriving = _changed_rows(batch, write, stored)
    changes = _arriving(arriving, write)
    if stored is not None:
        if write.snapshots:
            touched = stored
            changes = changes.unionByName(_missing(batch, write, stored))
            changes = changes.unionByName(_starts(stored, batch, write))
        else:
            touched = _touched(stored, batch, write)
        changes = changes.unionByName(_shown(touched, batch, write))
    if remembered is not None:
        known = _touched(remembered, batch, write)
        changes = changes.unionByName(_changes(known, batch, write, _REMEMBERED, column(DELETED)))
    return _classified(_winners(changes, batch, write), batch, write)


def versions(frame: DataFrame, write: Scd2) -> DataFrame:
    """The versions of rows that all these changes make, with `__START_AT` and `__END_AT`.

    In: every change, with keys and sequence that are not NULL. Out: what a table written with
    `write` would hold.
    """
    write = as_spelled(write, frame.schema)
    shown = derive(frame, write, None, None).where(F.col(ACTION).isNotNull())
    return shown.select(*[column(name) for name in frame.columns], START_AT, END_AT)


def _changes(
    frame: DataFrame,
    batch: DataFrame,
    write: Scd2,
    rank: int,
    deleted: Column,
    stored: Column | None = None,
) -> DataFrame:
    sequence = batch.schema[write.sequence_by].dataType
    bounds = F.struct(
        column(write.sequence_by).alias("start"), F.lit(None).cast(sequence).alias("end")
    )
    nothing = F.when(F.lit(False), bounds)
    return frame.select(
        *[column(name) for name in batch.columns],
        deleted.alias(DELETED),
        F.lit(rank).alias(_RANK),
        (nothing if stored is None else stored).alias(_STORED),
    )


def _arriving(batch: DataFrame, write: Scd2) -> DataFrame:
    deletes = F.lit(False)
    if write.delete_where is not None:
        deletes = F.coalesce(write.delete_where(), F.lit(False))
    return _changes(batch, batch, write, _ARRIVING, deletes)


def _of_delete(field: T.StructField, write: Scd2, at: Column) -> Column:
    """What a delete has in a column: only keys and sequence are known."""
    if field.name == write.sequence_by:
        return at
    return column(field.name) if field.name in write.keys else F.lit(None).cast(field.dataType)


def _deletes(frame: DataFrame, batch: DataFrame, write: Scd2, at: Column, rank: int) -> DataFrame:
    """A delete for each row."""
    blank = [_of_delete(f, write, at).alias(f.name) for f in batch.schema]
    return _changes(frame.select(*blank), batch, write, rank, F.lit(True))


def _changed_rows(batch: DataFrame, write: Scd2, stored: DataFrame) -> DataFrame:
    """The rows of a snapshot that differ from the current ones in more than the sequence."""
    row = row_of([f for f in batch.schema if f.name != write.sequence_by])
    current = stored.where(column(END_AT).isNull()).withColumn(_ROW, row).alias("current")
    compared = batch.withColumn(_ROW, row).alias("batch")
    same = F.col(f"current.{_ROW}").eqNullSafe(F.col(f"batch.{_ROW}"))
    keys = same_keys(write.keys, "current", "batch")
    return compared.join(current, keys & same, "left_anti").drop(_ROW)


def _missing(batch: DataFrame, write: Scd2, stored: DataFrame) -> DataFrame:
    """Deletes of current rows that a snapshot does not have."""
    now = "__lakewright_now"
    moment = batch.agg(F.max(column(write.sequence_by)).alias(now))
    ended = (
        stored.where(column(END_AT).isNull())
        .alias("stored")
        .join(batch.alias("batch"), same_keys(write.keys, "stored", "batch"), "left_anti")
        .crossJoin(F.broadcast(moment))
    )
    return _deletes(ended, batch, write, F.col(now), _ARRIVING)


def _touched(frame: DataFrame, batch: DataFrame, write: Scd2) -> DataFrame:
    keys = same_keys(write.keys, "frame", "batch")
    return frame.alias("frame").join(batch.alias("batch"), keys, "left_semi")


def _shown(touched: DataFrame, batch: DataFrame, write: Scd2) -> DataFrame:
    """What stored versions show: the last change of each, and a delete where no other follows.

    A row of the table gives one or two, so that the table is read once.
    """
    in_order = Window.partitionBy(*[column(key) for key in write.keys]).orderBy(column(START_AT))
    following = F.lead(column(START_AT)).over(in_order)
    ends = column(END_AT).isNotNull() & ~following.eqNullSafe(column(END_AT))
    both = F.when(ends, F.array(F.lit(False), F.lit(True))).otherwise(F.array(F.lit(False)))
    changes = touched.withColumn(_BOTH, both).withColumn(DELETED, F.explode(_BOTH))
    deleted = column(DELETED)
    version = F.struct(column(START_AT).alias("start"), column(END_AT).alias("end"))
    known = [
        F.when(deleted, _of_delete(f, write, column(END_AT)))
        .otherwise(column(f.name))
        .alias(f.name)
        for f in batch.schema
    ]
    rows = changes.select(*known, DELETED, F.when(~deleted, version).alias(_STORED))
    return _changes(rows, batch, write, _SHOWN, deleted, column(_STORED))


def _starts(touched: DataFrame, batch: DataFrame, write: Scd2) -> DataFrame:
    """The first change of each stored version that shows a later one.

    Only what no later change of the version could alter is known of it.
    """
    folded = touched.where(column(START_AT) != column(write.sequence_by))
    first = folded.withColumn(write.sequence_by, column(START_AT))
    return _changes(first, batch, write, _REMEMBERED, F.lit(False))


def _winners(changes: DataFrame, batch: DataFrame, write: Scd2) -> DataFrame:
    """One change for each key and sequence, with what is stored and remembered of it."""
    keys = [column(key) for key in write.keys]
    sequence = column(write.sequence_by)
    best_first = Window.partitionBy(*keys).orderBy(sequence, F.col(_RANK).desc())
    same = Window.partitionBy(*keys, sequence)
    row = F.struct(row_of(list(batch.schema)).alias("data"), F.col(DELETED).alias("deleted"))

    def row_of_rank(rank: int) -> Column:
        return F.first(F.when(F.col(_RANK) == rank, F.col(_ROW)), ignorenulls=True).over(same)

    return (
        changes.withColumn(_ROW, row)
        .withColumn(_FIRST, ~F.lag(sequence).over(best_first).eqNullSafe(sequence))
        .withColumns(
            {
                _STORED: F.first(F.col(_STORED), ignorenulls=True).over(same),
                _SHOWN_ROW: row_of_rank(_SHOWN),
                _KNOWN_ROW: row_of_rank(_REMEMBERED),
            }
        )
        .where(F.col(_FIRST))
    )


def _classified(changes: DataFrame, batch: DataFrame, write: Scd2) -> DataFrame:
    keys = [column(key) for key in write.keys]
    sequence = column(write.sequence_by)
    in_order = Window.partitionBy(*keys).orderBy(sequence)
    ignored = {*write.keys, write.sequence_by, *write.ignore_changes_in}
    tracked = row_of([f for f in batch.schema if f.name not in ignored])
    differs = ~F.lag(tracked).over(in_order).eqNullSafe(tracked)
    marked = (
        changes.withColumn(_AFTER_DELETE, F.lag(F.col(DELETED), 1, True).over(in_order))
        .withColumn(_STARTS, ~F.col(DELETED) & (F.col(_AFTER_DELETE) | differs))
        .withColumns(
            {
                START_AT: F.last(F.when(F.col(_STARTS), sequence), ignorenulls=True).over(
                    in_order.rowsBetween(Window.unboundedPreceding, Window.currentRow)
                ),
                END_AT: F.lead(sequence).over(in_order),
                # The last change, and one before a delete or a start, is what its version shows.
                _VISIBLE: ~F.col(DELETED)
                & F.lead(F.col(DELETED) | F.col(_STARTS), 1, True).over(in_order),
            }
        )
    )
    version = F.struct(column(START_AT).alias("start"), column(END_AT).alias("end"))
    is_stored = F.col(_STORED).isNotNull()
    unchanged = F.col(_STORED).eqNullSafe(version) & F.col(_ROW).eqNullSafe(F.col(_SHOWN_ROW))
    action = (
        F.when(~is_stored & F.col(_VISIBLE), "insert")
        .when(is_stored & ~F.col(_VISIBLE), "delete")
        .when(is_stored & ~unchanged, "update")
    )
    hidden = F.when(F.col(DELETED), F.col(_AFTER_DELETE)).otherwise(~F.col(_VISIBLE))
    forgotten = hidden & ~F.col(_ROW).eqNullSafe(F.col(_KNOWN_ROW))
    return marked.select(
        *[column(name) for name in batch.columns],
        column(START_AT),
        column(END_AT),
        column(DELETED),
        action.alias(ACTION),
        forgotten.alias(FORGOTTEN),
    )
