"""Versions of rows, SCD type 2."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

import change_streams as streams
from change_streams import DELETE, KEY, SCHEMA, Change, Delivery
from databricks_utils import MergeKeyError, PipelineError, Scd2, SnapshotError, write_table
from databricks_utils.beside import changes_address
from databricks_utils.catalog import TableAddress
from databricks_utils.concurrency import latest_version
from frames import make_frame

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


@settings(max_examples=1)
@given(cases=streams.many(streams.CASES))
def test_versions_are_those_of_all_changes_however_they_are_cut_ordered_and_repeated(
    spark: SparkSession, new_address: NewAddress, cases: list[Delivery]
) -> None:
    name = new_address().name
    for batch in streams.batches_of(cases):
        write(spark, batch, name, WRITE)
    assert content(spark, name) == streams.versions(cases)
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


def test_snapshots_end_what_they_lack_and_a_snapshot_may_come_twice(
    spark: SparkSession, new_address: NewAddress
) -> None:
    draw = random.Random(3)
    cases = [
        Delivery(
            [
                Change(
                    draw.randint(1, 3),
                    at,
                    draw.choice(["a", "ä", None, DELETE]),
                    draw.randint(0, 1),
                    draw.randint(0, 1),
                )
                for at in range(1, 9)
            ],
            sorted(draw.randint(0, 8) for _ in range(3)),
            [],
        )
        for _ in range(6)
    ]
    name = new_address().name
    # One key is in every snapshot, so that none is empty.
    states = [[{99: Change(99, 1, "a", 0, 0)._replace(at=m)} for m in (1, 2, 3, 4)]]
    states += [snapshots_of(case) for case in cases]
    how = Scd2(keys=[KEY], sequence_by="at", ignore_changes_in=["note"], snapshots=True)
    for moment in (0, 1, 1, 2, 3):
        rows = [c.row(n) for n, case in enumerate(states) for c in case[moment].values()]
        write(spark, rows, name, how)
    expected = {row for n, case in enumerate(states) for row in history_of(case, n)}
    assert content(spark, name) == expected
    assert not spark.catalog.tableExists(changes_address(TableAddress(name, "")).name)

    late = [Change(1, 2, "a", 0, 0).row(0)]
    with pytest.raises(SnapshotError, match="is of 2, but the table knows 4"):
        write(spark, late, name, how)
    with pytest.raises(SnapshotError, match="has no rows"):
        write(spark, [], name, how)
    with pytest.raises(SnapshotError, match="of several moments: at goes from 5 to 6"):
        write(spark, [Change(k, k, "a", 0, 0).row(0) for k in (5, 6)], name, how)
    assert content(spark, name) == expected


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
