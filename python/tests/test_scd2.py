"""Versions of rows, SCD type 2."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

import change_streams as streams
from change_streams import DELETE, KEY, SCHEMA, Change, Delivery
from databricks_utils import (
    InsertOnly,
    Merge,
    MergeKeyError,
    PipelineError,
    Scd2,
    SnapshotError,
    versions,
    write_table,
)
from databricks_utils.catalog import TableAddress
from databricks_utils.concurrency import latest_version
from databricks_utils.writes.beside import changes_address
from databricks_utils.writes.strategies import END_AT, START_AT, Write
from frames import make_frame, struct
from suite import LONG, turn

NewAddress = Callable[[], TableAddress]

WRITE = Scd2(
    keys=[KEY],
    sequence_by="at",
    delete_where=lambda: F.col("value") == DELETE,
    ignore_changes_in=["note"],
)


def write(spark: SparkSession, rows: Sequence[Sequence[object]], name: str, how: Scd2) -> None:
    write_table(spark, make_frame(spark, rows, SCHEMA), name, SCHEMA, how)


def content(spark: SparkSession, name: str) -> set[tuple[object, ...]]:
    return streams.content(spark.table(name).collect())


@turn(0)
@settings(max_examples=1)
@given(cases=streams.many(streams.CASES))
def test_versions_are_those_of_all_changes_however_they_are_cut_ordered_and_repeated(
    spark: SparkSession, new_address: NewAddress, cases: list[Delivery]
) -> None:
    name = new_address().name
    for batch in streams.batches_of(cases):
        write(spark, batch, name, WRITE)
    streams.assert_same(content(spark, name), streams.versions(cases), cases)
    # Everything once more, at once: nothing is left to do.
    everything = [c.row(number) for number, case in enumerate(cases) for c in case.changes]
    write(spark, everything, name, WRITE)
    assert content(spark, name) == streams.versions(cases)


def snapshots_of(case: Delivery) -> list[dict[int, Change]]:
    """Four whole states: what each batch says of a key holds until another one does."""
    state: dict[int, Change] = {}
    found = []
    for moment, batch in enumerate(case.batches(5)[:4], start=1):
        for change in batch:
            state[change.key] = change
        found.append({k: c._replace(at=moment) for k, c in state.items() if c.value != DELETE})
    return found


def history_of(snapshots: list[dict[int, Change]], number: int) -> set[tuple[object, ...]]:
    """The versions that snapshots make, by comparing each with the one before."""
    found: set[tuple[object, ...]] = set()
    for key in {k for snapshot in snapshots for k in snapshot}:
        changes: list[Change] = []
        for moment, snapshot in enumerate(snapshots, start=1):
            here = snapshot.get(key)
            if here is None:
                if changes and changes[-1].value != DELETE:
                    changes.append(changes[-1]._replace(at=moment, value=DELETE))
            elif not changes or changes[-1]._replace(at=moment) != here:
                changes.append(here)
        found |= streams.versions_of(changes, number)
    return found


SNAPSHOTS = Scd2(keys=[KEY], sequence_by="at", ignore_changes_in=["note"], snapshots=True)
# In each snapshot, so that none is empty.
ALWAYS = Change(99, 1, "a", 0, 0)


@LONG
@settings(max_examples=1)
@given(cases=streams.many(streams.CASES))
def test_versions_of_snapshots_are_their_differences_also_where_one_comes_again_or_corrected(
    spark: SparkSession, new_address: NewAddress, cases: list[Delivery]
) -> None:
    name = new_address().name
    states = [snapshots_of(case) for case in cases]
    # Every second case has other rows at first in the third snapshot, as if it were corrected.
    mistaken = [
        [*own[:2], snapshots_of(other)[2] if number % 2 else own[2], own[3]]
        for number, (own, other) in enumerate(zip(states, [*cases[1:], cases[0]], strict=True))
    ]
    for moment, delivered in ((0, states), (1, states), (1, states), (2, mistaken), (2, states)):
        write(spark, rows_of(delivered, moment), name, SNAPSHOTS)
    write(spark, rows_of(states, 3), name, SNAPSHOTS)
    expected = {row for number, case in enumerate(states) for row in history_of(case, number)}
    always = ALWAYS.row(len(cases))
    found = {row for row in content(spark, name) if row[0] != always[0]}
    assert len(expected) > 2 * len(cases)
    shown = list(zip(mistaken, states, strict=True))
    streams.assert_same({*map(tracked, found)}, {*map(tracked, expected)}, shown)
    uncorrected = [{row for row in rows if not is_corrected(row)} for rows in (found, expected)]
    streams.assert_same(uncorrected[0], uncorrected[1], shown)


def rows_of(states: list[list[dict[int, Change]]], moment: int) -> list[tuple[object, ...]]:
    rows = [change.row(n) for n, case in enumerate(states) for change in case[moment].values()]
    return [*rows, ALWAYS._replace(at=moment + 1).row(len(states))]


def is_corrected(row: tuple[object, ...]) -> bool:
    return int(str(row[0])) // streams.STRIDE % 2 == 1


def tracked(row: tuple[object, ...]) -> tuple[object, ...]:
    """Without the sequence and the note: a corrected snapshot cannot bring back those before."""
    key, _, value, _, *others = row
    return (key, value, *others)


@LONG
def test_a_snapshot_older_than_what_the_table_has_seen_is_refused_though_nothing_shows_it(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name = new_address().name
    one = Change(1, 1, "a", 0, 0)
    write(spark, [one.row(0)], name, SNAPSHOTS)
    # One that changes nothing, and one that changes only what is ignored.
    for at, note in ((5, 0), (7, 1)):
        write(spark, [one._replace(at=at, note=note).row(0)], name, SNAPSHOTS)
        with pytest.raises(SnapshotError, match=f"is of {at - 1}, but the table already has {at}"):
            write(spark, [one._replace(at=at - 1, value="b").row(0)], name, SNAPSHOTS)
    before = latest_version(spark, changes_address(TableAddress(name, "")).name)
    write(spark, [one._replace(at=7, note=1).row(0)], name, SNAPSHOTS)
    assert latest_version(spark, changes_address(TableAddress(name, "")).name) == before
    with pytest.raises(SnapshotError, match="has no rows"):
        write(spark, [], name, SNAPSHOTS)
    with pytest.raises(SnapshotError, match="of several moments: at goes from 8 to 9"):
        write(spark, [Change(k, k, "a", 0, 0).row(0) for k in (8, 9)], name, SNAPSHOTS)
    write(spark, [one._replace(at=9, value="b").row(0)], name, SNAPSHOTS)
    assert content(spark, name) == {
        (1, 7, "a", 1, "{'t': 0}", 1, 9),
        (1, 9, "b", 0, "{'t': 0}", 9, None),
    }


@LONG
def test_remembered_changes_follow_the_columns_of_the_table(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name = new_address().name
    how = Scd2(keys=["k"], sequence_by="at", ignore_changes_in=["v", "s"])
    old = struct("k INT, at INT, v DECIMAL(10,2), s STRUCT<x: INT, y: INT>, gone STRING")
    new = struct("k BIGINT, at INT, v DECIMAL(12,4), s STRUCT<x: INT>, new STRING")

    def deliver(schema: T.StructType, *rows: tuple[object, ...]) -> None:
        frame = make_frame(spark, rows, schema)
        write_table(spark, frame, name, schema, how, allow_schema_changes=["drop"])

    deliver(old, *[(1, at, "1.25", {"x": 1, "y": 2}, "g") for at in (1, 2)])
    wide = [(k, at, f"{at}.1251", {"x": 3}, "n") for k in (1, 2**40) for at in (3, 4, 5)]
    deliver(new, *wide)
    # A change that comes late shows what was remembered in between.
    deliver(new, (1, 5, "5.1251", {"x": 3}, "other"))
    rows = spark.table(name).where("k = 1").orderBy("at").collect()
    assert [(r["at"], str(r["v"]), r["new"], r[START_AT], r[END_AT]) for r in rows] == [
        (2, "1.2500", None, 1, 3),
        (4, "4.1251", "n", 3, 5),
        (5, "5.1251", "other", 5, None),
    ]
    beside = spark.table(changes_address(TableAddress(name, "")).name).where("k = 1")
    found = {(r["at"], str(r["v"]), r["gone"], r["new"]) for r in beside.collect()}
    assert found == {(1, "1.2500", "g", None), (3, "3.1251", None, "n"), (4, "4.1251", None, "n")}


def test_different_changes_of_a_key_at_once_are_refused_and_equal_ones_count_once(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name = new_address().name
    one, other = Change(1, 1, "a", 0, 0), Change(1, 1, "ä", 0, 0)
    with pytest.raises(MergeKeyError, match="1 key appears in more than one row"):
        write(spark, [one.row(0), other.row(0)], name, WRITE)
    with pytest.raises(MergeKeyError, match="1 row has a NULL in"):
        write(spark, [(1, None, "a", 0, {})], name, WRITE)
    write(spark, [one.row(0), one.row(0)], name, WRITE)
    # Of different changes in two runs, the later one is a correction.
    write(spark, [other.row(0)], name, WRITE)
    assert [row["value"] for row in spark.table(name).collect()] == ["ä"]


@LONG
def test_a_write_that_changes_nothing_makes_no_commit(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name = new_address().name
    rows = [Change(k, at, v, 0, 0).row(0) for k in (1, 2) for at, v in ((1, "a"), (2, DELETE))]
    write(spark, rows, name, WRITE)
    before = latest_version(spark, name)
    write(spark, rows, name, WRITE)
    assert latest_version(spark, name) == before


def test_versions_of_snapshots_have_no_deletes() -> None:
    with pytest.raises(PipelineError, match="has no delete_where"):
        Scd2(keys=["id"], sequence_by="at", snapshots=True, delete_where=lambda: F.lit(True))


@pytest.mark.parametrize("snapshots", [False, True], ids=["changes", "snapshots"])
def test_names_of_columns_are_found_in_any_case(
    spark: SparkSession, new_address: NewAddress, snapshots: bool
) -> None:
    schema = "id int, at int, value string, seen int"
    declared = struct(schema)
    how = Scd2(
        keys=["ID"],
        sequence_by="AT",
        ignore_changes_in=["Seen"],
        delete_where=None if snapshots else lambda: F.col("value") == "gone",
        snapshots=snapshots,
    )
    name = new_address().name
    batches: list[list[tuple[object, ...]]] = [
        [(1, 1, "a", 1), (2, 1, "b", 1)],
        [(1, 2, "a", 2), (2, 2, "b", 2)],
        [(2, 3, "b", 2)] if snapshots else [(1, 3, "gone", None)],
    ]
    for batch in batches:
        write_table(spark, make_frame(spark, batch, schema), name, declared, how)
    found = spark.table(name).select("id", "value", START_AT, END_AT, "seen").collect()
    assert sorted(map(tuple, found)) == [(1, "a", 1, 3, 2), (2, "b", 1, None, 2)]
    everything = spark.createDataFrame([row for batch in batches[:2] for row in batch], schema)
    assert versions(everything, how).count() == 2


def test_fields_in_columns_may_be_added_and_moved(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name = new_address().name
    how = Scd2(keys=["id"], sequence_by="at")
    schemas = [
        "id int, at int, s struct<a: int, b: int>, l array<struct<a: int, b: int>>",
        "id int, at int, s struct<b: int, c: int, a: int>, l array<struct<b: int, a: int>>",
    ]
    values = [
        ({"a": 1, "b": 2}, [{"a": 1, "b": 2}]),
        ({"b": 2, "c": None, "a": 1}, [{"b": 2, "a": 1}]),
        ({"b": 2, "c": 3, "a": 1}, [{"b": 2, "a": 1}]),
    ]
    # The last comes late, so that a change is remembered, and read again.
    for at, which, value in ((1, 0, 0), (4, 0, 0), (3, 1, 1), (5, 1, 2), (2, 1, 1)):
        schema = schemas[which]
        frame = make_frame(spark, [(1, at, *values[value])], schema)
        write_table(spark, frame, name, struct(schema), how)
    found = spark.table(name).select(START_AT, END_AT, "s.a", "s.b", "s.c", "l.a", "l.b").collect()
    assert sorted(map(tuple, found)) == [
        (1, 5, 1, 2, None, [1], [2]),
        (5, None, 1, 2, 3, [1], [2]),
    ]


@pytest.mark.parametrize("snapshots", [False, True], ids=["changes", "snapshots"])
def test_values_of_char_are_compared_as_they_are_stored(
    spark: SparkSession, new_address: NewAddress, snapshots: bool
) -> None:
    name, schema = new_address().name, "id int, at int, c string"
    fields = [*struct("id int, at int"), T.StructField("c", T.CharType(5))]
    declared = T.StructType(fields)
    how = Scd2(keys=["id"], sequence_by="at", snapshots=snapshots)
    for at, text in ((1, "ab"), (2, "ab "), (3, "ab        "), (4, "abc")):
        write_table(spark, make_frame(spark, [(1, at, text)], schema), name, declared, how)
    found = spark.table(name).select(START_AT, "c").collect()
    assert sorted(map(tuple, found)) == [(1, "ab   "), (4, "abc  ")]
    with pytest.raises(Exception, match="CHAR_VARCHAR_LIMIT"):
        write_table(spark, make_frame(spark, [(1, 5, "abcdef")], schema), name, declared, how)


def test_keys_of_char_are_refused(spark: SparkSession, new_address: NewAddress) -> None:
    address = new_address()
    declared = T.StructType(
        [T.StructField("Code", T.CharType(3)), T.StructField("at", T.IntegerType())]
    )
    frame = make_frame(spark, [("a", 1)], "code string, at int")
    writes: list[Write] = [
        Scd2(keys=["code"], sequence_by="at"),
        Merge(keys=["code"]),
        InsertOnly(keys=["code"]),
    ]
    for how in writes:
        with pytest.raises(PipelineError, match="finds rows by code, of type char"):
            write_table(spark, frame, address.name, declared, how)
    assert not spark.catalog.tableExists(address.name)
