"""Merging."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

import change_streams as streams
from databricks_utils import InsertOnly, Merge, MergeKeyError, PipelineError, write_table
from databricks_utils.catalog import TableAddress
from databricks_utils.writes.beside import changes_address
from frames import make_frame, struct
from suite import LONG, turn

NewAddress = Callable[[], TableAddress]
Event = tuple[int, int, str]

SCHEMA = T.StructType(
    [
        T.StructField("k {1}.`x", T.IntegerType()),
        T.StructField("at", T.IntegerType()),
        T.StructField("value", T.StringType()),
    ]
)
KEY = "k {1}.`x"
BY_SEQUENCE = Merge(keys=[KEY], sequence_by="at")


def frame(
    spark: SparkSession, rows: Sequence[tuple[int | None, int | None, str | None]]
) -> DataFrame:
    return make_frame(spark, rows, SCHEMA)


def content(spark: SparkSession, name: str) -> set[tuple[object, ...]]:
    rows = [tuple(row) for row in spark.table(name).collect()]
    assert len(rows) == len(set(rows))
    return set(rows)


class Delivery(NamedTuple):
    """Events as they come, where the first two batches end, and which batch comes twice."""

    events: list[Event]
    ends: tuple[int, int]
    repeated: int


deliveries = st.builds(
    Delivery,
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 50), st.sampled_from("aä日")),
        unique_by=lambda event: event[:2],
        max_size=12,
    ),
    st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda ends: (min(ends), max(ends))),
    st.integers(0, 2),
)


@LONG
@settings(max_examples=1)
@given(
    # Hypothesis tries the smallest value first, which has no event at all.
    cases=st.lists(deliveries, min_size=60, max_size=60).filter(
        lambda cases: sum(len(case.events) for case in cases) > 120
    )
)
def test_however_events_are_cut_into_batches_the_newest_of_each_key_remains(
    spark: SparkSession, new_address: NewAddress, cases: list[Delivery]
) -> None:
    # All cases share a table, each with keys of its own, so that four merges serve them all.
    cases.append(Delivery([(1, 2, "new"), (1, 1, "late")], (1, 2), 0))
    batches: list[list[Event]] = [[], [], [], []]
    expected: set[tuple[object, ...]] = set()
    for number, (events, (first, second), repeated) in enumerate(cases):
        own = [(number * 100 + key, at, value) for key, at, value in events]
        cut = [own[:first], own[first:second], own[second:]]
        for batch, part in zip(batches, [*cut, cut[repeated]], strict=True):
            batch.extend(part)
        expected |= {max(e for e in own if e[0] == key) for key, _, _ in own}
    name = new_address().name
    for batch in batches:
        write_table(spark, frame(spark, batch), name, SCHEMA, BY_SEQUENCE)
    assert content(spark, name) == expected


def test_without_a_sequence_the_later_batch_wins_and_twice_is_once(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name = new_address().name
    write = Merge(keys=[KEY])
    write_table(spark, frame(spark, [(1, 5, "a"), (2, 5, "b")]), name, SCHEMA, write)
    for _ in range(2):
        write_table(spark, frame(spark, [(2, 1, "c"), (3, 1, "d")]), name, SCHEMA, write)
    assert content(spark, name) == {(1, 5, "a"), (2, 1, "c"), (3, 1, "d")}


@LONG
def test_rows_that_delete_do_so_unless_they_are_late_and_null_deletes_nothing(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name = new_address().name
    write = Merge(keys=[KEY], sequence_by="at", delete_where=lambda: F.col("value") == "delete")
    first = [(1, 5, "a"), (2, 5, "b"), (3, 5, "c"), (4, 1, "delete")]
    write_table(spark, frame(spark, first), name, SCHEMA, write)
    second = [(1, 6, "delete"), (2, 4, "delete"), (5, 1, "delete")]
    batch = frame(spark, second).unionByName(
        frame(spark, [(3, 7, "x")]).withColumn("value", F.lit(None).cast("string"))
    )
    for _ in range(2):
        write_table(spark, batch, name, SCHEMA, write)
        assert content(spark, name) == {(2, 5, "b"), (3, 7, None)}


def test_a_late_row_does_not_bring_back_a_delete_that_was_replaced(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name = new_address().name
    write = Merge(keys=[KEY], sequence_by="at", delete_where=lambda: F.col("value") == "delete")
    write_table(spark, frame(spark, [(1, 1, "a"), (2, 1, "b")]), name, SCHEMA, write)
    for rows in ([(1, 5, "delete"), (2, 5, "delete")], [(1, 5, "corrected")]):
        write_table(spark, frame(spark, rows), name, SCHEMA, write)
    for _ in range(2):
        write_table(spark, frame(spark, [(1, 3, "late"), (2, 3, "late")]), name, SCHEMA, write)
        assert content(spark, name) == {(1, 5, "corrected")}


@pytest.mark.parametrize(
    ("rows", "write", "message"),
    [
        (
            [(None, 1, "a"), (None, 2, "b"), (1, 1, "c"), (1, 2, "d"), (2, 1, "e")],
            Merge(keys=[KEY]),
            r"2 rows have a NULL in k \{1\}\.`x and 1 key appears in more than one row",
        ),
        ([(1, 1, "a"), (1, 1, "b")], BY_SEQUENCE, "1 key appears in more than one row"),
        ([(1, None, "a")], BY_SEQUENCE, "1 row has a NULL"),
    ],
)
def test_null_and_repeated_keys_are_counted_and_nothing_is_written(
    spark: SparkSession,
    new_address: NewAddress,
    rows: list[tuple[int | None, int | None, str]],
    write: Merge,
    message: str,
) -> None:
    name = new_address().name
    with pytest.raises(MergeKeyError, match=message):
        write_table(spark, frame(spark, rows), name, SCHEMA, write)
    assert not spark.catalog.tableExists(name)


def test_a_merge_without_keys_is_refused() -> None:
    with pytest.raises(PipelineError, match="needs keys"):
        Merge(keys=[])
    with pytest.raises(PipelineError, match="needs keys"):
        Merge(keys="id")


@turn(2)
@settings(max_examples=1)
@given(cases=streams.many(streams.CASES))
def test_deletes_are_remembered_however_changes_are_cut_ordered_and_repeated(
    spark: SparkSession, new_address: NewAddress, cases: list[streams.Delivery]
) -> None:
    name = new_address().name
    write = Merge(
        keys=[streams.KEY], sequence_by="at", delete_where=lambda: F.col("value") == streams.DELETE
    )
    for batch in streams.batches_of(cases):
        rows = make_frame(spark, batch, streams.SCHEMA)
        write_table(spark, rows, name, streams.SCHEMA, write)
    assert streams.content(spark.table(name).collect()) == streams.newest_rows(cases)


@LONG
def test_remembered_deletes_hold_wider_keys_and_sequences(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name = new_address().name
    write = Merge(keys=["k"], sequence_by="at", delete_where=lambda: F.col("v") < 0)
    for ddl, rows in (
        ("k INT, at DECIMAL(10,2), v INT", [(1, "1.5", 1), (1, "1.6", -1), (2, "1.5", 1)]),
        ("k BIGINT, at DECIMAL(12,4), v INT", [(2**40, "1.5551", -1), (2, "1.5556", -1)]),
        ("k BIGINT, at DECIMAL(12,4), v INT", [(1, "1.5", 2), (2**40, "1.555", 2)]),
        ("k BIGINT, at DECIMAL(12,4), v INT", [(2, "1.5555", 3), (3, "1.5", 3)]),
    ):
        schema = T.DataType.fromDDL(ddl)
        assert isinstance(schema, T.StructType)
        write_table(spark, make_frame(spark, rows, schema), name, schema, write)
    assert content(spark, name) == {(3, Decimal("1.5000"), 3)}
    beside = spark.table(changes_address(TableAddress(name, "")).name)
    assert sorted(str(row["at"]) for row in beside.collect()) == ["1.5551", "1.5556", "1.6000"]


@turn(1)
def test_a_null_leaves_the_stored_value_where_the_write_says_so(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name = new_address().name
    write = Merge(keys=[KEY], ignore_null_updates=True)
    write_table(spark, frame(spark, [(1, 5, "a"), (2, None, "b")]), name, SCHEMA, write)
    for _ in range(2):
        write_table(spark, frame(spark, [(1, None, "c"), (2, 6, None)]), name, SCHEMA, write)
    assert content(spark, name) == {(1, 5, "c"), (2, 6, "b")}
    with pytest.raises(PipelineError, match="cannot both"):
        Merge(keys=["id"], ignore_null_updates=True, sequence_by="at")


def test_inserting_only_never_changes_a_row_and_twice_is_once(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name = new_address().name
    write = InsertOnly(keys=[KEY])
    write_table(spark, frame(spark, [(1, 1, "a"), (1, 1, "a")]), name, SCHEMA, write)
    for _ in range(2):
        write_table(spark, frame(spark, [(1, 9, "z"), (2, 2, "b")]), name, SCHEMA, write)
    assert content(spark, name) == {(1, 1, "a"), (2, 2, "b")}
    with pytest.raises(MergeKeyError, match="1 key appears in more than one row"):
        write_table(spark, frame(spark, [(3, 1, "a"), (3, 2, "a")]), name, SCHEMA, write)


def test_a_sequence_is_found_in_any_case_by_rows_that_come_after_a_newer_delete(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name, schema = new_address().name, "id int, at int, v string"
    declared = struct(schema)
    how = Merge(keys=["ID"], sequence_by="AT", delete_where=lambda: F.col("v") == "gone")
    for row in ((1, 1, "a"), (1, 5, "gone"), (1, 3, "b"), (2, 1, "c")):
        write_table(spark, make_frame(spark, [row], schema), name, declared, how)
    assert [tuple(row) for row in spark.table(name).collect()] == [(2, 1, "c")]
